//! `y_o = mean over the window of o`, per channel: average pooling.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::windows::Windows;
use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::interval::Interval;
use crate::real::Real;

struct AveragePool {
    windows: Windows,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    Ok(Box::new(AveragePool { windows: Windows::new(definition, place.shape)? }))
}

impl AveragePool {
    #[allow(clippy::cast_precision_loss)] // windows are small
    fn area<F: Real>(&self) -> F {
        F::from_f64(self.windows.area() as f64)
    }
}

impl<F: Real> Layer<F> for AveragePool {
    fn output_shape(&self) -> Shape {
        self.windows.output
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        for (pixels, mut pooled) in input.rows().into_iter().zip(output.rows_mut()) {
            let pixels = pixels.to_slice().expect(ROW_MAJOR);
            for (mean, first) in pooled.iter_mut().zip(self.windows.firsts()) {
                let window = self.windows.offsets().iter().map(|offset| pixels[first + offset]);
                *mean = window.sum::<F>() / self.area();
            }
        }
    }

    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let Some(mut input_gradient) = input_gradient else { return };
        let examples = output_gradient.rows().into_iter().zip(input_gradient.rows_mut());
        for (pooled, mut pixels) in examples {
            let pixels = pixels.as_slice_mut().expect(ROW_MAJOR);
            for (&gradient, first) in pooled.iter().zip(self.windows.firsts()) {
                for offset in self.windows.offsets() {
                    pixels[first + offset] = gradient / self.area();
                }
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        inputs.to_vec()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }
}
