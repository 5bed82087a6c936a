//! Measured charge = predicted charge under plain SGD, exactly as theory section 5 says.

use scale_drift::experiment::training::Training;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::rule;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::real::Real;
use scale_drift::symmetry::charge::{Prediction, measure};

use crate::nets::{Net, dense, nets};

/// The largest |measured − predicted| after 200 steps, and the largest drift.
fn residual<F: Real>(net: &Net, id: &str, rate: f64, claimed_rate: f64) -> (f64, f64) {
    let rule = rule(id).expect("a rule of the catalogue");
    let pace = Pace::new(Schedule::Constant, rate);
    let mut training = Training::new(net.network::<F>(1), rule, Hyperparameters::default(), pace)
        .expect("a rule that fits");
    let start = measure(&training.network);
    let mut prediction = Prediction::new(&training.network);
    for index in 0..200 {
        let (x, labels) = net.batch::<F>(8, index % 20);
        training.gradient(x.view(), &labels, None, &mut || {});
        prediction.add_step(&training.network, claimed_rate);
        training.descend();
    }
    let measured = measure(&training.network);
    let largest = |a: &[Vec<f64>], b: &[Vec<f64>]| {
        let pairs = a.iter().flatten().zip(b.iter().flatten());
        pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
    };
    (largest(&measured, prediction.charges()), largest(&measured, &start))
}

#[test]
fn plain_sgd_moves_charges_exactly_as_predicted() {
    for net in &nets() {
        let (residual, drift) = residual::<f64>(net, "sgd", 0.05, 0.05);
        assert!(residual < 1e-10, "{net}: {residual}");
        assert!(drift > 1e-4, "{net}: the charges must drift, {drift}");
    }
}

#[test]
fn in_single_precision_to_its_rounding() {
    for net in &nets() {
        let (residual, _) = residual::<f32>(net, "sgd", 0.05, 0.05);
        assert!(residual < 1e-4, "{net}: {residual}");
    }
}

#[test]
fn the_law_is_of_plain_sgd_at_its_own_rate() {
    let net = &dense(2, false, 1, false);
    assert!(residual::<f64>(net, "sgd", 0.05, 0.06).0 > 1e-4);
    assert!(residual::<f64>(net, "sm", 0.05, 0.05).0 > 1e-4);
}
