//! Batches in an order that follows from the seed: step n of a run always uses the same images.

use ndarray::{Array2, ArrayViewMut2};

use crate::data::images::{Images, PIXELS};
use crate::real::Real;
use crate::rng::{Purpose, Stream};

/// The order in which a run sees its images. Every epoch is a new permutation. Images left over
/// after the last whole batch of an epoch are not used in that epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches {
    images: u32,
    batch: u32,
    seed: u32,
    epoch: Option<u32>,
    order: Vec<u32>,
}

impl Batches {
    /// Batches of `batch` out of the first `images` images; `batch` ≤ `images`.
    pub fn new(images: u32, batch: u32, seed: u32) -> Self {
        Self { images, batch, seed, epoch: None, order: Vec::new() }
    }

    /// How many images there are.
    pub fn images(&self) -> u32 {
        self.images
    }

    /// Whole batches in one pass.
    pub fn steps_per_epoch(&self) -> u32 {
        self.images / self.batch
    }

    /// The images of step `step`, counted from 0 over all epochs.
    pub fn indices(&mut self, step: u32) -> &[u32] {
        let (epoch, position) = (step / self.steps_per_epoch(), step % self.steps_per_epoch());
        if self.epoch != Some(epoch) {
            self.order.clear();
            self.order.extend(0..self.images);
            Stream::new(self.seed, Purpose::Order, epoch).shuffle(&mut self.order);
            self.epoch = Some(epoch);
        }
        &self.order[(position * self.batch) as usize..][..self.batch as usize]
    }
}

/// Writes images as rows of pixels in [0, 1], and their labels.
///
/// # Panics
/// When an index is not below `images.len()` or `into` has too few rows.
pub fn gather<F: Real>(
    images: &Images,
    indices: impl Iterator<Item = usize>,
    mut into: ArrayViewMut2<F>,
    labels: &mut Vec<u8>,
) {
    let brightness: [F; 256] =
        core::array::from_fn(|pixel| F::from_f64(pixel as f64 / f64::from(u8::MAX)));
    labels.clear();
    for (index, mut row) in indices.zip(into.rows_mut()) {
        let row = row.as_slice_mut().expect("batches are in row-major order");
        for (x, &pixel) in row.iter_mut().zip(images.pixels(index)) {
            *x = brightness[usize::from(pixel)];
        }
        labels.push(images.label(index));
    }
}

/// The images `from..from + count` as a matrix, and their labels.
pub fn gather_range<F: Real>(images: &Images, from: usize, count: usize) -> (Array2<F>, Vec<u8>) {
    let mut matrix = Array2::zeros((count, PIXELS));
    let mut labels = Vec::with_capacity(count);
    gather(images, from..from + count, matrix.view_mut(), &mut labels);
    (matrix, labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_uses_no_image_twice_and_epochs_differ() {
        let mut batches = Batches::new(10, 3, 1);
        assert_eq!(batches.steps_per_epoch(), 3);
        let mut epoch = |first: u32| -> Vec<u32> {
            (first..first + 3).flat_map(|step| batches.indices(step).to_vec()).collect()
        };
        let (one, two) = (epoch(0), epoch(3));
        assert_ne!(one, two);
        for mut used in [one, two] {
            used.sort_unstable();
            used.dedup();
            assert_eq!(used.len(), 9);
        }
    }

    #[test]
    fn a_step_can_be_drawn_without_those_before_it() {
        let mut in_order = Batches::new(100, 10, 7);
        let steps: Vec<Vec<u32>> = (0..30).map(|step| in_order.indices(step).to_vec()).collect();
        assert_eq!(Batches::new(100, 10, 7).indices(25), &steps[25][..]);
        assert_ne!(Batches::new(100, 10, 8).indices(25), &steps[25][..]);
    }

    #[test]
    fn order_by_golden_vector() {
        assert_eq!(Batches::new(8, 4, 1).indices(0), [6, 3, 7, 2]);
    }

    #[test]
    fn pixels_are_scaled_to_one() {
        let images = Images::new([vec![255; PIXELS], vec![51; PIXELS]].concat(), vec![1, 2]);
        let (matrix, labels) = gather_range::<f64>(&images.expect("well formed"), 0, 2);
        assert_eq!(labels, [1, 2]);
        assert_eq!(matrix.column(783).to_vec(), [1.0, 0.2]);
    }
}
