//! Path-SGD (Neyshabur, Salakhutdinov and Srebro, arXiv:1506.02617): `w_e ← w_e − λ G_e/κ_e`. Here
//! κ_e is a sum over the paths from an input to an output through the weight e; each path adds the
//! product of its other weights, squared. κ_e is the sum over paths into the weight times the sum
//! over paths out of it. One number per column and one number per row therefore suffice.

use super::{Geometry, Needs};
use crate::param::{Param, rows_mut};
use crate::real::Real;

/// The path-regularizer's geometry, for dense networks without biases or pooling.
pub struct Path;

impl<F: Real> Geometry<F> for Path {
    fn needs(&self) -> Needs {
        Needs::PathWeights
    }

    fn allows_regauging(&self) -> bool {
        true
    }

    /// A weight whose κ is exactly 0 stays.
    #[allow(clippy::float_cmp)] // exactly zero is meant
    fn direction(&self, param: &mut Param<F>) {
        let paths = &param.path_weights;
        for (slope, &after) in rows_mut(&mut param.gradient).zip(&paths.rows) {
            for (slope, &before) in slope.iter_mut().zip(&paths.columns) {
                let kappa = before * after;
                *slope = if kappa == F::ZERO { F::ZERO } else { *slope / kappa };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::array;

    #[test]
    fn divides_by_the_paths_through_a_weight_and_leaves_what_has_none() {
        let mut param = Param::<f64>::zeros(Kind::Filter, 2, 2, false);
        param.gradient = array![[8.0, 8.0], [8.0, 8.0]];
        param.path_weights.rows = vec![2.0, 0.0];
        param.path_weights.columns = vec![1.0, 4.0];
        Path.direction(&mut param);
        assert_eq!(param.gradient, array![[4.0, 1.0], [0.0, 0.0]]);
    }
}
