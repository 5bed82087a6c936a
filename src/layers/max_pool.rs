//! `y_o = max over the window of o`, per channel; windows of size × size side by side. The
//! winner's place is kept for the backward pass and for unpooling. Of equal values the
//! first in row-major order of the window wins and takes the whole gradient.

use std::rc::Rc;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::windows::Windows;
use super::{Definition, Layer, Mode, Passage, Place, Shape, Switches};
use crate::math::interval::Interval;
use crate::real::Real;

struct MaxPool {
    windows: Windows,
    switches: Switches,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let windows = Windows::new(definition, place.shape)?;
    let switches = Switches { input_shape: place.shape, winners: Rc::default() };
    Ok(Box::new(MaxPool { windows, switches }))
}

impl<F: Real> Layer<F> for MaxPool {
    fn output_shape(&self) -> Shape {
        self.windows.output
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let mut switches = self.switches.winners.borrow_mut();
        switches.clear();
        for (pixels, mut pooled) in input.rows().into_iter().zip(output.rows_mut()) {
            for (index, largest) in pooled.iter_mut().enumerate() {
                let winner = self.windows.pixels(index).reduce(|winner, pixel| {
                    // NaN wins: a run that has diverged must show it.
                    let wins = pixels[pixel] > pixels[winner] || pixels[pixel].is_nan();
                    if wins { pixel } else { winner }
                });
                let winner = winner.expect("windows are not empty");
                *largest = pixels[winner];
                switches.push(winner);
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
        input_gradient.fill(F::ZERO);
        let switches = self.switches.winners.borrow();
        let examples = output_gradient.rows().into_iter().zip(input_gradient.rows_mut());
        let winners = switches.chunks_exact(self.windows.output.features());
        for ((pooled, mut pixels), winners) in examples.zip(winners) {
            for (&gradient, &winner) in pooled.iter().zip(winners) {
                pixels[winner] = gradient;
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        inputs.to_vec()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }

    fn switches(&self) -> Option<Switches> {
        Some(self.switches.clone())
    }
}
