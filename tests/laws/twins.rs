//! The twin experiment: SGD tells equal networks apart, and the invariant rules do not.

use scale_drift::experiment::run::Run;
use scale_drift::experiment::spec::RunSpec;
use scale_drift::geometry::Needs;
use scale_drift::optim::{Invariance, Rule, catalog};
use scale_drift::real::Real;

use crate::nets::relative_gap;
use crate::small_runs::fits;
use crate::synthetic;

const NETWORKS: [&str; 4] = [
    "architecture=arch1",
    "architecture=arch2",
    "architecture=arch1&group=2",
    "architecture=arch2&group=3",
];

fn run<F: Real>(rule: &str, network: &str, rest: &str) -> Run<F> {
    let text = format!("rule={rule}&{network}&{rest}&depth=2&width=12&batch=16&images=120");
    let spec: RunSpec = text.parse().expect("a valid spec");
    Run::new(spec, &synthetic::images(120)).expect("enough images")
}

/// Whether a rule promises to keep twins together under per-unit factors. Batch normalization makes
/// a per-layer rule a per-filter rule.
fn stays_together(invariance: Invariance, network: &str) -> bool {
    match invariance {
        Invariance::Nothing => false,
        Invariance::PerLayer => network.contains("arch2"),
        Invariance::PerUnit => true,
    }
}

#[test]
fn powers_of_two_bit_for_bit_over_200_steps() {
    let images = synthetic::images(120);
    for rule in catalog::<f32>() {
        for network in NETWORKS.into_iter().filter(|network| fits(&rule, network)) {
            for strength in [2, 20] {
                let rest = format!("twin=powers&strength={strength}&rate={}", rule.learning_rate);
                let mut run = run::<f32>(rule.id, network, &rest);
                assert_eq!(run.readings().twin_gap.to_bits(), 0, "{network}: one function");
                let mut is_together = true;
                for _ in 0..200 {
                    run.step(&images, &mut || {});
                    let seen = run.readings();
                    is_together &= seen.twin_gap.to_bits() == 0
                        && seen.loss.to_bits() == seen.twin_loss.to_bits();
                }
                let expected = stays_together(rule.invariance, network);
                assert_eq!(is_together, expected, "{} {network} {strength}", rule.id);
                assert!(!expected || run.steps() == 200, "{} {network}", rule.id);
            }
        }
    }
}

/// The drift pictures show the twin's norms with its rescaling undone.
#[test]
fn filter_norms_of_twins_are_equal_under_invariant_rules_alone() {
    let images = synthetic::images(120);
    for rule in catalog::<f32>() {
        for network in NETWORKS.into_iter().filter(|network| fits(&rule, network)) {
            let rest = format!("twin=powers&strength=3&rate={}", rule.learning_rate);
            let mut run = run::<f32>(rule.id, network, &rest);
            let norms = |run: &Run<f32>| -> Vec<Vec<f32>> {
                run.trainings().map(|training| training.filter_norms()).collect()
            };
            let start = norms(&run);
            assert_eq!(start[0], start[1], "{} {network}: at the start", rule.id);
            for _ in 0..50 {
                run.step(&images, &mut || {});
            }
            let [ours, theirs] = &norms(&run)[..] else { unreachable!("two networks") };
            let expected = stays_together(rule.invariance, network);
            assert_eq!(ours == theirs, expected, "{} {network}", rule.id);
        }
    }
}

/// The gap after 200 steps at rate 0.05, relative to the largest logit.
fn random_gap<F: Real>(rule: &Rule<F>, network: &str) -> f64 {
    let images = synthetic::images(120);
    let rate = rule.learning_rate.min(0.05);
    let mut run = run::<F>(rule.id, network, &format!("twin=random&strength=2&rate={rate}"));
    for _ in 0..200 {
        run.step(&images, &mut || {});
    }
    match &run.probe_logits()[..] {
        [ours, theirs] => relative_gap(theirs, ours),
        _ => f64::NAN,
    }
}

#[test]
fn random_factors_to_rounding_over_200_steps() {
    for (rule, single_rule) in catalog::<f64>().into_iter().zip(catalog::<f32>()) {
        for network in NETWORKS.into_iter().filter(|network| fits(&rule, network)) {
            let (double, single) = (random_gap(&rule, network), random_gap(&single_rule, network));
            if stays_together(rule.invariance, network) {
                assert!(double < 1e-9, "{} {network}: {double}", rule.id);
                // Path weights are products of squares, so they round more.
                let bound = if rule.geometry.needs() == Needs::PathWeights { 1e-3 } else { 1e-4 };
                assert!(single < bound, "{} {network}: {single}", rule.id);
            } else {
                assert!(double.is_nan() || double > 1e-3, "{} {network}: {double}", rule.id);
                assert!(single.is_nan() || single > 1e-3, "{} {network}: {single}", rule.id);
            }
        }
    }
}

#[test]
fn a_run_that_diverges_says_so_and_stays() {
    let images = synthetic::images(120);
    let mut run = run::<f32>("sgd", "architecture=arch1", "twin=powers&strength=20&rate=10");
    for _ in 0..50 {
        run.step(&images, &mut || {});
    }
    let (steps, fingerprint) = (run.steps(), run.fingerprint());
    assert!(run.diverged().is_some());
    assert!(steps < 50);
    run.step(&images, &mut || {});
    assert_eq!((run.steps(), run.fingerprint()), (steps, fingerprint));
}

#[test]
fn evaluation_in_slices_adds_up_and_ends_with_the_images() {
    let images = synthetic::images(120);
    for network in NETWORKS {
        let mut plain = run::<f32>("sm", network, "twin=off&rate=0.1");
        for _ in 0..40 {
            plain.step(&images, &mut || {});
        }
        let right = plain.evaluate(&images, 0, 120).expect("images");
        let in_slices: usize = [0, 40, 80]
            .map(|from| plain.evaluate(&images, from, 40).expect("images")[0])
            .iter()
            .sum();
        assert_eq!(right, [in_slices], "{network}: no twin, one count");
        assert!(in_slices > 60, "{network}: {in_slices} of 120");
        assert_eq!(
            plain.evaluate(&images, 100, 500).expect("images"),
            plain.evaluate(&images, 100, 20).expect("images")
        );
        assert_eq!(plain.evaluate(&images, 500, 10).expect("images"), [0]);
    }
}

/// The numbers of right answers of network and twin, and all their answers, after 40 steps.
fn tested(rule: &str, network: &str) -> (Vec<usize>, Vec<u32>) {
    let images = synthetic::images(120);
    let mut run = run::<f32>(rule, network, "twin=powers&strength=4&rate=0.05");
    for _ in 0..40 {
        run.step(&images, &mut || {});
    }
    let right = run.evaluate(&images, 0, 120).expect("images");
    (right, run.confusion().to_vec())
}

#[test]
fn twins_are_tested_alike_and_answer_alike_under_invariant_rules_alone() {
    for network in NETWORKS {
        for rule in ["sm", "un"] {
            let (right, confusion) = tested(rule, network);
            let (ours, theirs) = confusion.split_at(100);
            assert_eq!(right[0], right[1], "{rule} {network}");
            assert_eq!(ours, theirs, "{rule} {network}");
            assert!(right[0] > 30, "{rule} {network}: {} of 120", right[0]);
        }
        let (right, confusion) = tested("sgd", network);
        let (ours, theirs) = confusion.split_at(100);
        assert_ne!(right[0], right[1], "sgd {network}");
        for (right, counts) in right.iter().zip([ours, theirs]) {
            let diagonal: u32 = counts.iter().step_by(11).sum();
            assert_eq!(diagonal as usize, *right, "sgd {network}");
            assert_eq!(counts.iter().sum::<u32>(), 120, "sgd {network}");
        }
    }
}
