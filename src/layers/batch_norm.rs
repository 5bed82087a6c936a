//! `y = (x − mean) / sqrt(variance)` per unit, over the batch; biased variance, no
//! affine part, and **no epsilon**: it would break the symmetry (theory section 1).
//!
//! A unit whose variance is at most 1e-12 of its mean square is dead: output and
//! gradient are 0. The test is relative, so rescaling never changes its answer.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place};
use crate::real::Real;

const DEAD: f64 = 1e-12;

struct BatchNorm<F> {
    /// Of the last batch, and with them its inverse deviations (0 for dead units).
    batch: Statistics<F>,
    /// Kept for evaluation.
    kept: Statistics<F>,
    /// Sums over the batch, per unit; scratch space.
    sums: Vec<[f64; 2]>,
}

struct Statistics<F> {
    means: Vec<F>,
    inverse_deviations: Vec<F>,
}

impl<F: Real> Statistics<F> {
    fn zeros(units: usize) -> Self {
        Self { means: vec![F::ZERO; units], inverse_deviations: vec![F::ZERO; units] }
    }
}

pub(super) fn build<F: Real>(_: &Definition, place: Place) -> Result<Box<dyn Layer<F>>, String> {
    let units = place.inputs;
    Ok(Box::new(BatchNorm {
        batch: Statistics::zeros(units),
        kept: Statistics::zeros(units),
        sums: vec![[0.0; 2]; units],
    }))
}

impl<F: Real> BatchNorm<F> {
    /// Two passes with sums in double precision: mean first, then the variance about
    /// it, beside E[x²] for the dead-unit test.
    #[allow(clippy::cast_precision_loss)] // batches are small
    fn measure(&mut self, input: ArrayView2<F>) {
        let count = input.nrows() as f64;
        self.sums.fill([0.0; 2]);
        for row in input.rows() {
            for (sum, &x) in self.sums.iter_mut().zip(&row) {
                sum[0] += x.to_f64();
                sum[1] += x.to_f64() * x.to_f64();
            }
        }
        // From here on: sums[0] is the squared deviation, sums[1] the mean square.
        for (mean, sum) in self.batch.means.iter_mut().zip(&mut self.sums) {
            *mean = F::from_f64(sum[0] / count);
            *sum = [0.0, sum[1] / count];
        }
        for row in input.rows() {
            for ((sum, &x), &mean) in self.sums.iter_mut().zip(&row).zip(&self.batch.means) {
                let deviation = x.to_f64() - mean.to_f64();
                sum[0] += deviation * deviation;
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
    fn outputs(&self) -> usize {
        self.batch.means.len()
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, mode: Mode) {
        if mode != Mode::Evaluate {
            self.measure(input);
        }
        if mode == Mode::Calibrate {
            self.kept.means.clone_from(&self.batch.means);
            self.kept.inverse_deviations.clone_from(&self.batch.inverse_deviations);
        }
        let with = if mode == Mode::Evaluate { &self.kept } else { &self.batch };
        for (row, mut normalized) in input.rows().into_iter().zip(output.rows_mut()) {
            let units = row.iter().zip(&with.means).zip(&with.inverse_deviations);
            for (y, ((&x, &mean), &inverse)) in normalized.iter_mut().zip(units) {
                *y = (x - mean) * inverse;
            }
        }
    }

    /// `∂x = (∂y − mean(∂y) − y · mean(∂y ∘ y)) / deviation`, means over the batch.
    #[allow(clippy::cast_precision_loss)] // batches are small
    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let Some(mut input_gradient) = input_gradient else {
            return;
        };
        let count = output.nrows() as f64;
        self.sums.fill([0.0; 2]);
        for (y, dy) in output.rows().into_iter().zip(output_gradient.rows()) {
            for (sum, (&y, &dy)) in self.sums.iter_mut().zip(y.iter().zip(&dy)) {
                sum[0] += dy.to_f64();
                sum[1] += dy.to_f64() * y.to_f64();
            }
        }
        for sum in &mut self.sums {
            *sum = [sum[0] / count, sum[1] / count];
        }
        let examples = output.rows().into_iter().zip(output_gradient.rows());
        for ((y, dy), mut dx) in examples.zip(input_gradient.rows_mut()) {
            let units = self.sums.iter().zip(&self.batch.inverse_deviations);
            for ((dx, (&y, &dy)), (mean, &inverse)) in
                dx.iter_mut().zip(y.iter().zip(&dy)).zip(units)
            {
                *dx = (dy - F::from_f64(mean[0]) - y * F::from_f64(mean[1])) * inverse;
            }
        }
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
        let place = Place { inputs, kind: Kind::Filter };
        build(&Definition::new("batch_norm", &[]), place).expect("a valid layer")
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

    /// With an epsilon this would fail.
    #[test]
    fn rescaling_by_powers_of_two_changes_no_bit() {
        let input = Array2::from_shape_fn((5, 4), |(i, j)| ((i * 7 + j * 3) % 11) as f64 * 0.3);
        let (mut plain, mut scaled) = (input.clone(), input.clone());
        norm(4).forward(input.view(), plain.view_mut(), Mode::Train);
        norm(4).forward((&input * 0.5_f64.powi(60)).view(), scaled.view_mut(), Mode::Train);
        assert_eq!(plain, scaled);
    }
}
