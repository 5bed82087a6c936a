//! `y = x Wᵀ + b`: examples × inputs → examples × units; W is units × inputs.

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::{Definition, Layer, Mode, Passage, Place};
use crate::math::gemm::multiply;
use crate::param::Param;
use crate::real::Real;

/// More units than this are refused before anything is allocated.
const MOST_UNITS: usize = 4096;

struct Dense<F> {
    param: Param<F>,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place,
) -> Result<Box<dyn Layer<F>>, String> {
    let units = definition.required("units")?;
    if !(1..=MOST_UNITS).contains(&units) {
        return Err(format!("units is {units}; it must be 1 to {MOST_UNITS}"));
    }
    let has_bias = definition.argument("bias").unwrap_or(0) != 0;
    Ok(Box::new(Dense { param: Param::zeros(place.kind, units, place.inputs, has_bias) }))
}

impl<F: Real> Layer<F> for Dense<F> {
    fn outputs(&self) -> usize {
        self.param.rows()
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        multiply(input, self.param.weights().t(), &mut output);
        if self.param.has_bias {
            output += &self.param.value.column(self.param.inputs());
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
        multiply(output_gradient.t(), input, &mut weights);
        if self.param.has_bias {
            let mut bias = self.param.gradient.column_mut(inputs);
            bias.fill(F::ZERO);
            for row in output_gradient.rows() {
                bias += &row;
            }
        }
        if let Some(mut input_gradient) = input_gradient {
            multiply(output_gradient, self.param.weights(), &mut input_gradient);
        }
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

    #[test]
    fn multiplies_and_adds_the_bias() {
        let place = Place { inputs: 2, kind: Kind::Filter };
        let definition = Definition::new("dense", &[("units", 2), ("bias", 1)]);
        let mut dense = build::<f64>(&definition, place).expect("a valid layer");
        dense.param_mut().expect("dense has filters").value =
            array![[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]];
        let mut output = array![[0.0, 0.0]];
        dense.forward(array![[10.0, 1.0]].view(), output.view_mut(), Mode::Train);
        assert_eq!(output, array![[12.5, 33.0]]);
    }

    #[test]
    fn refuses_absurd_sizes() {
        let place = Place { inputs: 2, kind: Kind::Filter };
        for units in [0, MOST_UNITS + 1, usize::MAX] {
            let definition = Definition::new("dense", &[("units", units)]);
            let problem = build::<f32>(&definition, place).err().expect("refused");
            assert!(problem.contains("units"), "{problem}");
        }
    }
}
