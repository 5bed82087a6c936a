//! The two-parameter network. Where SGD ends depends on where on an orbit it starts; where the
//! invariant rules end does not.

use scale_drift::experiment::landscape::path;
use scale_drift::optim::{Invariance, catalog};

const RATE: f64 = 0.05;
const STEPS: u32 = 200;

fn points(rule: &str, start: [f64; 2]) -> Vec<[f64; 2]> {
    let path = path::<f32>(rule, start, RATE, STEPS).expect("a start");
    path.chunks(2).map(|point| [point[0], point[1]]).collect()
}

fn bits(points: &[[f64; 2]]) -> Vec<[u64; 2]> {
    points.iter().map(|point| point.map(f64::to_bits)).collect()
}

/// In this network one factor per layer is one factor per unit.
#[test]
fn paths_from_one_orbit_are_one_path_for_the_invariant_rules_alone() {
    for rule in catalog::<f32>() {
        let id = rule.id;
        let (near, far) = (points(id, [0.75, 0.5]), points(id, [3.0, 0.125]));
        let has_set = rule.geometry.has_set();
        let factor = if has_set { 1.0 } else { 4.0 };
        let moved: Vec<_> = near.iter().map(|[w1, w2]| [w1 * factor, w2 / factor]).collect();
        let is_one = bits(&moved) == bits(&far);
        assert_eq!(is_one, rule.invariance != Invariance::Nothing, "{id}");
        if has_set {
            assert_eq!(bits(&near[..1]), bits(&[[1.0, 0.375]]), "{id}: its placed start");
        } else {
            assert_eq!(bits(&near[..1]), bits(&[[0.75, 0.5]]), "{id}");
        }
    }
}

#[test]
fn all_that_stay_end_on_the_hyperbola_of_minima_and_sgd_at_another_place_of_it() {
    for rule in catalog::<f32>() {
        for start in [[0.75, 0.5], [1.5, 0.25]] {
            let path = path::<f32>(rule.id, start, rule.learning_rate, 3000).expect("a start");
            let [w1, w2] = [path[path.len() - 2], path[path.len() - 1]];
            assert!((w1 * w2 - 1.0).abs() < 0.02, "{} {start:?}: {w1} {w2}", rule.id);
        }
    }
    let end = |start| points("sgd", start)[STEPS as usize];
    let ([near, _], [far, _]) = (end([0.75, 0.5]), end([1.5, 0.25]));
    assert!((2.0 * near - far).abs() > 0.2, "{near} {far}");
}

/// First steps in double precision, from the formulas.
#[test]
fn first_steps_by_hand() {
    let step = |rule: &str| -> [f64; 2] {
        let path = path::<f64>(rule, [2.0, 0.25], 0.1, 1).expect("a start");
        assert_eq!(path.len(), 4);
        [path[2], path[3]]
    };
    // y = 0.5, G1 = −0.5 · 0.25, G2 = −0.5 · 2.
    for (rule, [w1, w2]) in [
        ("sgd", [2.0 + 0.1 * 0.125, 0.25 + 0.1]),
        // The metric multiplies by w1² = 4, and by (w1·w2)² / w1² = 0.0625.
        ("sm", [2.0 + 0.1 * 0.5, 0.25 + 0.1 * 0.0625]),
        // The step starts from (1, 0.5). The filter has no direction to turn to, and G2 = −0.5.
        ("un", [1.0, 0.5 + 0.1 * 0.5]),
    ] {
        let found = step(rule);
        assert!((found[0] - w1).abs() < 1e-15 && (found[1] - w2).abs() < 1e-15, "{rule} {found:?}");
    }
}

#[test]
fn a_path_ends_where_it_is_no_longer_finite_and_bad_starts_are_refused() {
    let wild = path::<f32>("sgd", [1e-35, 1e30], 10.0, 500).expect("a start");
    assert!(wild.len() == 4 && wild.iter().all(|w| w.is_finite()), "{wild:?}");
    for (rule, start, rate, steps, said) in [
        ("sgd", [0.0, 1.0], 0.1, 9, "above 0"),
        ("sgd", [f64::NAN, 1.0], 0.1, 9, "above 0"),
        ("sgd", [1.0, 1e300], 0.1, 9, "finite"),
        ("sgd", [1.0, 1.0], 0.0, 9, "rate"),
        ("sgd", [1.0, 1.0], f64::NAN, 9, "rate"),
        ("sgd", [1.0, 1.0], 0.1, u32::MAX, "10000 steps"),
        ("adamant", [1.0, 1.0], 0.1, 9, "adamant"),
    ] {
        let problem = path::<f32>(rule, start, rate, steps).expect_err("refused").to_string();
        assert!(problem.contains(said), "{problem}");
    }
}
