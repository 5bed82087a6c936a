//! Plain gradient descent: `W ← W − λ G`. It is invariant under nothing.

use super::Geometry;
use crate::param::Param;
use crate::real::Real;

/// Flat space, where the gradient is the direction.
pub struct Euclidean;

impl<F: Real> Geometry<F> for Euclidean {
    fn is_flat(&self) -> bool {
        true
    }

    fn direction(&self, _param: &mut Param<F>) {}
}
