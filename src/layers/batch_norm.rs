//! `y = (x − mean) / sqrt(variance)` per channel, over the batch and the channel's pixels (a unit
//! of a dense layer is a channel of one pixel). The variance is biased. There is no affine part and
//! **no epsilon**: an epsilon would break the symmetry (theory section 1).
//!
//! A channel whose variance is at most 1e-12 of its mean square is dead: its output and its
//! gradient are 0. The test is relative, so rescaling never changes its answer.

use core::slice::ChunksExact;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::interval::Interval;
use crate::real::Real;

const DEAD: f64 = 1e-12;

struct BatchNorm<F> {
    shape: Shape,
    /// Statistics of the last batch. The inverse deviations of dead channels are 0.
    batch: Statistics<F>,
    /// Statistics kept for evaluation.
    kept: Statistics<F>,
    /// Two sums over the batch, per channel; scratch space.
    sums: Vec<[f64; 2]>,
}

struct Statistics<F> {
    means: Vec<F>,
    inverse_deviations: Vec<F>,
}

impl<F: Real> Statistics<F> {
    fn zeros(channels: usize) -> Self {
        Self { means: vec![F::ZERO; channels], inverse_deviations: vec![F::ZERO; channels] }
    }
}

pub(super) fn build<F: Real>(_: &Definition, place: Place<F>) -> Result<Box<dyn Layer<F>>, String> {
    let channels = place.shape.channels;
    Ok(Box::new(BatchNorm {
        shape: place.shape,
        batch: Statistics::zeros(channels),
        kept: Statistics::zeros(channels),
        sums: vec![[0.0; 2]; channels],
    }))
}

/// Iterates over the pixels of each channel of each example, channel by channel within an example.
fn channels<'a, F>(examples: &'a ArrayView2<F>, pixels: usize) -> ChunksExact<'a, F> {
    let numbers = examples.as_slice().expect(ROW_MAJOR);
    numbers.chunks_exact(pixels)
}

impl<F: Real> BatchNorm<F> {
    #[allow(clippy::cast_precision_loss)] // batches are small
    fn values_per_channel(&self, examples: usize) -> f64 {
        (examples * self.shape.pixels()) as f64
    }

    /// Takes two passes with sums in double precision: first the mean, then the variance about it.
    /// E[x²] is taken along for the dead-channel test.
    fn measure(&mut self, input: &ArrayView2<F>) {
        let (count, pixels) = (self.values_per_channel(input.nrows()), self.shape.pixels());
        let width = self.sums.len();
        self.sums.fill([0.0; 2]);
        for (index, values) in channels(input, pixels).enumerate() {
            let sum = &mut self.sums[index % width];
            for &x in values {
                sum[0] += x.to_f64();
                sum[1] += x.to_f64() * x.to_f64();
            }
        }
        // From here on sums[0] is the squared deviation and sums[1] the mean square.
        for (mean, sum) in self.batch.means.iter_mut().zip(&mut self.sums) {
            *mean = F::from_f64(sum[0] / count);
            *sum = [0.0, sum[1] / count];
        }
        for (index, values) in channels(input, pixels).enumerate() {
            let mean = self.batch.means[index % width].to_f64();
            for &x in values {
                let deviation = x.to_f64() - mean;
                self.sums[index % width][0] += deviation * deviation;
            }
        }
        for (inverse, sum) in self.batch.inverse_deviations.iter_mut().zip(&self.sums) {
            let variance = sum[0] / count;
            let dead = variance <= DEAD * sum[1];
            *inverse = if dead { F::ZERO } else { F::from_f64(1.0 / variance.sqrt()) };
        }
    }
}

impl<F: Real> Layer<F> for BatchNorm<F> {
    fn output_shape(&self) -> Shape {
        self.shape
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, mode: Mode) {
        if mode != Mode::Evaluate {
            self.measure(&input);
        }
        if mode == Mode::Calibrate {
            self.kept.means.clone_from(&self.batch.means);
            self.kept.inverse_deviations.clone_from(&self.batch.inverse_deviations);
        }
        let with = if mode == Mode::Evaluate { &self.kept } else { &self.batch };
        let (pixels, width) = (self.shape.pixels(), self.shape.channels);
        let normalized = output.as_slice_mut().expect(ROW_MAJOR);
        let pairs = channels(&input, pixels).zip(normalized.chunks_exact_mut(pixels));
        for (index, (values, normalized)) in pairs.enumerate() {
            let (mean, inverse) =
                (with.means[index % width], with.inverse_deviations[index % width]);
            for (y, &x) in normalized.iter_mut().zip(values) {
                *y = (x - mean) * inverse;
            }
        }
    }

    /// `∂x = (∂y − mean(∂y) − y · mean(∂y ∘ y)) / deviation`, means over the batch.
    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let Some(mut input_gradient) = input_gradient else { return };
        let (count, pixels) = (self.values_per_channel(output.nrows()), self.shape.pixels());
        let width = self.sums.len();
        self.sums.fill([0.0; 2]);
        let pairs = || channels(&output, pixels).zip(channels(&output_gradient, pixels));
        for (index, (y, dy)) in pairs().enumerate() {
            let sum = &mut self.sums[index % width];
            for (&y, &dy) in y.iter().zip(dy) {
                sum[0] += dy.to_f64();
                sum[1] += dy.to_f64() * y.to_f64();
            }
        }
        let gradient = input_gradient.as_slice_mut().expect(ROW_MAJOR);
        for (index, ((y, dy), dx)) in pairs().zip(gradient.chunks_exact_mut(pixels)).enumerate() {
            let [mean, along] = self.sums[index % width].map(|sum| F::from_f64(sum / count));
            let inverse = self.batch.inverse_deviations[index % width];
            for (dx, (&y, &dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
                *dx = (dy - mean - y * along) * inverse;
            }
        }
    }

    /// The output with the statistics kept for evaluation.
    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        let kept = self.kept.means.iter().zip(&self.kept.inverse_deviations);
        let of_channel = |(input, (mean, inverse)): (&Interval, (&F, &F))| {
            input.map(|x| (x - mean.to_f64()) * inverse.to_f64())
        };
        inputs.iter().zip(kept).map(of_channel).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Absorbs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::{Array2, array};

    fn norm(inputs: usize) -> Box<dyn Layer<f64>> {
        let place = Place { shape: Shape::flat(inputs), kind: Kind::Filter, before: &[] };
        build(&Definition::new("batch_norm"), place).expect("a valid layer")
    }

    #[test]
    fn normalizes_each_unit_and_silences_dead_ones() {
        let input = array![[1.0, 7.0, 0.0], [3.0, 7.0, 0.0]];
        let mut output = Array2::from_elem((2, 3), f64::NAN);
        let mut layer = norm(3);
        layer.forward(input.view(), output.view_mut(), Mode::Train);
        assert_eq!(output, array![[-1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
        let mut gradient = output.clone();
        let above = array![[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]];
        layer.backward(input.view(), output.view(), above.view(), Some(gradient.view_mut()));
        assert_eq!(gradient.column(1), array![0.0, 0.0]);
    }

    #[test]
    fn evaluates_with_the_statistics_it_was_calibrated_on() {
        let mut layer = norm(1);
        let mut output = array![[0.0], [0.0]];
        layer.forward(array![[1.0], [3.0]].view(), output.view_mut(), Mode::Calibrate);
        layer.forward(array![[9.0], [9.5]].view(), output.view_mut(), Mode::Train);
        layer.forward(array![[2.0], [4.0]].view(), output.view_mut(), Mode::Evaluate);
        assert_eq!(output, array![[0.0], [2.0]]);
    }

    /// This law would not hold with an epsilon.
    #[test]
    fn rescaling_by_powers_of_two_changes_no_bit() {
        let input = Array2::from_shape_fn((5, 4), |(i, j)| ((i * 7 + j * 3) % 11) as f64 * 0.3);
        let (mut plain, mut scaled) = (input.clone(), input.clone());
        norm(4).forward(input.view(), plain.view_mut(), Mode::Train);
        norm(4).forward((&input * 0.5_f64.powi(60)).view(), scaled.view_mut(), Mode::Train);
        assert_eq!(plain, scaled);
    }
}
