//! How far the next step turns a neuron. A preview announces exactly what the next step does.
//! Invariant rules turn a rescaled neuron as far as before, and SGD does not. Looking changes
//! nothing.

use scale_drift::experiment::run::Run;
use scale_drift::optim::{Invariance, catalog};

use crate::small_runs::{IMAGES, fits, start, steps};
use crate::synthetic;

const WIDTH: usize = 12;
const PIXELS: usize = 784;
const STEPS: u32 = 10;
/// For each layer, the unit that waits for its rescaling.
const UNITS: [u32; 2] = [3, 2];
const PLACES: [(u32, Option<u32>); 4] =
    [(0, Some(UNITS[0])), (1, Some(UNITS[1])), (0, None), (1, None)];

struct Case {
    text: String,
    rule: &'static str,
    invariance: Invariance,
    is_normalized: bool,
    group: usize,
}

/// Every rule on every network that it fits.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in catalog::<f32>() {
        for (is_normalized, group) in [(false, 1), (true, 1), (false, 2), (true, 3)] {
            let architecture = if is_normalized { "arch2" } else { "arch1" };
            let network = format!("architecture={architecture}&group={group}");
            if !fits(&rule, &network) {
                continue;
            }
            let text = format!(
                "rule={}&rate={}&{network}&twin=powers&strength=1",
                rule.id, rule.learning_rate
            );
            let (rule, invariance) = (rule.id, rule.invariance);
            cases.push(Case { text, rule, invariance, is_normalized, group });
        }
    }
    cases
}

/// A run after a few steps. If `is_waiting`, rescalings in both layers wait for the next step.
fn run(text: &str, is_waiting: bool) -> Run<f32> {
    let mut run = start(text);
    steps(&mut run, STEPS);
    if is_waiting {
        run.rescale(0, Some(UNITS[0]), 3.0).expect("a unit");
        run.rescale(1, Some(UNITS[1]), -2.0).expect("a unit");
    }
    run
}

fn turns(run: &mut Run<f32>, (layer, unit): (u32, Option<u32>)) -> [f64; 2] {
    run.preview(&synthetic::images(IMAGES), layer, unit).expect("a place").turns
}

impl Case {
    fn has_set(&self) -> bool {
        self.rule.starts_with("un") || self.rule.starts_with("pbwn")
    }

    /// The incoming weights of every orbit unit of the twin. Each weight is multiplied by the gain
    /// of its input.
    fn units(&self, run: &Run<f32>, layer: usize, gains: &[f64]) -> Vec<Vec<f64>> {
        let weights = run.filters(layer, 0, WIDTH, true).expect("a twin");
        let pairs = weights.iter().zip(gains.iter().cycle());
        let weights: Vec<f64> = pairs.map(|(weight, gain)| f64::from(*weight) * gain).collect();
        let rows = if self.is_normalized { 1 } else { self.group };
        weights.chunks(gains.len() * rows).map(<[f64]>::to_vec).collect()
    }

    /// The gains of the inputs of the second layer, from their definition (theory section 3).
    fn gains(&self, run: &Run<f32>) -> Vec<f64> {
        if self.is_normalized {
            return vec![1.0; WIDTH / self.group];
        }
        let weights = run.filters(0, 0, WIDTH, true).expect("a twin");
        let squares: Vec<f64> = weights.iter().map(|x| f64::from(*x).powi(2)).collect();
        let groups = squares.chunks(PIXELS * self.group);
        groups.map(|group| (group.iter().sum::<f64>() / self.group as f64).sqrt()).collect()
    }

    /// How far the next step turns the units of each layer: the step is made and the turn is
    /// measured. A factor, or a return to the set, before the step is not a turn of the unit
    /// itself: it changes the gain of the next layer's inputs.
    fn measure(&self, run: &mut Run<f32>, is_waiting: bool) -> [Vec<f64>; 2] {
        let mut gains = [vec![1.0; PIXELS], self.gains(run)];
        let before = [0, 1].map(|layer| self.units(run, layer, &gains[layer]));
        if is_waiting && !self.is_normalized {
            if self.has_set() {
                gains[1].fill(1.0);
            } else {
                gains[1][UNITS[0] as usize] *= 8.0;
            }
        }
        steps(run, 1);
        [0, 1].map(|layer| {
            let after = self.units(run, layer, &gains[layer]);
            before[layer].iter().zip(&after).map(|(before, after)| angle(before, after)).collect()
        })
    }
}

fn angle(before: &[f64], after: &[f64]) -> f64 {
    let norm = |vector: &[f64]| vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    let (a, b) = (norm(before), norm(after));
    let differences: Vec<f64> = before.iter().zip(after).map(|(x, y)| y / b - x / a).collect();
    norm(&differences)
}

fn gap(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / expected
}

#[test]
fn a_preview_turns_a_neuron_as_the_next_step_then_does() {
    for case in cases() {
        // A link has planned another rate for this step, and the step lies between two returns to
        // the set.
        let planned = format!("{}&changes={STEPS}:0.013", case.text);
        let period = if case.group == 1 { "&period=4" } else { "" };
        for is_waiting in [false, true] {
            let text = format!("{planned}{period}");
            let mut run = run(&text, is_waiting);
            let seen = PLACES.map(|place| turns(&mut run, place)[1]);
            let at_old_rate = turns(&mut self::run(&case.text, is_waiting), PLACES[2])[1];
            assert!(gap(at_old_rate, seen[2]) > 0.01, "{text}: the rate makes no difference");
            let measured = case.measure(&mut run, is_waiting);
            for ((layer, unit), seen) in PLACES.into_iter().zip(seen) {
                let of_layer = &measured[layer as usize];
                let expected = match unit {
                    Some(unit) => of_layer[unit as usize],
                    None => of_layer.iter().map(|turn| turn * turn).sum::<f64>().sqrt(),
                };
                // A return to the set rounds the weights.
                let rounding = if case.has_set() { 1e-7 } else { 0.0 };
                let is_near = (seen - expected).abs() < 1e-5 * expected + rounding;
                assert!(is_near, "{text} {layer} {unit:?} {is_waiting}: {seen} {expected}");
            }
        }
    }
}

#[test]
fn an_invariant_rule_turns_a_rescaled_neuron_as_far_as_before_and_sgd_does_not() {
    for case in cases() {
        let mut run = run(&case.text, true);
        for place in PLACES {
            let [before, after] = turns(&mut run, place);
            let what = format!("{} {place:?}: {before} → {after}", case.text);
            assert!(before > 1e-6, "{what}");
            match case.invariance {
                Invariance::PerUnit => assert_eq!(before.to_bits(), after.to_bits(), "{what}"),
                // One unit of twelve adds little to the sum.
                Invariance::Nothing if place.1.is_none() => {
                    assert_ne!(before.to_bits(), after.to_bits(), "{what}");
                }
                Invariance::Nothing => assert!(gap(after, before) > 0.5, "{what}"),
                Invariance::PerLayer => {}
            }
        }
        if case.rule == "sgd" {
            let [before, after] = turns(&mut run, PLACES[0]);
            assert!(gap(before / after, 64.0) < 0.05, "{}: {before} → {after}", case.text);
        }
    }
}

#[test]
fn to_look_ahead_changes_nothing() {
    for case in cases() {
        let text = format!("{}&changes=0:0.02,{STEPS}:0.013:bold&period=4", case.text);
        let (mut looked, mut other) = (start(&text), start(&text));
        turns(&mut looked, PLACES[0]);
        assert!(looked.checkpoint() == other.checkpoint(), "{text}: at the start");
        looked = run(&text, true);
        other = run(&text, true);
        PLACES.into_iter().for_each(|place| assert!(turns(&mut looked, place)[0] > 0.0));
        assert_eq!(looked.learning_rate().to_bits(), other.learning_rate().to_bits());
        assert!(looked.checkpoint() == other.checkpoint(), "{text}: what it is");
        steps(&mut looked, 1);
        assert!(looked.checkpoint() != other.checkpoint(), "{text}: a step does not show");
        steps(&mut other, 1);
        steps(&mut looked, 10);
        steps(&mut other, 10);
        assert!(looked.checkpoint() == other.checkpoint(), "{text}: what it will be");
    }
}
