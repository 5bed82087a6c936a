//! The input of the protocol: a cell of the paper's table, and how much of the protocol is run.

use crate::data::images::CLASSES;
use crate::error::Error;
use crate::experiment::spec::RunSpec;
use crate::layers::Definition;
use crate::optim::schedule::Schedule;

/// Images per step.
pub const BATCH: u32 = 100;
/// Epochs of training, at most.
pub const EPOCHS: u32 = 60;
/// Epochs for which each rate is tried.
pub const SEARCH_EPOCHS: u32 = 50;
/// Training images of MNIST.
pub const IMAGES: u32 = 60_000;

/// The schedules that the paper trains with. Other schedules are no protocol.
pub const PROTOCOLS: [Schedule; 2] = [Schedule::BoldDriver, Schedule::ExponentialDecay];

/// The protocol of this name.
///
/// # Errors
/// Another schedule, or no schedule at all; the message names the protocols.
pub fn protocol(name: &str) -> Result<Schedule, String> {
    let known = PROTOCOLS.into_iter().find(|protocol| protocol.name() == name);
    let names = PROTOCOLS.map(Schedule::name).join(" or ");
    known.ok_or_else(|| format!("there is no protocol \"{name}\": it is {names}"))
}

/// One cell of the table: a network, a rule, a protocol and a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Whether batch normalization stands before each relu (Arch2).
    pub is_normalized: bool,
    /// Hidden layers.
    pub depth: u32,
    /// Units per hidden layer.
    pub width: u32,
    /// Id of the update rule.
    pub rule: String,
    /// Bold driver or exponential decay.
    pub protocol: Schedule,
    /// The start is rescaled unit by unit with log2 α uniform in [−spread, spread]; 0 for
    /// the balanced start of He et al.
    pub spread: u32,
}

impl Cell {
    /// The architecture by name.
    pub fn architecture(&self) -> &'static str {
        if self.is_normalized { "arch2" } else { "arch1" }
    }

    /// The layers of the network.
    ///
    /// # Errors
    /// A field is outside the limits of a run. The message names it.
    pub fn definitions(&self) -> Result<Vec<Definition>, Error> {
        protocol(self.protocol.name()).map_err(|problem| Error::setting("protocol", problem))?;
        let text = format!(
            "architecture={}&depth={}&width={}&rule={}&strength={}",
            self.architecture(),
            self.depth,
            self.width,
            self.rule,
            self.spread.max(1),
        );
        Ok(text.parse::<RunSpec>()?.definitions())
    }

    /// The multiplications of a forward pass over one image. Estimates of time weight steps with
    /// them.
    #[allow(clippy::cast_precision_loss)] // sizes are small
    pub fn multiplications(&self) -> f64 {
        let (width, depth) = (f64::from(self.width), f64::from(self.depth));
        let (pixels, classes) = (crate::data::images::PIXELS as f64, CLASSES as f64);
        width * (pixels + (depth - 1.0) * width + classes)
    }
}

/// How much of the protocol is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The largest number of epochs of training. No rate is tried for longer either.
    pub epochs: u32,
    /// The number of images used, from the first image of the permutation on. 5 of 6 of them train.
    pub images: u32,
}

impl Default for Extent {
    fn default() -> Self {
        Self { epochs: EPOCHS, images: IMAGES }
    }
}

impl Extent {
    /// Epochs for which each rate is tried.
    pub fn search_epochs(&self) -> u32 {
        self.epochs.min(SEARCH_EPOCHS)
    }
}
