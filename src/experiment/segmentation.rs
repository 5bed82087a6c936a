//! Segmentation of scenes by an encoder-decoder with remembered switches, after SegNet
//! (Badrinarayanan, Kendall and Cipolla, arXiv:1511.00561; theory section 8).

use ndarray::Array2;

use crate::data::class_balance::median_frequency_weights;
use crate::data::images::Images;
use crate::data::scenes::{CLASSES, PIXELS, SIDE, gather};
use crate::decimal;
use crate::error::Error;
use crate::experiment::confusion::Confusion;
use crate::experiment::training::Training;
use crate::layers::{Definition, Mode, Shape};
use crate::loss::predictions;
use crate::network::Network;
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::{Pace, Schedule};
use crate::real::Real;

/// The shape of a scene.
pub const SCENE: Shape = Shape { channels: 1, height: SIDE, width: SIDE };
/// The number of filters of each stage. A network with half as many tells digits from ground within
/// hundreds of steps, but hardly tells digits from each other (measured with `segment` at batch 8).
pub const FILTERS: [usize; 3] = [16, 32, 32];

/// The number of training scenes, from the first on, on which class weights are counted.
const BALANCE_SCENES: u32 = 512;
/// The number of training scenes, from the first on, whose statistics batch normalization uses in
/// evaluation.
const CALIBRATION_SCENES: u32 = 32;
/// Held-out scenes have this seed and start at this index. They are the same for every seed of
/// training, and no training reaches them.
const HELD_OUT_SEED: u32 = 0;
const HELD_OUT_START: u32 = 1 << 31;
/// Held-out scenes in one forward pass.
const EVALUATION_BATCH: u32 = 32;
/// The largest number of scenes in a batch, so that its activations fit into memory.
const MOST_BATCH: u32 = 256;

/// The layers. Each stage of the encoder has a 3×3 convolution, batch normalization, relu and 2×2
/// max-pooling. The stages of the decoder follow from the last encoder stage back: unpooling by the
/// switches of the partner stage, convolution, batch normalization and relu. At the end are 1×1
/// filters, a filter for each class. `filters` is the number of filters of each encoder stage. The
/// decoder mirrors the encoder, because an unpooling takes as many channels as its partner pooled.
///
/// # Errors
/// There is no stage, or more stages than the sides of a scene can be halved.
pub fn definitions(filters: &[usize]) -> Result<Vec<Definition>, Error> {
    let most = SIDE.trailing_zeros() as usize;
    let stages = filters.len();
    if !(1..=most).contains(&stages) {
        let problem =
            format!("{stages} stages; {SIDE} pixels a side can be halved 1 to {most} times");
        return Err(Error::setting("filters", problem));
    }
    let new = Definition::new;
    let conv = |filters: usize, size: usize| {
        new("conv").with("filters", filters).with("size", size).with("padding", "same")
    };
    let (mut layers, mut pools) = (Vec::new(), Vec::with_capacity(stages));
    for &filters in filters {
        layers.extend([conv(filters, 3), new("batch_norm"), new("relu")]);
        pools.push(layers.len());
        layers.push(new("max_pool").with("size", 2));
    }
    for (stage, pool) in pools.into_iter().enumerate().rev() {
        let filters = filters[stage.saturating_sub(1)];
        layers.push(new("unpool").with("of", pool));
        layers.extend([conv(filters, 3), new("batch_norm"), new("relu")]);
    }
    layers.push(conv(CLASSES, 1));
    Ok(layers)
}

/// Everything that a training on scenes depends on, apart from the images.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Id of the rule.
    pub rule: String,
    /// λ, which stays constant.
    pub learning_rate: f64,
    /// Scenes per step.
    pub batch: u32,
    /// The seed of the start and of the training scenes.
    pub seed: u32,
    /// The number of filters of each encoder stage: see [`definitions`].
    pub filters: Vec<usize>,
}

/// A training on scenes in progress. Every step uses new scenes (until 2^31 scenes are used up).
pub struct Segmentation<F: Real> {
    training: Training<F>,
    class_weights: Vec<F>,
    batch: u32,
    seed: u32,
    steps: u32,
    next_scene: u32,
    inputs: Array2<F>,
    labels: Vec<u8>,
    calibration: Array2<F>,
}

impl<F: Real> Segmentation<F> {
    /// A training at its start. The digits of training scenes are drawn from `images`.
    ///
    /// # Errors
    /// A setting is out of range, the network cannot be built, or there are no images.
    pub fn new(settings: &Settings, images: &Images) -> Result<Self, Error> {
        let &Settings { learning_rate, batch, seed, .. } = settings;
        if !(1..=MOST_BATCH).contains(&batch) {
            return Err(Error::setting("batch", format!("{batch}; it must be 1 to {MOST_BATCH}")));
        }
        if !(learning_rate.is_finite() && learning_rate > 0.0) {
            let given = decimal::format(learning_rate);
            let problem = format!("{given}; it must be a positive number");
            return Err(Error::setting("rate", problem));
        }
        let rule = optim::rule(&settings.rule)
            .ok_or_else(|| Error::setting("rule", format!("there is no rule {}", settings.rule)))?;
        let mut network = Network::new(SCENE, CLASSES, &definitions(&settings.filters)?)?;
        network.draw_start(seed);
        let pace = Pace::new(Schedule::Constant, learning_rate);
        let (calibration, _) = scenes(images, seed, 0..CALIBRATION_SCENES)?;
        Ok(Self {
            training: Training::new(network, rule, Hyperparameters::default(), pace)?,
            class_weights: class_weights(images, seed)?,
            batch,
            seed,
            steps: 0,
            next_scene: 0,
            inputs: Array2::zeros((batch as usize, PIXELS)),
            labels: Vec::with_capacity(batch as usize * PIXELS),
            calibration,
        })
    }

    /// One step on the next scenes. Returns their mean loss before the step. When the loss is not
    /// finite, the training has diverged, and stays as it is.
    ///
    /// # Errors
    /// When there are no images.
    pub fn step(&mut self, images: &Images) -> Result<f64, Error> {
        if self.next_scene > HELD_OUT_START - self.batch {
            self.next_scene = 0;
        }
        let indices = self.next_scene..self.next_scene + self.batch;
        gather(images, self.seed, indices, self.inputs.view_mut(), &mut self.labels)?;
        let (inputs, weights) = (self.inputs.view(), Some(&self.class_weights[..]));
        let loss = self.training.gradient(inputs, &self.labels, weights, &mut || {});
        if loss.is_finite() {
            self.training.descend();
            self.steps += 1;
            self.next_scene += self.batch;
        } else {
            self.training.stay();
        }
        Ok(loss)
    }

    /// The confusion on the first `count` held-out scenes, whose digits are drawn from `images`.
    /// Batch normalization uses statistics of training scenes, so that rescaling changes nothing.
    ///
    /// # Errors
    /// When there are no images.
    pub fn evaluate(&mut self, images: &Images, count: u32) -> Result<Confusion, Error> {
        let network = &mut self.training.network;
        network.forward(self.calibration.view(), Mode::Calibrate, &mut || {});
        let mut confusion = Confusion::new(CLASSES);
        for from in (0..count).step_by(EVALUATION_BATCH as usize) {
            let to = count.min(from + EVALUATION_BATCH);
            let indices = HELD_OUT_START + from..HELD_OUT_START + to;
            let (inputs, labels) = scenes::<F>(images, HELD_OUT_SEED, indices)?;
            let logits = network.forward(inputs.view(), Mode::Evaluate, &mut || {});
            confusion.add(&labels, &predictions(logits, CLASSES))?;
        }
        Ok(confusion)
    }

    /// Steps done.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The network in its present state.
    pub fn network(&self) -> &Network<F> {
        &self.training.network
    }
}

/// Scenes as a matrix, and the classes of their pixels.
fn scenes<F: Real>(
    images: &Images,
    seed: u32,
    indices: core::ops::Range<u32>,
) -> Result<(Array2<F>, Vec<u8>), Error> {
    let mut inputs = Array2::zeros((indices.len(), PIXELS));
    let mut labels = Vec::with_capacity(indices.len() * PIXELS);
    gather(images, seed, indices, inputs.view_mut(), &mut labels)?;
    Ok((inputs, labels))
}

fn class_weights<F: Real>(images: &Images, seed: u32) -> Result<Vec<F>, Error> {
    let (_, labels) = scenes::<F>(images, seed, 0..BALANCE_SCENES)?;
    let weights = median_frequency_weights(&labels, PIXELS, CLASSES)?;
    Ok(weights.into_iter().map(F::from_f64).collect())
}
