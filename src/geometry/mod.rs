//! Geometries. A geometry says how a Euclidean gradient becomes a direction, how a step returns to
//! the set where the filters live, and how a start is moved onto that set.
//!
//! SGD, the scaled metric and unit norm are one descent over three geometries. A geometry sees one
//! bank at a time and no layer.

mod euclidean;
mod path;
mod scaled_metric;
mod sphere_walk;
mod unit_norm;

pub use euclidean::Euclidean;
pub use path::Path;
pub use scaled_metric::ScaledMetric;
pub use unit_norm::UnitNorm;

use ndarray::Array2;

use crate::param::Param;
use crate::real::Real;

/// What a direction needs beside weights and gradient. A walk over the network writes it into the
/// bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Weights and gradient suffice.
    Nothing,
    /// [`crate::param::Gauge`].
    Gauge,
    /// [`crate::param::PathWeights`].
    PathWeights,
}

/// One way to measure steps of filters.
pub trait Geometry<F: Real> {
    /// What [`Geometry::direction`] needs.
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    /// Whether the filters live on a set. A start must then be moved onto this set first
    /// ([`Geometry::place`], which reads the gauge).
    fn has_set(&self) -> bool {
        false
    }

    /// Whether an exact move along the orbit changes nothing. This holds where the rule is
    /// invariant per unit and lets norms grow or shrink without bound.
    fn allows_regauging(&self) -> bool {
        false
    }

    /// Whether this is flat space. There charges change as theory section 5 says.
    fn is_flat(&self) -> bool {
        false
    }

    /// The length of a filter's direction over the length of its gradient, for a filter of this
    /// squared norm behind batch normalization, where nothing else has a scale.
    fn stretch(&self, _square_norm: F) -> F {
        F::ONE
    }

    /// Moves a bank onto the set. The function of the network stays.
    fn place(&self, _param: &mut Param<F>) {}

    /// Turns the Euclidean gradient in `param.gradient` into the direction of
    /// steepest descent of this geometry, in place.
    fn direction(&self, param: &mut Param<F>);

    /// Brings a bank back onto the set after a straight step.
    fn retract(&self, _param: &mut Param<F>) {}

    /// Does [`Geometry::direction`], `W ← W − λ D` and [`Geometry::retract`] in one walk over the
    /// rows, with the same bits as the three in turn. The gradient is used up. Returns `false`, and
    /// does nothing, where no such walk is written: the walk only saves time in memory.
    fn step(&self, _param: &mut Param<F>, _learning_rate: F) -> bool {
        false
    }

    /// Carries a velocity to the point where the bank is now.
    fn carry(&self, _param: &Param<F>, _velocity: &mut Array2<F>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use crate::rng::{Purpose, Stream};

    /// The law holds for any number of rows, and for three kinds of special rows: zeros, numbers
    /// whose squares are 0, and a row that the step moves to 0.
    #[test]
    fn a_step_in_one_walk_has_the_bits_of_its_three_parts() {
        let geometries: [(&dyn Geometry<f32>, &[Kind]); 2] = [
            (&ScaledMetric::Gauged, &[Kind::Filter, Kind::Classifier]),
            (&UnitNorm::Projected, &[Kind::Filter]),
        ];
        for (geometry, kinds) in geometries {
            for (&kind, rows) in kinds.iter().flat_map(|kind| (0..9).map(move |n| (kind, n))) {
                let mut stream = Stream::new(1, Purpose::Synthetic, 0);
                let mut param = Param::<f32>::zeros(kind, rows, 18, true);
                param.value.mapv_inplace(|_| stream.normal() as f32);
                param.gradient.mapv_inplace(|_| stream.normal() as f32);
                for (row, weight) in [(1, 0.0), (2, 1e-30)].into_iter().filter(|(r, _)| *r < rows) {
                    param.value.row_mut(row).fill(weight);
                }
                if rows > 4 {
                    // With UN the step gives 3 − ¼ (−1.5 − (−1.5 · 3) · 3) = 0.
                    for (bank, number) in [(&mut param.value, 3.0), (&mut param.gradient, -1.5)] {
                        bank.row_mut(4).fill(0.0);
                        bank[[4, 0]] = number;
                    }
                }
                param.gauge.row_square_norms.fill_with(|| stream.uniform() as f32);
                param.gauge.column_inverse_square_gains.fill_with(|| stream.uniform() as f32);
                let mut by_parts = param.clone();
                geometry.direction(&mut by_parts);
                by_parts.value.zip_mut_with(&by_parts.gradient, |w, d| *w -= 0.25 * d);
                geometry.retract(&mut by_parts);
                assert!(geometry.step(&mut param, 0.25), "{kind:?}: it is written");
                let bits = |param: &Param<f32>| param.value.mapv(f32::to_bits);
                assert_eq!(bits(&param), bits(&by_parts), "{kind:?}, {rows} rows");
                if rows > 4 && geometry.has_set() {
                    assert!(param.value.row(4).iter().all(|&weight| weight == 0.0));
                }
            }
        }
    }
}
