//! The checks that a visitor can run on the page pass here. They fail when something is wrong.

use scale_drift::experiment::self_check::{golden, gradient_slopes, twin_gap};
use scale_drift::optim::{Invariance, catalog};

const TOLERANCE: f64 = 0.05;

#[test]
fn the_gradient_passes_in_both_precisions_and_a_wrong_one_does_not() {
    let is_right = |slope: &f64| (slope - 2.0).abs() < TOLERANCE;
    let (single, double) = (gradient_slopes::<f32>(0.0), gradient_slopes::<f64>(0.0));
    assert!(single.iter().all(is_right), "{single:?}");
    assert!(double.iter().all(is_right), "{double:?}");
    for fault in [0.05, -0.05, 1.0, -2.0] {
        let wrong = gradient_slopes::<f32>(fault);
        assert!(!wrong.iter().any(is_right), "{fault}: {wrong:?}");
    }
}

#[test]
fn a_rule_passes_if_it_is_invariant_per_unit_and_no_other_does() {
    for rule in catalog::<f32>() {
        let gap = twin_gap::<f32>(rule.id).expect("a rule");
        let is_invariant = rule.invariance == Invariance::PerUnit;
        assert_eq!(gap.to_bits() == 0, is_invariant, "{}: {gap}", rule.id);
        assert!(is_invariant || gap > 1e-3, "{}: {gap}", rule.id);
    }
    assert!(twin_gap::<f32>("adamant").is_err());
    assert!(twin_gap::<f32>("sgd&depth=1").is_err());
}

#[test]
fn the_golden_run_has_the_bits_on_record() {
    let [found, recorded] = golden();
    assert_eq!(found, recorded);
    assert_eq!(found.len(), 64);
}
