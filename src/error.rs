//! Every error of the engine, by cause. Each message says what to do.

use thiserror::Error;

/// What can go wrong apart from bugs. A bug panics; input never does.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// A setting of a run that is unknown, unreadable or out of range.
    #[error("{key}: {problem}")]
    Setting {
        /// The key, as it stands in a link.
        key: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A network that cannot be built.
    #[error("layers[{layer}]: {problem}")]
    Layer {
        /// Position in the list of layers, from 0.
        layer: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// An IDX file whose content does not match its header.
    #[error("{file}: {problem}")]
    Idx {
        /// Which of the files: images or labels.
        file: &'static str,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A run asks for more images than are loaded.
    #[error(
        "{wanted} images are needed and {present} are loaded: wait for the rest, or ask for fewer with images={present}"
    )]
    MissingImages {
        /// Images the run draws from.
        wanted: usize,
        /// Images loaded so far.
        present: usize,
    },
    /// Labels of pixels that cannot be counted.
    #[error("labels: {problem}")]
    Labels {
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A question about a run that the run cannot answer.
    #[error("{what}: {problem}")]
    Question {
        /// The subject of the question.
        what: &'static str,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A checkpoint that cannot be resumed.
    #[error("checkpoint: {problem}")]
    Checkpoint {
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A field of a reference case that is missing or malformed.
    #[error("{field}: {problem}")]
    Case {
        /// The field's path in the file.
        field: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}

impl Error {
    /// A bad setting.
    pub fn setting(key: &str, problem: impl Into<String>) -> Self {
        Self::Setting { key: key.to_owned(), problem: problem.into() }
    }

    /// A bad field of a reference case.
    pub fn case(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Case { field: field.into(), problem: problem.into() }
    }

    /// A question that cannot be answered.
    pub fn question(what: &'static str, problem: impl Into<String>) -> Self {
        Self::Question { what, problem: problem.into() }
    }

    /// Labels that cannot be counted.
    pub fn labels(problem: impl Into<String>) -> Self {
        Self::Labels { problem: problem.into() }
    }

    /// A checkpoint that cannot be resumed.
    pub fn checkpoint(problem: impl Into<String>) -> Self {
        Self::Checkpoint { problem: problem.into() }
    }

    /// The cause in one word, for programs that must tell one cause from another.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "setting",
            Self::Layer { .. } => "layer",
            Self::Idx { .. } => "idx",
            Self::MissingImages { .. } => "missing-images",
            Self::Labels { .. } => "labels",
            Self::Question { .. } => "question",
            Self::Checkpoint { .. } => "checkpoint",
            Self::Case { .. } => "case",
        }
    }
}
