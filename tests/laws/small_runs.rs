//! Small runs over made-up images, for laws about whole runs.

use scale_drift::experiment::run::Run;
use scale_drift::experiment::spec::RunSpec;

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
