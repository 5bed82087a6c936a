//! Unit-norm filters: the oblique manifold, by rows (theory section 4; in Manopt,
//! `obliquefactory` has unit columns). The classifier stays in flat space.
//!
//! `ρ = G − (G·w) w`, then `w ← (w − λρ)/‖w − λρ‖`. With a bias, the augmented row (w, b) is the
//! point on the sphere.

use ndarray::Array2;

use super::{Geometry, sphere_walk};
use crate::math::rows::{dot, has_no_norm, norm_or_one, square_norm};
use crate::param::{Kind, Param, rows, rows_mut};
use crate::real::Real;

/// Filters on the unit sphere.
pub enum UnitNorm {
    /// Steps along the sphere: the gradient is projected first (`un`).
    Projected,
    /// Steps straight and then returns to the sphere: projection based weight normalization (Huang
    /// et al., arXiv:1710.02338, `pbwn`). It returns after every step, or after every few steps.
    Straight,
}

impl<F: Real> Geometry<F> for UnitNorm {
    fn has_set(&self) -> bool {
        true
    }

    /// Each filter becomes `w̃/r`, and the gains of the classifier's inputs are multiplied into the
    /// classifier. A second call changes nothing beyond rounding.
    fn place(&self, param: &mut Param<F>) {
        let gauge = &param.gauge;
        let gains: Vec<F> = gauge.column_square_gains.iter().map(|gain| gain.sqrt()).collect();
        for (row, &square) in rows_mut(&mut param.value).zip(&gauge.row_square_norms) {
            if param.kind == Kind::Filter && is_zero(square) {
                continue;
            }
            let norm = if param.kind == Kind::Filter { square.sqrt() } else { F::ONE };
            for (weight, &gain) in row.iter_mut().zip(&gains) {
                *weight = *weight * gain / norm;
            }
        }
    }

    fn direction(&self, param: &mut Param<F>) {
        if param.kind == Kind::Classifier {
            return;
        }
        for (slope, filter) in rows_mut(&mut param.gradient).zip(rows(&param.value)) {
            if has_no_norm(filter) {
                slope.fill(F::ZERO);
            } else if matches!(self, Self::Projected) {
                project(slope, filter);
            }
        }
    }

    fn retract(&self, param: &mut Param<F>) {
        if param.kind == Kind::Filter {
            rows_mut(&mut param.value).for_each(normalize);
        }
    }

    fn step(&self, param: &mut Param<F>, learning_rate: F) -> bool {
        let (Self::Projected, Kind::Filter) = (self, param.kind) else { return false };
        sphere_walk::step(param, learning_rate);
        true
    }

    /// A velocity is tangent: it is projected onto the tangent space at the new point.
    fn carry(&self, param: &Param<F>, velocity: &mut Array2<F>) {
        if param.kind == Kind::Filter {
            let pairs = rows_mut(velocity).zip(rows(&param.value));
            pairs.for_each(|(velocity, filter)| project(velocity, filter));
        }
    }
}

/// Subtracts the part of the vector along the filter, a unit vector.
fn project<F: Real>(vector: &mut [F], filter: &[F]) {
    let along = dot(vector, filter);
    for (number, &weight) in vector.iter_mut().zip(filter) {
        *number -= along * weight;
    }
}

/// Back onto the sphere. A row of exactly 0 has no direction and stays.
fn normalize<F: Real>(filter: &mut [F]) {
    let norm = norm_or_one(square_norm(filter));
    filter.iter_mut().for_each(|weight| *weight /= norm);
}

#[allow(clippy::float_cmp)] // exactly zero is meant
fn is_zero<F: Real>(square_norm: F) -> bool {
    square_norm == F::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    fn bank(value: Array2<f64>, gradient: Array2<f64>) -> Param<f64> {
        let mut param = Param::zeros(Kind::Filter, value.nrows(), value.ncols(), false);
        param.value = value;
        param.gradient = gradient;
        param
    }

    /// One straight step of this rate, and the return to the sphere.
    fn step(mut param: Param<f64>, geometry: &UnitNorm, rate: f64) -> Array2<f64> {
        geometry.direction(&mut param);
        param.value = &param.value - &(&param.gradient * rate);
        geometry.retract(&mut param);
        param.value
    }

    #[test]
    fn the_direction_is_tangent_and_the_step_ends_on_the_sphere() {
        let mut param = bank(array![[0.6, 0.8], [0.0, 0.0]], array![[1.0, 2.0], [1.0, 1.0]]);
        UnitNorm::Projected.direction(&mut param);
        assert!(dot(&[0.6, 0.8], rows(&param.gradient).next().expect("a row")).abs() < 1e-15);
        let value = step(param, &UnitNorm::Projected, 0.5);
        assert!((square_norm(&[value[[0, 0]], value[[0, 1]]]).sqrt() - 1.0).abs() < 1e-15);
        assert_eq!(value.row(1), array![0.0, 0.0]);
    }

    /// Per filter, `un(λ) = pbwn(λ/(1 + λ G·w))` (theory section 4).
    #[test]
    fn projecting_equals_a_step_of_another_length() {
        let (w, g) = (array![[0.6, 0.8, 0.0]], array![[0.5, -0.25, 2.0]]);
        let along = 0.6 * 0.5 - 0.8 * 0.25;
        let projected = step(bank(w.clone(), g.clone()), &UnitNorm::Projected, 0.3);
        let gap = |rate: f64| {
            let straight = step(bank(w.clone(), g.clone()), &UnitNorm::Straight, rate);
            (&projected - &straight).mapv(f64::abs).sum()
        };
        assert!(gap(0.3 / (1.0 + 0.3 * along)) < 1e-15);
        assert!(gap(0.3 / (1.0 - 0.3 * along)) > 1e-3, "the other sign must not hold");
    }

    #[test]
    fn a_carried_velocity_is_tangent_again() {
        let param = bank(array![[0.6, 0.8]], array![[0.0, 0.0]]);
        let mut velocity = array![[1.0, 1.0]];
        UnitNorm::Projected.carry(&param, &mut velocity);
        assert!(dot(&[0.6, 0.8], &[velocity[[0, 0]], velocity[[0, 1]]]).abs() < 1e-15);
        assert!(velocity[[0, 0]].abs() > 0.1);
    }
}
