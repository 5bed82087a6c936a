//! The adjoint of a max-pooling at its switches. Every value goes back to the pixel that won its
//! window; all other pixels are 0 (SegNet, arXiv:1511.00561).

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape, Switches};
use crate::math::interval::Interval;
use crate::real::Real;

struct Unpool {
    pooled_features: usize,
    switches: Switches,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let of = definition.number("of")?;
    let pool =
        place.before.get(of).and_then(|layer| Some((layer.output_shape(), layer.switches()?)));
    let Some((pooled, switches)) = pool else {
        return Err(format!("of is {of}; it must be the index of a max_pool before this layer"));
    };
    if pooled != place.shape {
        let (found, given) = (pooled, place.shape);
        return Err(format!(
            "layer {of} left {} channels of {}×{} pixels and {} of {}×{} come in: they must agree",
            found.channels, found.height, found.width, given.channels, given.height, given.width
        ));
    }
    Ok(Box::new(Unpool { pooled_features: pooled.features(), switches }))
}

impl<F: Real> Layer<F> for Unpool {
    fn output_shape(&self) -> Shape {
        self.switches.input_shape
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let winners = self.switches.winners.borrow();
        let examples = input.rows().into_iter().zip(output.rows_mut());
        for ((pooled, mut pixels), winners) in
            examples.zip(winners.chunks_exact(self.pooled_features))
        {
            let pixels = pixels.as_slice_mut().expect(ROW_MAJOR);
            pixels.fill(F::ZERO);
            for (&value, &winner) in pooled.to_slice().expect(ROW_MAJOR).iter().zip(winners) {
                pixels[winner] = value;
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
        let winners = self.switches.winners.borrow();
        let examples = output_gradient.rows().into_iter().zip(input_gradient.rows_mut());
        for ((pixels, mut pooled), winners) in
            examples.zip(winners.chunks_exact(self.pooled_features))
        {
            let pixels = pixels.to_slice().expect(ROW_MAJOR);
            let pooled = pooled.as_slice_mut().expect(ROW_MAJOR);
            for (gradient, &winner) in pooled.iter_mut().zip(winners) {
                *gradient = pixels[winner];
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        inputs.iter().map(|input| input.with_zero()).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }
}
