//! The rescaling action: it changes the weights and not the function, and it moves the
//! Euclidean gradient as theory section 2 says.

use ndarray::Array2;
use scale_drift::layers::Mode;
use scale_drift::network::Network;
use scale_drift::param::{Kind, Param};
use scale_drift::real::Real;
use scale_drift::symmetry::gauge;
use scale_drift::symmetry::orbit::{Draw, Rescaling, orbit_banks};

use crate::nets::{Shape, batch, relative_gap, shapes};

fn logits<F: Real>(network: &mut Network<F>) -> Array2<F> {
    network.forward(batch::<F>(7, 0).0.view(), Mode::Train, &mut || {}).to_owned()
}

fn rescalings(shape: Shape) -> Vec<Rescaling> {
    let banks = orbit_banks(&shape.network::<f64>(1));
    let mut rescalings = Vec::new();
    for draw in [Draw::PowersOfTwo, Draw::Random] {
        rescalings.push(Rescaling::per_unit(&banks, draw, 4, 1));
        rescalings.push(Rescaling::per_layer(&banks, draw, 4, 1));
    }
    rescalings
}

#[test]
fn the_function_stays() {
    for shape in shapes() {
        for rescaling in rescalings(shape) {
            let (mut plain, mut moved) = (shape.network::<f64>(1), shape.network::<f64>(1));
            rescaling.apply(&mut moved);
            let gap = relative_gap(&logits(&mut moved), &logits(&mut plain));
            assert!(gap < 1e-12, "{shape:?}: {gap}");
            let weights = relative_gap(
                &moved.params().next().expect("a bank").value,
                &plain.params().next().expect("a bank").value,
            );
            assert!(weights > 0.1, "{shape:?}: the weights must have moved");
        }
    }
}

#[test]
fn powers_of_two_change_no_bit_of_the_function() {
    for shape in shapes() {
        let banks = orbit_banks(&shape.network::<f32>(1));
        let (mut plain, mut moved) = (shape.network::<f32>(1), shape.network::<f32>(1));
        Rescaling::per_unit(&banks, Draw::PowersOfTwo, 20, 1).apply(&mut moved);
        assert_eq!(logits(&mut moved), logits(&mut plain), "{shape:?}");
    }
}

/// Evaluation too must not tell twins apart: its statistics move with the filters.
#[test]
fn powers_of_two_change_no_bit_in_evaluation() {
    for shape in shapes() {
        let evaluated = |network: &mut Network<f32>| {
            let (calibration, other) = (batch::<f32>(30, 1).0, batch::<f32>(7, 0).0);
            network.forward(calibration.view(), Mode::Calibrate, &mut || {});
            network.forward(other.view(), Mode::Train, &mut || {});
            network.forward(other.view(), Mode::Evaluate, &mut || {}).to_owned()
        };
        let banks = orbit_banks(&shape.network::<f32>(1));
        let (mut plain, mut moved) = (shape.network::<f32>(1), shape.network::<f32>(1));
        Rescaling::per_unit(&banks, Draw::PowersOfTwo, 20, 1).apply(&mut moved);
        let answers = evaluated(&mut moved);
        assert_eq!(answers, evaluated(&mut plain), "{shape:?}");
        assert_eq!(answers == logits(&mut plain), !shape.is_normalized, "{shape:?}");
    }
}

/// Rows of a pooled group cannot be rescaled on their own, and without batch
/// normalization a row cannot be rescaled without its readers.
#[test]
fn what_is_not_a_symmetry_changes_the_function() {
    for shape in shapes().into_iter().filter(|shape| !shape.is_normalized) {
        let (mut plain, mut moved) = (shape.network::<f64>(1), shape.network::<f64>(1));
        let param = moved.params_mut().next().expect("a bank");
        param.value.rows_mut().into_iter().step_by(2).for_each(|mut row| row *= 4.0);
        assert!(relative_gap(&logits(&mut moved), &logits(&mut plain)) > 1e-3, "{shape:?}");
    }
}

#[test]
fn the_gradient_moves_against_the_weights() {
    for shape in shapes() {
        let banks = orbit_banks(&shape.network::<f64>(1));
        let rescaling = Rescaling::per_unit(&banks, Draw::Random, 3, 2);
        let (mut plain, mut moved) = (shape.network::<f64>(1), shape.network::<f64>(1));
        rescaling.apply(&mut moved);
        let (x, labels) = batch::<f64>(7, 0);
        for network in [&mut plain, &mut moved] {
            network.gradient(x.view(), &labels, None, &mut || {});
        }
        // A network whose weights are the gradients, moved by the inverse factors.
        let inverse = rescaling.factors().iter();
        let inverse = inverse.map(|bank| bank.iter().map(|factor| 1.0 / factor).collect());
        let inverse = Rescaling::from_factors(&banks, inverse.collect()).expect("as many factors");
        for param in plain.params_mut() {
            param.value = param.gradient.clone();
        }
        inverse.apply(&mut plain);
        for (expected, found) in plain.params().zip(moved.params()) {
            let gap = relative_gap(&found.gradient, &expected.value);
            assert!(gap < 1e-12, "{shape:?}: {gap}");
        }
    }
}

/// `(w̃, b)/r` is the same for every network on the orbit.
#[test]
fn canonical_coordinates_are_the_same_along_the_orbit() {
    for shape in shapes() {
        let canonical = |network: &mut Network<f64>| -> Vec<Array2<f64>> {
            gauge::write(network);
            network.params().map(effective_filters).collect()
        };
        let plain = canonical(&mut shape.network::<f64>(1));
        for rescaling in rescalings(shape) {
            let mut moved = shape.network::<f64>(1);
            rescaling.apply(&mut moved);
            for (found, expected) in canonical(&mut moved).iter().zip(&plain) {
                assert!(relative_gap(found, expected) < 1e-12, "{shape:?}");
            }
        }
    }
}

fn effective_filters(param: &Param<f64>) -> Array2<f64> {
    let gauge = &param.gauge;
    let mut filters = param.value.clone();
    for ((row, column), weight) in filters.indexed_iter_mut() {
        let norm = if param.kind == Kind::Filter { gauge.row_square_norms[row] } else { 1.0 };
        *weight *= (gauge.column_square_gains[column] / norm).sqrt();
    }
    filters
}

#[test]
fn factors_must_be_positive_and_as_many_as_units() {
    let banks = orbit_banks(&shapes()[0].network::<f64>(1));
    assert!(Rescaling::from_factors(&banks, vec![vec![1.0; 3]]).is_err());
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut factors = vec![1.0; banks[0].units];
        factors[1] = bad;
        assert!(Rescaling::from_factors(&banks, vec![factors]).is_err());
    }
}
