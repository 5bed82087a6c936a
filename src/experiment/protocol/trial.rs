//! A network that trains on listed images and is judged on other images.

use ndarray::{Array2, s};

use crate::data::batches::{Batches, gather};
use crate::data::images::{CLASSES, Images, PIXELS};
use crate::error::Error;
use crate::experiment::protocol::cell::{BATCH, Cell};
use crate::experiment::task::CALIBRATION_IMAGES;
use crate::experiment::training::Training;
use crate::layers::{Mode, Shape};
use crate::loss::predictions;
use crate::network::Network;
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::Pace;
use crate::real::Real;
use crate::symmetry::orbit::{Draw, Rescaling, orbit_banks};

/// The number of images judged in one pass.
const JUDGED_AT_ONCE: usize = 500;

/// A network in training.
pub(super) struct Trial {
    pub training: Training<f32>,
    batches: Batches,
    steps: u32,
    inputs: Array2<f32>,
    labels: Vec<u8>,
}

impl Trial {
    /// A network at the start of this cell and seed, to train on `images` images.
    pub fn new(cell: &Cell, seed: u32, pace: Pace, images: usize) -> Result<Self, Error> {
        let mut network = Network::new(Shape::flat(PIXELS), CLASSES, &cell.definitions()?)?;
        network.draw_start(seed);
        if cell.spread > 0 {
            let banks = orbit_banks(&network);
            Rescaling::per_unit(&banks, Draw::Random, cell.spread, seed).apply(&mut network);
        }
        let rule = optim::rule(&cell.rule)
            .ok_or_else(|| Error::setting("rule", format!("there is no rule {}", cell.rule)))?;
        let images = u32::try_from(images).unwrap_or(u32::MAX);
        Ok(Self {
            training: Training::new(network, rule, Hyperparameters::default(), pace)?,
            batches: Batches::new(images, BATCH, seed),
            steps: 0,
            inputs: Array2::zeros((JUDGED_AT_ONCE.max(CALIBRATION_IMAGES), PIXELS)),
            labels: Vec::new(),
        })
    }

    /// Steps done.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Steps in one pass over its images.
    pub fn steps_per_epoch(&self) -> u32 {
        self.batches.steps_per_epoch()
    }

    /// One step on the next batch of `listed`. Returns the batch's loss before the step. The last
    /// step of an epoch also changes the rate.
    pub fn step(&mut self, listed: &[u32], images: &Images, beat: &mut dyn FnMut()) -> f64 {
        let positions = self.batches.indices(self.steps).iter();
        let indices = positions.map(|&position| listed[position as usize] as usize);
        let mut inputs = self.inputs.slice_mut(s![..BATCH as usize, ..]);
        gather(images, indices, inputs.view_mut(), &mut self.labels);
        let loss = self.training.gradient(inputs.view(), &self.labels, None, beat);
        self.training.descend();
        self.training.add_loss(loss);
        self.steps += 1;
        let steps_per_epoch = self.batches.steps_per_epoch();
        if self.steps.is_multiple_of(steps_per_epoch) {
            self.training.end_epoch(steps_per_epoch);
        }
        loss
    }

    /// Takes the statistics of batch normalization from the first 512 of the images that train, as
    /// every run here does. These statistics move with the filters, so rescaling changes nothing in
    /// evaluation either.
    pub fn calibrate(&mut self, listed: &[u32], images: &Images, beat: &mut dyn FnMut()) {
        let listed = &listed[..CALIBRATION_IMAGES.min(listed.len())];
        self.forward(listed, images, Mode::Calibrate, beat);
    }

    /// The number of listed images that are wrong. Counting ends with the pass that reaches
    /// `enough`.
    pub fn count_errors(
        &mut self,
        listed: impl Iterator<Item = u32>,
        images: &Images,
        enough: u32,
        beat: &mut dyn FnMut(),
    ) -> u32 {
        let listed: Vec<u32> = listed.collect();
        let mut errors = 0;
        for listed in listed.chunks(JUDGED_AT_ONCE) {
            let predicted = self.forward(listed, images, Mode::Evaluate, beat);
            let pairs = predicted.iter().zip(&self.labels);
            errors += pairs.map(|(predicted, label)| u32::from(predicted != label)).sum::<u32>();
            if errors >= enough {
                break;
            }
        }
        errors
    }

    fn forward(
        &mut self,
        listed: &[u32],
        images: &Images,
        mode: Mode,
        beat: &mut dyn FnMut(),
    ) -> Vec<u8> {
        let mut inputs = self.inputs.slice_mut(s![..listed.len(), ..]);
        let indices = listed.iter().map(|&index| index as usize);
        gather(images, indices, inputs.view_mut(), &mut self.labels);
        predictions(self.training.network.forward(inputs.view(), mode, beat), CLASSES)
    }

    /// Whether every weight is a number.
    pub fn is_finite(&self) -> bool {
        let mut numbers = self.training.network.params().flat_map(|param| param.value.iter());
        numbers.all(|number| Real::is_finite(*number))
    }
}
