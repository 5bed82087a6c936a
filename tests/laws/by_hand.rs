//! Changes by hand while a run trains. The rescaled twin computes the same function; the invariant
//! rules do not notice the change, and SGD does. A link or a checkpoint replays the change to the
//! bit.

use scale_drift::experiment::run::Run;
use scale_drift::optim::schedule::Schedule;
use scale_drift::optim::{Invariance, catalog};

use crate::nets::relative_gap;
use crate::small_runs::{IMAGES, fits, spec, start, steps};
use crate::synthetic;

const NETWORKS: [&str; 4] = [
    "architecture=arch1",
    "architecture=arch2",
    "architecture=arch1&group=2",
    "architecture=arch2&group=3",
];
/// With these settings the twin equals the network before the first step.
const EQUAL: &str = "twin=powers&strength=0";

/// Whether losses and logits of network and twin are the same to the bit for `count` steps.
fn stay_together(run: &mut Run<f32>, count: u32) -> bool {
    let images = synthetic::images(IMAGES);
    let last = run.steps() + count;
    (0..count).all(|_| {
        run.step(&images, &mut || {});
        let seen = run.readings();
        seen.twin_gap.to_bits() == 0 && seen.loss.to_bits() == seen.twin_loss.to_bits()
    }) && run.steps() == last
}

fn are_zero(gaps: &[f64]) -> bool {
    gaps.iter().all(|gap| gap.to_bits() == 0)
}

#[test]
fn a_power_of_two_parts_the_twins_under_rules_that_are_not_invariant_alone() {
    for rule in catalog::<f32>() {
        for network in NETWORKS.into_iter().filter(|network| fits(&rule, network)) {
            for unit in [Some(3), None] {
                let text =
                    format!("rule={}&{network}&{EQUAL}&rate={}", rule.id, rule.learning_rate);
                let mut run = start(&text);
                assert!(stay_together(&mut run, 20), "{text}: equal until rescaled");
                run.rescale(0, unit, 4.0).expect("a unit");
                run.rescale(1, None, -2.0).expect("a layer");
                let expected = match rule.invariance {
                    Invariance::Nothing => false,
                    Invariance::PerLayer => unit.is_none() || network.contains("arch2"),
                    Invariance::PerUnit => true,
                };
                assert_eq!(stay_together(&mut run, 100), expected, "{text} {unit:?}");
            }
        }
    }
}

#[test]
fn another_factor_parts_them_by_rounding_alone() {
    for (rule, is_together) in [("sgd", false), ("sm", true), ("un", true), ("pbwn", true)] {
        for network in NETWORKS {
            let mut run = start(&format!("rule={rule}&{network}&{EQUAL}&rate=0.05"));
            steps(&mut run, 20);
            run.rescale(0, Some(2), 1.7).expect("a unit");
            run.rescale(1, Some(1), -2.3).expect("a unit");
            steps(&mut run, 100);
            let logits = run.probe_logits();
            let gap = relative_gap(&logits[1], &logits[0]);
            assert_eq!(gap < 1e-4, is_together, "{rule} {network}: {gap}");
            assert!(is_together || gap > 1e-3, "{rule} {network}: {gap}");
        }
    }
}

/// A filter that is off the sphere between two returns is put onto the sphere.
#[test]
fn a_rule_between_two_returns_moves_the_twin_onto_its_set() {
    let mut run = start(&format!("rule=pbwn&period=5&{EQUAL}&rate=0.05"));
    assert!(stay_together(&mut run, 7));
    run.rescale(0, Some(3), 4.0).expect("a unit");
    let norm_of = |run: &Run<f32>, which: usize| {
        run.trainings().nth(which).expect("two networks").filter_norms()[3]
    };
    assert!((norm_of(&run, 1) - 1.0).abs() > 1e-4, "plain steps leave the sphere");
    steps(&mut run, 1);
    assert!(norm_of(&run, 1) < 1.2 && norm_of(&run, 1) > 0.8);
    assert!(run.readings().twin_gap < 1.0 && run.readings().twin_gap > 0.0);
    // At a return the filter is on the sphere already.
    let mut run = start(&format!("rule=pbwn&period=5&{EQUAL}&rate=0.05"));
    steps(&mut run, 10);
    run.rescale(0, Some(3), 4.0).expect("a unit");
    assert!(stay_together(&mut run, 30));
}

#[test]
fn the_twins_drift_shows_the_jump() {
    for (rule, jump) in [("sm", 5.0), ("sgd", 5.0), ("un", 0.0)] {
        let mut run = start(&format!("rule={rule}&{EQUAL}&rate=0.0001"));
        steps(&mut run, 3);
        let drift = |run: &Run<f32>| run.trainings().nth(1).expect("a twin").drift();
        let before = drift(&run);
        run.rescale(0, Some(3), 5.0).expect("a unit");
        assert_eq!(drift(&run), before, "not before the next step");
        steps(&mut run, 1);
        let after = drift(&run);
        for filter in 0..12 {
            let expected = if filter == 3 { jump } else { 0.0 };
            let jumped = after[filter] - before[filter];
            assert!((jumped - expected).abs() < 0.01, "{rule} {filter}: {jumped}");
        }
    }
}

#[test]
fn by_hand_is_by_link_in_whatever_order() {
    let rest = "rule=sgd&rate=0.1&twin=random&strength=1";
    let mut by_hand = start(rest);
    steps(&mut by_hand, 10);
    by_hand.rescale(1, None, 0.7).expect("a layer");
    by_hand.rescale(0, Some(11), 9.0).expect("a unit");
    by_hand.rescale(1, Some(4), -1.1).expect("a unit");
    by_hand.rescale(0, Some(11), 3.0).expect("in place of the first");
    by_hand.rescale(0, Some(2), 3.0).expect("a unit");
    by_hand.rescale(0, Some(2), 0.0).expect("taken back");
    by_hand.set_pace(0.03, Schedule::BoldDriver).expect("a valid rate");
    steps(&mut by_hand, 30);
    let list = "rescalings=10:1:4:-1.1,10:0:11:3,10:1:all:0.7&changes=10:0.03:bold";
    let mut by_link = start(&format!("{rest}&{list}"));
    steps(&mut by_link, 40);
    assert_eq!(by_hand.fingerprint(), by_link.fingerprint());
    assert_eq!(by_hand.spec(), by_link.spec());
    for other in [
        "",
        "rescalings=10:1:4:-1.1,10:0:11:3,10:1:all:0.7",
        "rescalings=10:0:11:3,10:1:all:0.7,11:1:4:-1.1&changes=10:0.03:bold",
    ] {
        let mut run = start(&format!("{rest}&{other}"));
        steps(&mut run, 40);
        assert_ne!(run.fingerprint(), by_hand.fingerprint(), "{other}");
    }
}

/// Rescalings at the step of a checkpoint are still to come.
#[test]
fn stopped_and_resumed_at_the_step_of_a_rescaling() {
    let images = synthetic::images(IMAGES);
    for rule in catalog::<f32>() {
        let list = "rescalings=10:0:2:1.3,23:0:all:-2,23:1:5:4.5,41:1:0:-3";
        let text = format!("rule={}&{list}&rate={}", rule.id, rule.learning_rate);
        let (mut straight, mut stopped) = (start(&text), start(&text));
        steps(&mut straight, 60);
        steps(&mut stopped, 23);
        let bytes = stopped.checkpoint();
        let earlier = list.split(",23").next().expect("a part");
        let mut without = start(&text.replace(list, earlier));
        steps(&mut without, 23);
        assert!(without.checkpoint() == bytes, "{text}: it holds what comes after it");
        let mut resumed = Run::resume(spec(&text), &bytes, &images).expect("own checkpoint");
        steps(&mut resumed, 37);
        assert!(resumed.checkpoint() == straight.checkpoint(), "{text}");
        // Rescales by hand after a checkpoint was resumed, as a page does.
        let mut again = Run::resume(spec(&text.replace(list, "")), &bytes, &images).expect("own");
        again.rescale(0, None, -2.0).expect("a layer");
        again.rescale(1, Some(5), 4.5).expect("a unit");
        steps(&mut again, 18);
        again.rescale(1, Some(0), -3.0).expect("a unit");
        steps(&mut again, 19);
        assert!(again.checkpoint() == straight.checkpoint(), "{text}: by hand");
        steps(&mut without, 37);
        assert_ne!(without.fingerprint(), straight.fingerprint(), "{text}");
    }
}

#[test]
fn a_schedule_set_by_hand_survives_a_checkpoint() {
    let images = synthetic::images(IMAGES);
    let mut straight = start("rule=sm&rate=0.05");
    steps(&mut straight, 5);
    straight.set_pace(0.05, Schedule::ExponentialDecay).expect("a valid rate");
    steps(&mut straight, 20);
    let bytes = straight.checkpoint();
    let mut resumed = Run::resume(spec("rule=sm&rate=0.05"), &bytes, &images).expect("its own");
    steps(&mut straight, 20);
    steps(&mut resumed, 20);
    assert_eq!(resumed.fingerprint(), straight.fingerprint());
    assert!(straight.learning_rate() < 0.04);
}

#[test]
fn a_preview_shows_equal_outputs_and_other_gradients_and_leaves_the_run_alone() {
    let images = synthetic::images(IMAGES);
    for network in NETWORKS {
        let text = format!("rule=sgd&{network}&{EQUAL}&rate=0.05");
        let (mut run, mut other) = (start(&text), start(&text));
        steps(&mut run, 10);
        steps(&mut other, 10);
        let nothing = run.preview(&images, 0, Some(3)).expect("a unit");
        assert!(are_zero(&[nothing.gaps[1], nothing.change]), "{network}");
        let [before, after] = nothing.incoming;
        assert!(before > 0.0 && before.to_bits() == after.to_bits(), "{network}");
        run.rescale(0, Some(3), 3.0).expect("a unit");
        other.rescale(0, Some(3), 3.0).expect("a unit");
        let seen = run.preview(&images, 0, Some(3)).expect("a unit");
        assert!(are_zero(&[seen.gaps[0], seen.gaps[1], seen.change]), "{network}");
        let exactly = |factor: f64, [before, after]: [f64; 2]| {
            before > 0.0 && (before * factor).to_bits() == after.to_bits()
        };
        assert!(exactly(1.0 / 8.0, seen.incoming), "{network}: {seen:?}");
        let outgoing = if network.contains("arch2") { 1.0 } else { 8.0 };
        assert!(exactly(outgoing, seen.outgoing), "{network}: {seen:?}");
        assert!(exactly(1.0, run.preview(&images, 0, Some(2)).expect("a unit").incoming));
        let layer = run.preview(&images, 0, None).expect("a layer");
        assert!(layer.incoming[1] < layer.incoming[0], "{network}: {layer:?}");
        assert!(run.checkpoint() == other.checkpoint(), "{network}: the run has changed");
        steps(&mut run, 10);
        steps(&mut other, 10);
        assert!(run.checkpoint() == other.checkpoint(), "{network}: the run will have changed");
        assert!(run.readings().twin_gap > 0.0);
        for (layer, unit) in [(2, None), (0, Some(12)), (u32::MAX, Some(u32::MAX))] {
            assert_eq!(run.preview(&images, layer, unit).expect_err("refused").cause(), "question");
        }
    }
    assert!(start("twin=off").preview(&images, 0, None).is_err());
}
