//! Under plain SGD the measured change of the charges is exactly the predicted change of theory
//! section 5.

use scale_drift::experiment::run::Run;
use scale_drift::experiment::training::Training;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::rule;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::real::Real;
use scale_drift::symmetry::charge::{Prediction, measure};

use crate::nets::{Net, dense, nets};
use crate::synthetic;

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
    let changes: Vec<f64> = measured.iter().zip(&start).map(|(now, start)| now - start).collect();
    (largest_gap(&changes, prediction.changes()), largest_gap(&measured, &start))
}

fn largest_gap(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
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

fn run(text: &str, count: u32) -> Run<f32> {
    let images = synthetic::images(120);
    let spec = format!("{text}&depth=2&width=12&batch=16&images=120");
    let mut run = Run::new(spec.parse().expect("a valid spec"), &images).expect("enough images");
    (0..count).for_each(|_| run.step(&images, &mut || {}));
    run
}

/// Measured and predicted changes.
fn changes(run: &Run<f32>) -> (Vec<f64>, Vec<f64>) {
    run.charges().chunks(2).map(|pair| (pair[0], pair[1])).unzip()
}

/// The law holds for every course of the rate.
#[test]
fn a_run_predicts_its_charges_to_the_rounding_of_its_weights() {
    for rest in [
        "rate=0.1",
        "rate=0.05&architecture=arch2",
        "rate=0.1&group=3&twin=off",
        "rate=0.05&schedule=bold&changes=40:0.3,90:0.1:exponential&rescalings=50:0:all:3",
    ] {
        let run = run(&format!("rule=sgd&{rest}"), 200);
        let (measured, predicted) = changes(&run);
        let drift = largest_gap(&measured, &vec![0.0; measured.len()]);
        let floor = largest_gap(&measured, &predicted);
        assert!(floor < 1e-5 && drift > 1e-3, "{rest}: {floor} of {drift}");
        let wrong: Vec<f64> = predicted.iter().map(|change| change * 1.1).collect();
        assert!(largest_gap(&measured, &wrong) > 1e-4, "{rest}: another rate must show");
    }
    assert_eq!(run("rule=sgd", 0).charges().len(), 2 * 2 * 12);
    assert_eq!(run("rule=sgd&group=3", 0).charges().len(), 2 * 2 * 4);
    for other in ["sm", "sm_rows", "un", "sgd_momentum", "adam", "sgd&decay=0.01"] {
        assert!(run(&format!("rule={other}&rate=0.01"), 5).charges().is_empty(), "{other}");
    }
}

#[test]
fn a_resumed_run_goes_on_predicting() {
    let images = synthetic::images(120);
    let straight = run("rule=sgd&rate=0.1", 60);
    let stopped = run("rule=sgd&rate=0.1", 25);
    let bytes = stopped.checkpoint();
    let mut resumed = Run::<f32>::resume(stopped.spec().clone(), &bytes, &images).expect("its own");
    assert_eq!(resumed.charges(), stopped.charges());
    (0..35).for_each(|_| resumed.step(&images, &mut || {}));
    assert_eq!(resumed.charges(), straight.charges());
    assert!(changes(&straight).1 != changes(&stopped).1);
}
