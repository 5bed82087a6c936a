//! Pixels become units, in the order channel, row, column. The numbers stay where they are. The
//! scale of a channel passes to each of its pixels.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::interval::Interval;
use crate::real::Real;

struct Flatten {
    input: Shape,
}

pub(super) fn build<F: Real>(_: &Definition, place: Place<F>) -> Result<Box<dyn Layer<F>>, String> {
    Ok(Box::new(Flatten { input: place.shape }))
}

fn copy<F: Real>(from: &ArrayView2<F>, to: &mut ArrayViewMut2<F>) {
    to.as_slice_mut().expect(ROW_MAJOR).copy_from_slice(from.as_slice().expect(ROW_MAJOR));
}

impl<F: Real> Layer<F> for Flatten {
    fn output_shape(&self) -> Shape {
        Shape::flat(self.input.features())
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        copy(&input, &mut output);
    }

    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        if let Some(mut input_gradient) = input_gradient {
            copy(&output_gradient, &mut input_gradient);
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        let pixels = self.input.pixels();
        inputs.iter().flat_map(|input| core::iter::repeat_n(*input, pixels)).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }
}
