//! `y = max(x, 0)`, with derivative 0 at 0.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::interval::Interval;
use crate::real::Real;

struct Relu {
    shape: Shape,
}

pub(super) fn build<F: Real>(_: &Definition, place: Place<F>) -> Result<Box<dyn Layer<F>>, String> {
    Ok(Box::new(Relu { shape: place.shape }))
}

/// The view as one slice: iterators over views are several times slower.
fn numbers<'a, F>(activations: &'a ArrayView2<F>) -> &'a [F] {
    activations.as_slice().expect(ROW_MAJOR)
}

impl<F: Real> Layer<F> for Relu {
    fn output_shape(&self) -> Shape {
        self.shape
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let output = output.as_slice_mut().expect(ROW_MAJOR);
        for (y, &x) in output.iter_mut().zip(numbers(&input)) {
            // The comparison keeps NaN as NaN: a run that has diverged must show it.
            *y = if x < F::ZERO { F::ZERO } else { x };
        }
    }

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
        let input_gradient = input_gradient.as_slice_mut();
        let slopes = input_gradient.expect(ROW_MAJOR).iter_mut();
        let outputs = numbers(&output).iter().zip(numbers(&output_gradient));
        for (dx, (&y, &dy)) in slopes.zip(outputs) {
            *dx = if y > F::ZERO { dy } else { F::ZERO };
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        inputs.iter().map(|input| input.map(|x| x.max(0.0))).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::array;

    #[test]
    fn clips_keeps_nan_and_has_no_slope_at_zero() {
        let place = Place { shape: Shape::flat(4), kind: Kind::Filter, before: &[] };
        let mut relu = build::<f64>(&Definition::new("relu"), place).expect("a valid layer");
        let input = array![[-1.0, 0.0, 2.0, f64::NAN]];
        let mut output = input.clone();
        relu.forward(input.view(), output.view_mut(), Mode::Train);
        assert_eq!(output.as_slice().map(|y| &y[..3]), Some(&[0.0, 0.0, 2.0][..]));
        assert!(output[[0, 3]].is_nan());
        let mut slope = input.clone();
        let ones = array![[1.0, 1.0, 1.0, 1.0]];
        relu.backward(input.view(), output.view(), ones.view(), Some(slope.view_mut()));
        assert_eq!(slope.as_slice().map(|d| &d[..3]), Some(&[0.0, 0.0, 1.0][..]));
    }
}
