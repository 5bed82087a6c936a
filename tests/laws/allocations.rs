//! A training step allocates nothing: the first steps make all buffers.

use allocation_counter::measure;
use scale_drift::experiment::run::Run;
use scale_drift::experiment::training::Training;
use scale_drift::optim::catalog;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::schedule::{Pace, Schedule};

use crate::nets::nets;
use crate::synthetic;

#[test]
fn a_step_of_any_rule_on_any_network_allocates_nothing() {
    for net in nets() {
        let (x, labels) = net.batch::<f32>(8, 0);
        for rule in catalog::<f32>() {
            let (id, pace) = (rule.id, Pace::new(Schedule::Constant, 0.001));
            let numbers = Hyperparameters::default();
            let Ok(mut training) = Training::new(net.network::<f32>(1), rule, numbers, pace) else {
                continue;
            };
            let mut step = || {
                training.gradient(x.view(), &labels, None, &mut || {});
                training.descend();
            };
            let first = measure(&mut step).count_total;
            step();
            let third = measure(&mut step).count_total;
            assert!(first > 0, "{id} {net}: the counter must count");
            assert_eq!(third, 0, "{id} {net}");
        }
    }
}

/// This holds within an epoch, and at its end: a new epoch's order is drawn into the memory of the
/// last.
#[test]
fn a_step_of_a_run_with_its_twin_allocates_nothing() {
    let images = synthetic::images(200);
    for rule in catalog::<f32>() {
        let spec = format!("rule={}&images=200&batch=20&rate=0.001", rule.id);
        let mut run = Run::<f32>::new(spec.parse().expect("valid"), &images).expect("images");
        run.step(&images, &mut || {});
        run.step(&images, &mut || {});
        let counted = measure(|| (0..28).for_each(|_| run.step(&images, &mut || {})));
        assert_eq!(counted.count_total, 0, "{}", rule.id);
    }
}
