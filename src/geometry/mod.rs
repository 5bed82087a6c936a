//! Geometries: how a Euclidean gradient becomes a direction, how a step gets back onto the
//! set where the filters live, and how a start gets there.
//!
//! SGD, the scaled metric and unit norm are one descent over three of these. A
//! geometry sees one bank at a time and no layer.

mod euclidean;
mod path;
mod scaled_metric;
mod unit_norm;

pub use euclidean::Euclidean;
pub use path::Path;
pub use scaled_metric::ScaledMetric;
pub use unit_norm::UnitNorm;

use ndarray::Array2;

use crate::param::Param;
use crate::real::Real;

/// What a direction reads beside a bank, written there by a walk over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Nothing but weights and gradient.
    Nothing,
    /// [`crate::param::Gauge`].
    Gauge,
    /// [`crate::param::PathWeights`].
    PathWeights,
}

/// One way to measure steps of filters.
pub trait Geometry<F: Real> {
    /// What [`Geometry::direction`] reads.
    fn reads(&self) -> Reads {
        Reads::Nothing
    }

    /// Whether the filters live on a set that a start must be moved onto first
    /// ([`Geometry::place`], which reads the gauge).
    fn has_set(&self) -> bool {
        false
    }

    /// Whether an exact move along the orbit changes nothing: the rule is invariant per unit
    /// and leaves norms free to run out of range.
    fn allows_regauging(&self) -> bool {
        false
    }

    /// Whether it is flat space, where charges change as theory section 5 says.
    fn is_flat(&self) -> bool {
        false
    }

    /// What a filter's direction is longer than its gradient by, at this squared norm, where
    /// nothing else has a scale: behind batch normalization.
    fn stretch(&self, _square_norm: F) -> F {
        F::ONE
    }

    /// Moves a bank onto the set, keeping the network's function.
    fn place(&self, _param: &mut Param<F>) {}

    /// Turns the Euclidean gradient in `param.gradient` into the direction of
    /// steepest descent of this geometry, in place.
    fn direction(&self, param: &mut Param<F>);

    /// Brings a bank that has stepped straight back onto the set.
    fn retract(&self, _param: &mut Param<F>) {}

    /// Carries a velocity to the point where the bank is now.
    fn carry(&self, _param: &Param<F>, _velocity: &mut Array2<F>) {}
}
