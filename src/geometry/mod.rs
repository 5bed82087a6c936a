//! Geometries: how a Euclidean gradient becomes a direction, how a step lands, and
//! how a start gets onto the set where the filters live.
//!
//! SGD, the scaled metric and unit norm are one descent over three of these. A
//! geometry sees one bank at a time and no layer.

mod euclidean;
mod scaled_metric;
mod unit_norm;

pub use euclidean::Euclidean;
pub use scaled_metric::ScaledMetric;
pub use unit_norm::UnitNorm;

use crate::param::{Param, rows, rows_mut};
use crate::real::Real;

/// One way to measure steps of filters.
pub trait Geometry<F: Real> {
    /// Whether [`Geometry::direction`] reads [`Param::gauge`].
    fn reads_gauge(&self) -> bool {
        false
    }

    /// Whether the filters live on a set that a start must be moved onto first
    /// ([`Geometry::place`], which reads the gauge).
    fn has_set(&self) -> bool {
        false
    }

    /// Moves a bank onto the set, keeping the network's function.
    fn place(&self, _param: &mut Param<F>) {}

    /// Turns the Euclidean gradient in `param.gradient` into the direction of
    /// steepest descent of this geometry, in place.
    fn direction(&self, param: &mut Param<F>);

    /// Steps `learning_rate` against the direction, and back onto the set.
    fn land(&self, param: &mut Param<F>, learning_rate: F) {
        step_straight(param, learning_rate);
    }
}

/// `W ← W − λ D`.
fn step_straight<F: Real>(param: &mut Param<F>, learning_rate: F) {
    for (row, direction) in rows_mut(&mut param.value).zip(rows(&param.gradient)) {
        for (weight, &slope) in row.iter_mut().zip(direction) {
            *weight -= learning_rate * slope;
        }
    }
}
