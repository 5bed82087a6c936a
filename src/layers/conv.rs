//! `y_f = Σ_c w_fc ⋆ x_c` (cross-correlation, stride 1, no bias). A filter is a kernel flattened
//! over (in-channel, row, column). Padding `same` keeps the size (odd kernels only); padding
//! `valid` uses only windows that lie inside the image.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Argument, Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::convolution::{Convolution, Windows};
use crate::math::interval::{Interval, linear_form};
use crate::param::{Param, rows};
use crate::real::Real;

/// The largest number of filters. More are refused before anything is allocated.
const MOST_FILTERS: usize = 1024;

struct Conv<F> {
    param: Param<F>,
    windows: Windows,
    convolution: Convolution<F>,
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
    Ok(Box::new(Conv {
        param: Param::zeros(place.kind, filters, windows.taps(), false),
        windows,
        convolution: Convolution::new(windows, filters),
    }))
}

impl<F: Real> Layer<F> for Conv<F> {
    fn output_shape(&self) -> Shape {
        let (height, width) = (self.windows.output_height(), self.windows.output_width());
        Shape { channels: self.param.rows(), height, width }
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        self.convolution.begin_forward(self.param.weights());
        for (example, mut out) in input.rows().into_iter().zip(output.rows_mut()) {
            let example = example.to_slice().expect(ROW_MAJOR);
            self.convolution.forward(example, out.as_slice_mut().expect(ROW_MAJOR));
        }
    }

    fn backward(
        &mut self,
        input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        mut input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        self.convolution.begin_backward(self.param.weights());
        let examples = input.rows().into_iter().zip(output_gradient.rows());
        for (index, (example, above)) in examples.enumerate() {
            let above = above.to_slice().expect(ROW_MAJOR);
            self.convolution.add_weight_gradient(example.to_slice().expect(ROW_MAJOR), above);
            if let Some(input_gradient) = &mut input_gradient {
                let mut pixels = input_gradient.row_mut(index);
                self.convolution.input_gradient(above, pixels.as_slice_mut().expect(ROW_MAJOR));
            }
        }
        self.convolution.weight_gradient(self.param.gradient.view_mut());
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
