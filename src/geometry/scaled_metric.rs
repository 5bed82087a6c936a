//! The scaled metric of Badrinarayanan et al.: `W ← W − λ · r² ∘_rows G ∘_cols gain_in⁻²`. Biases
//! and the classifier take the same step (theory section 4).
//!
//! In unit-norm coordinates this is a plain gradient step on every hidden filter. The step of the
//! classifier contains the r² of its own rows, so it becomes faster as the rows grow.

use super::{Geometry, Needs};
use crate::math::rows::square_norm;
use crate::param::{Param, rows, rows_mut};
use crate::real::Real;

/// A metric that scales with the filters.
pub enum ScaledMetric {
    /// Uses the gains of the whole walk: invariant under every unit's factor.
    Gauged,
    /// Uses each row's own squared norm alone: `W ← W − λ diag(diag(W Wᵀ)) G`. This is the form in
    /// the code published with the paper. It is invariant under one factor per layer (per filter
    /// under batch normalization).
    RowsAlone,
}

impl<F: Real> Geometry<F> for ScaledMetric {
    fn needs(&self) -> Needs {
        match self {
            Self::Gauged => Needs::Gauge,
            Self::RowsAlone => Needs::Nothing,
        }
    }

    fn allows_regauging(&self) -> bool {
        matches!(self, Self::Gauged)
    }

    fn stretch(&self, square_norm: F) -> F {
        square_norm
    }

    fn direction(&self, param: &mut Param<F>) {
        match self {
            Self::Gauged => {
                let gauge = &param.gauge;
                for (slope, &square) in rows_mut(&mut param.gradient).zip(&gauge.row_square_norms) {
                    for (slope, &inverse) in
                        slope.iter_mut().zip(&gauge.column_inverse_square_gains)
                    {
                        *slope = square * *slope * inverse;
                    }
                }
            }
            Self::RowsAlone => {
                for (slope, row) in rows_mut(&mut param.gradient).zip(rows(&param.value)) {
                    let square = square_norm(row);
                    slope.iter_mut().for_each(|slope| *slope *= square);
                }
            }
        }
    }

    fn step(&self, param: &mut Param<F>, learning_rate: F) -> bool {
        let Self::Gauged = self else { return false };
        let banks = rows_mut(&mut param.value).zip(rows(&param.gradient));
        for ((row, slopes), &square) in banks.zip(&param.gauge.row_square_norms) {
            let columns = slopes.iter().zip(&param.gauge.column_inverse_square_gains);
            for (weight, (&slope, &inverse)) in row.iter_mut().zip(columns) {
                *weight -= learning_rate * (square * slope * inverse);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::array;

    #[test]
    fn scales_rows_up_and_columns_down_and_leaves_the_dead() {
        let mut param = Param::<f64>::zeros(Kind::Filter, 2, 2, false);
        param.gradient = array![[1.0, 1.0], [1.0, 1.0]];
        param.gauge.row_square_norms = vec![9.0, 0.0];
        param.gauge.column_inverse_square_gains = vec![0.25, 0.0];
        ScaledMetric::Gauged.direction(&mut param);
        assert_eq!(param.gradient, array![[2.25, 0.0], [0.0, 0.0]]);
    }
}
