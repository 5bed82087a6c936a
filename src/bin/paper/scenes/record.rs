//! A finished run on scenes, and its line in the file of results.

use std::str::FromStr;

use scale_drift::experiment::confusion::Confusion;
use scale_drift::experiment::spec::RunSpec;
use serde::{Deserialize, Serialize};

use crate::results::Record;

/// The version of the format. It changes when the same description no longer means the same run.
pub const FORMAT: u32 = 1;

/// The scenes that a run is judged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Set {
    Validation,
    Test,
}

/// What a run is: equal jobs give equal results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// SHA-256 of all images.
    pub data: String,
    pub set: Set,
    /// The number of scenes of the set.
    pub scenes: u32,
    pub steps: u32,
    /// The run's description, as in a link. With it the page and the engine train the run again.
    pub spec: String,
}

/// How well a network segments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Over the classes that are present.
    pub mean_iou: f64,
    /// By class, the ground last; null for a class without pixels.
    pub iou: Vec<Option<f64>>,
}

impl Score {
    pub fn new(confusion: &Confusion) -> Self {
        Self { mean_iou: confusion.mean_iou(), iou: confusion.iou_by_class() }
    }
}

/// A finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SceneRecord {
    pub format: u32,
    #[serde(flatten)]
    pub job: Job,
    /// The network that diverged: `network` or `twin`.
    pub diverged: Option<String>,
    pub steps_done: u32,
    /// Of the network, and of its twin if there is one; none if the run diverged.
    pub scores: Vec<Score>,
    /// The largest difference between a logit of the twin and of the network on the probe.
    pub twin_gap: Option<f64>,
    pub weights_sha256: String,
    /// The time spent on the run. It is not part of the result.
    pub seconds: f64,
}

impl SceneRecord {
    /// The score of the start that the run is about: of the twin, where there is one.
    pub fn score(&self) -> Option<&Score> {
        self.scores.last()
    }

    /// Whether a twin answers exactly as the network does.
    pub fn is_twin_equal(&self) -> bool {
        self.twin_gap.is_some_and(|gap| gap.abs() <= 0.0)
            && self.scores.len() == 2
            && self.scores[0] == self.scores[1]
    }
}

impl Record for SceneRecord {
    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts have a form in JSON")
    }

    fn is_same_run(&self, other: &Self) -> bool {
        self.job == other.job
    }

    fn fingerprint(&self) -> &str {
        &self.weights_sha256
    }
}

impl FromStr for SceneRecord {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if record.format != FORMAT {
            let format = record.format;
            return Err(format!("format is {format}, and this program reads {FORMAT}"));
        }
        record.job.spec.parse::<RunSpec>().map_err(|error| error.to_string())?;
        Ok(record)
    }
}
