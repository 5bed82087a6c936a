//! `y_f = Σ_c w_fc ⋆ x_c` (cross-correlation, stride 1, no bias): a filter is one kernel
//! flattened over (in-channel, row, column). Padding `same` keeps the size (odd kernels
//! only), `valid` uses whole windows alone.
//!
//! Per example one matrix product, filters × patches.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use super::{Argument, Definition, Layer, Mode, Passage, Place, Shape};
use crate::math::gemm::Multiplier;
use crate::math::interval::{Interval, linear_form};
use crate::math::patches::{Windows, gather, scatter_add};
use crate::param::{Param, rows};
use crate::real::Real;

/// More filters than this are refused before anything is allocated.
const MOST_FILTERS: usize = 1024;

struct Conv<F> {
    param: Param<F>,
    windows: Windows,
    /// Of one example: patch length × positions.
    patches: Array2<F>,
    patch_gradient: Array2<F>,
    multiplier: Multiplier<F>,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let filters = definition.count("filters", MOST_FILTERS)?;
    let Shape { channels, height, width } = place.shape;
    let size = definition.count("size", height.max(width) + 2)?;
    let padding = match definition.argument("padding") {
        Some(Argument::Word(word)) if word == "valid" => 0,
        Some(Argument::Word(word)) if word == "same" && size % 2 == 1 => size / 2,
        Some(Argument::Word(word)) if word == "same" => {
            return Err(format!("size is {size}; padding \"same\" needs an odd size"));
        }
        _ => return Err("padding must be \"same\" or \"valid\"".to_owned()),
    };
    if size > height + 2 * padding || size > width + 2 * padding {
        return Err(format!(
            "size is {size}; the kernel is larger than the {height}×{width} pixels"
        ));
    }
    let windows = Windows { channels, height, width, size, padding };
    let patches = Array2::zeros((windows.patch_length(), windows.positions()));
    Ok(Box::new(Conv {
        param: Param::zeros(place.kind, filters, windows.patch_length(), false),
        windows,
        patch_gradient: patches.clone(),
        patches,
        multiplier: Multiplier::default(),
    }))
}

impl<F: Real> Layer<F> for Conv<F> {
    fn output_shape(&self) -> Shape {
        let (height, width) = (self.windows.output_height(), self.windows.output_width());
        Shape { channels: self.param.rows(), height, width }
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let maps = (self.param.rows(), self.windows.positions());
        for (example, out) in input.rows().into_iter().zip(output.rows_mut()) {
            let example = example.to_slice().expect("activations are in row-major order");
            gather(self.windows, example, self.patches.view_mut());
            let mut out = out.into_shape_with_order(maps).expect("an example is contiguous");
            self.multiplier.multiply(self.param.weights(), self.patches.view(), &mut out);
        }
    }

    /// `∂W = Σ ∂y patchesᵀ` over the examples; `∂x` scatters `Wᵀ ∂y`.
    fn backward(
        &mut self,
        input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        mut input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let maps = (self.param.rows(), self.windows.positions());
        self.param.gradient.fill(F::ZERO);
        let examples = input.rows().into_iter().zip(output_gradient.rows());
        for (index, (example, gradient)) in examples.enumerate() {
            let example = example.to_slice().expect("activations are in row-major order");
            let gradient = gradient.into_shape_with_order(maps).expect("an example is contiguous");
            gather(self.windows, example, self.patches.view_mut());
            let mut weights = self.param.gradient.view_mut();
            self.multiplier.multiply_add(gradient, self.patches.t(), &mut weights);
            if let Some(input_gradient) = &mut input_gradient {
                let mut patch_gradient = self.patch_gradient.view_mut();
                self.multiplier.multiply(self.param.weights().t(), gradient, &mut patch_gradient);
                let mut pixels = input_gradient.row_mut(index);
                let pixels = pixels.as_slice_mut().expect("activations are in row-major order");
                pixels.fill(F::ZERO);
                scatter_add(self.windows, &self.patch_gradient.view(), pixels);
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        let per_channel = self.windows.size * self.windows.size;
        let is_padded = self.windows.padding > 0;
        let seen = |input: &Interval| if is_padded { input.with_zero() } else { *input };
        let columns: Vec<Interval> = inputs
            .iter()
            .flat_map(|input| core::iter::repeat_n(seen(input), per_channel))
            .collect();
        let of_filter = |row: &[F]| {
            let terms = row.iter().zip(&columns);
            linear_form(terms.map(|(weight, input)| (weight.to_f64(), *input)), 0.0)
        };
        rows(&self.param.value).map(of_filter).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Weights
    }

    fn param(&self) -> Option<&Param<F>> {
        Some(&self.param)
    }

    fn param_mut(&mut self) -> Option<&mut Param<F>> {
        Some(&mut self.param)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::array;

    fn conv(size: usize, padding: &str, shape: Shape) -> Result<Box<dyn Layer<f64>>, String> {
        let definition = Definition::new("conv").with("filters", 1).with("size", size);
        let place = Place { shape, kind: Kind::Filter, before: &[] };
        build(&definition.with("padding", padding), place)
    }

    #[test]
    fn correlates_without_flipping() {
        let shape = Shape { channels: 1, height: 2, width: 3 };
        let mut conv = conv(2, "valid", shape).expect("a valid layer");
        conv.param_mut().expect("it has filters").value = array![[1.0, 10.0, 100.0, 1000.0]];
        let input = array![[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]];
        let mut output = array![[0.0, 0.0]];
        conv.forward(input.view(), output.view_mut(), Mode::Train);
        assert_eq!(output, array![[5421.0, 6532.0]]);
    }

    #[test]
    fn refuses_kernels_that_do_not_fit() {
        let shape = Shape { channels: 1, height: 2, width: 9 };
        for (size, padding, word) in [
            (3, "valid", "larger"),
            (2, "same", "odd"),
            (0, "valid", "size"),
            (1, "full", "padding"),
        ] {
            let problem = conv(size, padding, shape).err().expect("refused");
            assert!(problem.contains(word), "{problem}");
        }
        assert!(conv(3, "same", shape).is_ok());
    }
}
