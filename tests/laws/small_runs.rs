//! Small runs over made-up images, for laws about whole runs.

use scale_drift::experiment::run::Run;
use scale_drift::experiment::spec::RunSpec;
use scale_drift::optim::Rule;
use scale_drift::real::Real;

use crate::synthetic;

pub const IMAGES: usize = 120;

pub fn spec(text: &str) -> RunSpec {
    format!("{text}&depth=2&width=12&batch=16&images=120").parse().expect("a valid spec")
}

pub fn start(text: &str) -> Run<f32> {
    Run::new(spec(text), &synthetic::images(IMAGES)).expect("enough images")
}

pub fn steps(run: &mut Run<f32>, count: u32) {
    let images = synthetic::images(IMAGES);
    (0..count).for_each(|_| run.step(&images, &mut || {}));
}

/// Whether a rule fits the network of these settings. A run agrees: it starts if the rule fits, and
/// is refused for the same reason if the rule does not.
pub fn fits<F: Real>(rule: &Rule<F>, network: &str) -> bool {
    let spec = spec(&format!("rule={}&{network}", rule.id));
    let network = spec.network();
    let misfit = rule.fits(&network.expect("a valid network")).err();
    let refusal = Run::<F>::new(spec, &synthetic::images(IMAGES)).err();
    let expected = misfit.map(|reason| format!("rule: {reason}"));
    assert_eq!(refusal.map(|error| error.to_string()), expected, "{}", rule.id);
    misfit.is_none()
}
