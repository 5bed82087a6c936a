//! What a run learns: to name digits, or to tell the class of every pixel of a scene. The task
//! makes the examples of training, of the probe and of tests; everything else of a run is the same
//! for both tasks.

use core::ops::Range;

use ndarray::{Array2, ArrayViewMut2};

use crate::data::batches::{Batches, gather, gather_range};
use crate::data::class_balance::balanced_weights;
use crate::data::images::Images;
use crate::data::scenes::{Scene, Scenes};
use crate::error::Error;
use crate::experiment::kind::Kind;
use crate::experiment::spec::RunSpec;
use crate::real::Real;

/// Training images, from the first on, on which the gap of twins is measured. A scene has more
/// answers than these images together.
const PROBE_IMAGES: usize = 50;
const PROBE_SCENES: usize = 1;
/// The number of training images, from the first on, whose statistics batch normalization uses in
/// evaluation of a dense network. Networks with convolution average over pixels too, and need fewer
/// examples.
pub(super) const CALIBRATION_IMAGES: usize = 512;
const CONV_CALIBRATION_IMAGES: usize = 128;
const CALIBRATION_SCENES: usize = 32;
/// Training scenes, from the first on, on which class weights are counted.
const BALANCE_SCENES: u32 = 256;
/// Scenes of tests have this seed and start at this index. They are the same for every seed of
/// training, and no training reaches them.
const TEST_SEED: u32 = 0;
const TEST_START: u32 = 1 << 31;
/// Scenes in a test of a page.
const TEST_SCENES: usize = 100;

/// The training examples of a run.
pub(super) struct Examples {
    batches: Batches,
    batch: u32,
    seed: u32,
    scenes: Option<Scenes>,
    calibration: usize,
}

impl Examples {
    /// The examples that this run draws from `images`.
    ///
    /// # Errors
    /// Fewer images are loaded than the run draws from, or no image is a digit of its scenes.
    pub fn new(spec: &RunSpec, images: &Images) -> Result<Self, Error> {
        let wanted = spec.images as usize;
        if images.len() < wanted {
            return Err(Error::MissingImages { wanted, present: images.len() });
        }
        let scenes = match spec.network {
            Kind::Dense | Kind::Conv => None,
            Kind::Segment => Some(Scenes::new(spec.scenes(), images, wanted)?),
        };
        let calibration = match spec.network {
            Kind::Dense => CALIBRATION_IMAGES,
            Kind::Conv => CONV_CALIBRATION_IMAGES,
            Kind::Segment => CALIBRATION_SCENES,
        };
        let batches = Batches::new(spec.images, spec.batch, spec.seed);
        Ok(Self { batches, batch: spec.batch, seed: spec.seed, scenes, calibration })
    }

    /// Steps in one pass over the images. A pass of scenes has as many scenes as images.
    pub fn steps_per_epoch(&self) -> u32 {
        self.batches.steps_per_epoch()
    }

    /// Writes the batch of step `step`. Every batch of scenes is new, until 2^31 scenes are used up.
    pub fn gather<F: Real>(
        &mut self,
        images: &Images,
        step: u32,
        mut inputs: ArrayViewMut2<F>,
        labels: &mut Vec<u8>,
    ) {
        let Some(scenes) = &self.scenes else {
            let indices = self.batches.indices(step).iter().map(|&index| index as usize);
            return gather(images, indices, inputs, labels);
        };
        let first = step % (TEST_START / self.batch) * self.batch;
        scenes.gather(images, self.seed, first..first + self.batch, inputs.view_mut(), labels);
    }

    fn first<F: Real>(&self, images: &Images, count: usize) -> Array2<F> {
        let count = count.min(self.batches.images() as usize);
        let Some(scenes) = &self.scenes else { return gather_range(images, 0, count).0 };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        of_scenes(scenes, images, self.seed, 0..count).0
    }

    /// The examples on which the gap of twins is measured.
    pub fn probe<F: Real>(&self, images: &Images) -> Array2<F> {
        self.first(images, if self.scenes.is_some() { PROBE_SCENES } else { PROBE_IMAGES })
    }

    /// The examples whose statistics batch normalization uses in evaluation.
    pub fn calibration<F: Real>(&self, images: &Images) -> Array2<F> {
        self.first(images, self.calibration)
    }

    /// Weights of the classes in the loss, so that the ground does not drown the digits; `None`
    /// where classes are about equally frequent.
    ///
    /// # Errors
    /// Never for scenes that could be made.
    pub fn class_weights<F: Real>(&self, images: &Images) -> Result<Option<Vec<F>>, Error> {
        let Some(scenes) = &self.scenes else { return Ok(None) };
        let (_, labels) = of_scenes::<F>(scenes, images, self.seed, 0..BALANCE_SCENES);
        let weights = balanced_weights(&labels, scenes.kind.pixels(), scenes.kind.classes())?;
        Ok(Some(weights.into_iter().map(F::from_f64).collect()))
    }
}

/// The examples of tests.
pub(super) struct TestExamples<'a> {
    images: &'a Images,
    scenes: Option<Scenes>,
}

impl<'a> TestExamples<'a> {
    /// The test examples of a run, from all of `images`.
    ///
    /// # Errors
    /// No image is a digit of the run's scenes.
    pub fn new(spec: &RunSpec, images: &'a Images) -> Result<Self, Error> {
        let scenes = match spec.network {
            Kind::Dense | Kind::Conv => None,
            Kind::Segment => Some(Scenes::new(spec.scenes(), images, images.len())?),
        };
        Ok(Self { images, scenes })
    }

    /// The number of examples in a whole test. Of scenes there is no end: a test may also take more.
    pub fn len(&self) -> usize {
        if self.scenes.is_some() { TEST_SCENES } else { self.images.len() }
    }

    /// The examples of `from..from + count` that exist, in parts of at most `at_once` examples.
    pub fn parts(&self, from: usize, count: usize, at_once: usize) -> Vec<(usize, usize)> {
        let most = if self.scenes.is_some() { usize::MAX } else { self.images.len() };
        let to = from.saturating_add(count).min(most);
        (from..to).step_by(at_once).map(|first| (first, at_once.min(to - first))).collect()
    }

    /// The examples of `from..from + count`, and their labels.
    pub fn gather<F: Real>(&self, from: usize, count: usize) -> (Array2<F>, Vec<u8>) {
        let Some(scenes) = &self.scenes else {
            return gather_range(self.images, from, count);
        };
        of_scenes(scenes, self.images, TEST_SEED, test_indices(from, count))
    }

    /// The scene `index` of tests; `None` for images.
    pub fn scene(&self, index: usize) -> Option<Scene> {
        let scenes = self.scenes.as_ref()?;
        Some(scenes.compose(self.images, TEST_SEED, test_indices(index, 1).start))
    }
}

fn test_indices(from: usize, count: usize) -> Range<u32> {
    let last = u32::MAX - TEST_START;
    let index = |at: usize| TEST_START + u32::try_from(at).unwrap_or(last).min(last);
    index(from)..index(from.saturating_add(count))
}

/// Scenes as a matrix, and the classes of their pixels.
fn of_scenes<F: Real>(
    scenes: &Scenes,
    images: &Images,
    seed: u32,
    indices: Range<u32>,
) -> (Array2<F>, Vec<u8>) {
    let pixels = scenes.kind.pixels();
    let mut inputs = Array2::zeros((indices.len(), pixels));
    let mut labels = Vec::with_capacity(indices.len() * pixels);
    scenes.gather(images, seed, indices, inputs.view_mut(), &mut labels);
    (inputs, labels)
}
