//! The training of a cell, from its chosen rate to its end.

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::protocol::cell::{Cell, Extent};
use crate::experiment::protocol::rules::{EPOCHS_BEFORE_STOPS, Stop, validation_stop};
use crate::experiment::protocol::split::Split;
use crate::experiment::protocol::trial::Trial;
use crate::experiment::run::sha256_hex;
use crate::optim::schedule::{Pace, Schedule};
use crate::real::Real;

/// The number of training images judged in one slice.
const JUDGED_IN_A_SLICE: usize = 10_000;

/// A training in progress.
pub(super) struct Course {
    trial: Trial,
    /// Wrong validation images after each epoch.
    pub validation: Vec<u32>,
    next: Next,
}

/// The work of the next slice.
enum Next {
    Steps,
    JudgeValidation,
    /// Judges training images from this position on, until a wrong image is found.
    JudgeTraining(usize),
    JudgeTest(Stop),
}

/// The work that a slice did.
pub(super) enum Slice {
    Trained(u32),
    Judged,
    Ended(End),
}

/// The result of a course.
pub(super) struct End {
    pub stop: Stop,
    pub epochs: u32,
    /// Wrong test images; `None` if the run diverged.
    pub test_errors: Option<u32>,
    pub weights_sha256: String,
}

impl Course {
    pub fn new(cell: &Cell, seed: u32, rate: f64, split: &Split) -> Result<Self, Error> {
        let pace = Pace::new(cell.protocol, rate);
        let trial = Trial::new(cell, seed, pace, split.training().len())?;
        Ok(Self { trial, validation: Vec::new(), next: Next::Steps })
    }

    pub fn steps(&self) -> u32 {
        self.trial.steps()
    }

    /// At most `most_steps` steps, or one judgement.
    pub fn advance(
        &mut self,
        extent: Extent,
        split: &Split,
        (images, test): (&Images, &Images),
        most_steps: u32,
        beat: &mut dyn FnMut(),
    ) -> Slice {
        match self.next {
            Next::Steps => return self.train(split, images, most_steps, beat),
            Next::JudgeValidation => {
                if !self.trial.is_finite() {
                    return Slice::Ended(self.end(Stop::Diverged, None));
                }
                self.trial.calibrate(split.training(), images, beat);
                let listed = split.validation().iter().copied();
                self.validation.push(self.trial.count_errors(listed, images, u32::MAX, beat));
                self.next = self.after_validation(extent);
            }
            Next::JudgeTraining(from) => {
                let listed = split.training().iter().copied().skip(from).take(JUDGED_IN_A_SLICE);
                let reached = from + listed.len();
                self.next = if self.trial.count_errors(listed, images, 1, beat) > 0 {
                    self.unless_over(extent)
                } else if reached < split.training().len() {
                    Next::JudgeTraining(reached)
                } else {
                    Next::JudgeTest(Stop::TrainingPerfect)
                };
            }
            Next::JudgeTest(stop) => {
                let listed = 0..u32::try_from(test.len()).unwrap_or(u32::MAX);
                let errors = self.trial.count_errors(listed, test, u32::MAX, beat);
                return Slice::Ended(self.end(stop, Some(errors)));
            }
        }
        Slice::Judged
    }

    fn train(
        &mut self,
        split: &Split,
        images: &Images,
        most_steps: u32,
        beat: &mut dyn FnMut(),
    ) -> Slice {
        let steps_per_epoch = self.trial.steps_per_epoch();
        let left = steps_per_epoch - self.trial.steps() % steps_per_epoch;
        for done in 1..=most_steps.min(left) {
            let loss = self.trial.step(split.training(), images, beat);
            // If only the loss is not finite, the bold driver may still recover.
            if !loss.is_finite() && !self.trial.is_finite() {
                return Slice::Ended(self.end(Stop::Diverged, None));
            }
            if done == left {
                self.next = Next::JudgeValidation;
            }
        }
        Slice::Trained(most_steps.min(left))
    }

    fn after_validation(&self, extent: Extent) -> Next {
        if self.trial.training.pace.schedule == Schedule::BoldDriver {
            if let Some(stop) = validation_stop(&self.validation) {
                return Next::JudgeTest(stop);
            }
            if self.validation.len() > EPOCHS_BEFORE_STOPS {
                return Next::JudgeTraining(0);
            }
        }
        self.unless_over(extent)
    }

    fn unless_over(&self, extent: Extent) -> Next {
        let is_over = self.validation.len() >= extent.epochs as usize;
        if is_over { Next::JudgeTest(Stop::Epochs) } else { Next::Steps }
    }

    fn end(&self, stop: Stop, test_errors: Option<u32>) -> End {
        let mut bytes = Vec::new();
        for param in self.trial.training.network.params() {
            param.numbers().for_each(|number| number.write_bytes(&mut bytes));
        }
        End {
            stop,
            epochs: self.trial.steps().div_ceil(self.trial.steps_per_epoch()),
            test_errors,
            weights_sha256: sha256_hex(&bytes),
        }
    }
}
