//! `y = x Wᵀ + b`: examples × inputs → examples × units; W is units × inputs.

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape};
use crate::math::columns::NonzeroColumns;
use crate::math::gemm::Multiplier;
use crate::math::interval::{Interval, linear_form};
use crate::param::{Param, rows, rows_mut};
use crate::real::Real;

/// The largest number of units. More are refused before anything is allocated.
const MOST_UNITS: usize = 4096;

struct Dense<F> {
    param: Param<F>,
    multiplier: Multiplier<F>,
    /// Used by the first layer of a network, whose input has blank pixels.
    nonzero: Option<NonzeroColumns<F>>,
    /// Whether the last forward pass left blank columns out.
    left_out: bool,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let units = definition.count("units", MOST_UNITS)?;
    if place.shape.pixels() != 1 {
        return Err("a dense layer reads units, not pixels: put a flatten before it".to_owned());
    }
    let has_bias = definition.argument("bias").is_some() && definition.number("bias")? != 0;
    let inputs = place.shape.channels;
    let param = Param::zeros(place.kind, units, inputs, has_bias);
    let nonzero = place.before.is_empty().then(|| NonzeroColumns::with_capacity(units * inputs));
    Ok(Box::new(Dense { param, multiplier: Multiplier::default(), nonzero, left_out: false }))
}

impl<F: Real> Layer<F> for Dense<F> {
    fn output_shape(&self) -> Shape {
        Shape::flat(self.param.rows())
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let weights = self.param.weights();
        self.left_out = self.nonzero.as_mut().is_some_and(|nonzero| nonzero.find(input));
        if self.nonzero.is_some() {
            // The width of the backward product of this layer varies from batch to batch.
            self.multiplier.reserve(output.ncols(), input.nrows(), input.ncols());
        }
        match &mut self.nonzero {
            Some(nonzero) if self.left_out => {
                nonzero.multiply_by_transpose(weights, &mut self.multiplier, &mut output);
            }
            _ => self.multiplier.multiply(input, weights.t(), &mut output),
        }
        if self.param.has_bias {
            for mut example in output.rows_mut() {
                let example = example.as_slice_mut().expect(ROW_MAJOR);
                let biases = rows(&self.param.value).filter_map(<[F]>::last);
                example.iter_mut().zip(biases).for_each(|(y, &bias)| *y += bias);
            }
        }
    }

    /// `∂W = ∂yᵀ x`, `∂b = Σ ∂y`, `∂x = ∂y W`.
    fn backward(
        &mut self,
        input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let inputs = self.param.inputs();
        let mut weights = self.param.gradient.slice_mut(s![.., ..inputs]);
        match &mut self.nonzero {
            Some(nonzero) if self.left_out => {
                nonzero.multiply_transpose(output_gradient, &mut self.multiplier, &mut weights);
            }
            _ => self.multiplier.multiply(output_gradient.t(), input, &mut weights),
        }
        if self.param.has_bias {
            for (unit, row) in rows_mut(&mut self.param.gradient).enumerate() {
                row[inputs] =
                    output_gradient.column(unit).iter().fold(F::ZERO, |sum, &dy| sum + dy);
            }
        }
        if let Some(mut input_gradient) = input_gradient {
            self.multiplier.multiply(output_gradient, self.param.weights(), &mut input_gradient);
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        let columns = self.param.inputs();
        rows(&self.param.value)
            .map(|row| {
                let offset = row.get(columns).map_or(0.0, |bias| bias.to_f64());
                let terms = row[..columns].iter().zip(inputs);
                linear_form(terms.map(|(weight, input)| (weight.to_f64(), *input)), offset)
            })
            .collect()
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

    fn dense(units: usize, shape: Shape) -> Result<Box<dyn Layer<f64>>, String> {
        let definition = Definition::new("dense").with("units", units).with("bias", 1);
        build(&definition, Place { shape, kind: Kind::Filter, before: &[] })
    }

    #[test]
    fn multiplies_and_adds_the_bias() {
        let mut dense = dense(2, Shape::flat(2)).expect("a valid layer");
        dense.param_mut().expect("dense has filters").value =
            array![[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]];
        let mut output = array![[0.0, 0.0]];
        dense.forward(array![[10.0, 1.0]].view(), output.view_mut(), Mode::Train);
        assert_eq!(output, array![[12.5, 33.0]]);
    }

    #[test]
    fn refuses_absurd_sizes_and_pixels() {
        for units in [0, MOST_UNITS + 1, usize::MAX] {
            assert!(dense(units, Shape::flat(2)).is_err_and(|problem| problem.contains("units")));
        }
        let image = Shape { channels: 1, height: 2, width: 1 };
        assert!(dense(3, image).is_err_and(|problem| problem.contains("flatten")));
    }
}
