//! The rescaling action. It changes the weights and not the function, and it moves the Euclidean
//! gradient as theory section 2 says.

use ndarray::Array2;
use scale_drift::layers::Mode;
use scale_drift::network::Network;
use scale_drift::param::{Kind, Param};
use scale_drift::real::Real;
use scale_drift::symmetry::gauge::GaugeWalk;
use scale_drift::symmetry::orbit::{Draw, Rescaling, orbit_banks};

use crate::nets::{Net, nets, relative_gap};

fn logits<F: Real>(net: &Net, network: &mut Network<F>) -> Array2<F> {
    network.forward(net.batch::<F>(7, 0).0.view(), Mode::Train, &mut || {}).to_owned()
}

fn rescalings(net: &Net) -> Vec<Rescaling> {
    let banks = orbit_banks(&net.network::<f64>(1));
    let mut rescalings = Vec::new();
    for draw in [Draw::PowersOfTwo, Draw::Random] {
        rescalings.push(Rescaling::per_unit(&banks, draw, 4, 1));
        rescalings.push(Rescaling::per_layer(&banks, draw, 4, 1));
    }
    rescalings
}

#[test]
fn the_function_stays() {
    for net in &nets() {
        for rescaling in rescalings(net) {
            let (mut plain, mut moved) = (net.network::<f64>(1), net.network::<f64>(1));
            rescaling.apply(&mut moved);
            let gap = relative_gap(&logits(net, &mut moved), &logits(net, &mut plain));
            assert!(gap < 1e-12, "{net}: {gap}");
            let weights = relative_gap(
                &moved.params().next().expect("a bank").value,
                &plain.params().next().expect("a bank").value,
            );
            assert!(weights > 0.1, "{net}: the weights must have moved");
        }
    }
}

#[test]
fn powers_of_two_change_no_bit_of_the_function() {
    for net in &nets() {
        let banks = orbit_banks(&net.network::<f32>(1));
        let (mut plain, mut moved) = (net.network::<f32>(1), net.network::<f32>(1));
        Rescaling::per_unit(&banks, Draw::PowersOfTwo, 20, 1).apply(&mut moved);
        assert_eq!(logits(net, &mut moved), logits(net, &mut plain), "{net}");
    }
}

/// Twins must be equal in evaluation too: the statistics move with the filters.
#[test]
fn powers_of_two_change_no_bit_in_evaluation() {
    for net in &nets() {
        let evaluated = |network: &mut Network<f32>| {
            let (calibration, other) = (net.batch::<f32>(30, 1).0, net.batch::<f32>(7, 0).0);
            network.forward(calibration.view(), Mode::Calibrate, &mut || {});
            network.forward(other.view(), Mode::Train, &mut || {});
            network.forward(other.view(), Mode::Evaluate, &mut || {}).to_owned()
        };
        let banks = orbit_banks(&net.network::<f32>(1));
        let (mut plain, mut moved) = (net.network::<f32>(1), net.network::<f32>(1));
        Rescaling::per_unit(&banks, Draw::PowersOfTwo, 20, 1).apply(&mut moved);
        let answers = evaluated(&mut moved);
        assert_eq!(answers, evaluated(&mut plain), "{net}");
        assert_eq!(answers == logits(net, &mut plain), !net.is_normalized, "{net}");
    }
}

/// Negative controls: a row of a pooled group cannot be rescaled alone, and without batch
/// normalization a row cannot be rescaled without its readers.
#[test]
fn what_is_not_a_symmetry_changes_the_function() {
    for net in nets().iter().filter(|net| !net.is_normalized) {
        let (mut plain, mut moved) = (net.network::<f64>(1), net.network::<f64>(1));
        let param = moved.params_mut().next().expect("a bank");
        param.value.rows_mut().into_iter().step_by(2).for_each(|mut row| row *= 4.0);
        assert!(relative_gap(&logits(net, &mut moved), &logits(net, &mut plain)) > 1e-3, "{net}");
    }
}

#[test]
fn the_gradient_moves_against_the_weights() {
    for net in &nets() {
        let banks = orbit_banks(&net.network::<f64>(1));
        let rescaling = Rescaling::per_unit(&banks, Draw::Random, 3, 2);
        let (mut plain, mut moved) = (net.network::<f64>(1), net.network::<f64>(1));
        rescaling.apply(&mut moved);
        let (x, labels) = net.batch::<f64>(7, 0);
        for network in [&mut plain, &mut moved] {
            network.gradient(x.view(), &labels, None, &mut || {});
        }
        // A network whose weights are the gradients. The inverse factors move it.
        let inverse = rescaling.factors().iter();
        let inverse = inverse.map(|bank| bank.iter().map(|factor| 1.0 / factor).collect());
        let inverse = Rescaling::from_factors(&banks, inverse.collect()).expect("as many factors");
        for param in plain.params_mut() {
            param.value = param.gradient.clone();
        }
        inverse.apply(&mut plain);
        for (expected, found) in plain.params().zip(moved.params()) {
            let gap = relative_gap(&found.gradient, &expected.value);
            assert!(gap < 1e-12, "{net}: {gap}");
        }
    }
}

/// `(w̃, b)/r` is the same for every network on the orbit.
#[test]
fn canonical_coordinates_are_the_same_along_the_orbit() {
    for net in &nets() {
        let canonical = |network: &mut Network<f64>| -> Vec<Array2<f64>> {
            GaugeWalk::default().write(network);
            network.params().map(effective_filters).collect()
        };
        let plain = canonical(&mut net.network::<f64>(1));
        for rescaling in rescalings(net) {
            let mut moved = net.network::<f64>(1);
            rescaling.apply(&mut moved);
            for (found, expected) in canonical(&mut moved).iter().zip(&plain) {
                assert!(relative_gap(found, expected) < 1e-12, "{net}");
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
    let banks = orbit_banks(&nets()[0].network::<f64>(1));
    assert!(Rescaling::from_factors(&banks, vec![vec![1.0; 3]]).is_err());
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut factors = vec![1.0; banks[0].units];
        factors[1] = bad;
        assert!(Rescaling::from_factors(&banks, vec![factors]).is_err());
    }
}
