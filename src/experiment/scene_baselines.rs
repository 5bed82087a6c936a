//! What answers without learning would score on the scenes of tests. A network that segments must
//! be better than these. Native only.

use crate::data::images::Images;
use crate::data::scenes::Scene;
use crate::error::Error;
use crate::experiment::confusion::Confusion;
use crate::experiment::spec::RunSpec;
use crate::experiment::task::TestExamples;
use crate::rng::{Purpose, Stream};

/// The scores on the first `count` test scenes of this run, by name: all ground; the outline of
/// every digit, filled with always the same digit, the best one; the outline of every digit, filled
/// with a random digit.
///
/// # Errors
/// The run learns no scenes, or no test image is a digit of its scenes.
pub fn baselines(
    spec: &RunSpec,
    test: &Images,
    count: usize,
) -> Result<[(&'static str, Confusion); 3], Error> {
    let examples = TestExamples::new(spec, test)?;
    let digits = spec.scenes().digits;
    let ground = spec.scenes().ground();
    let mut all_ground = Confusion::new(digits + 1);
    let mut one_digit = vec![Confusion::new(digits + 1); digits];
    let mut random_digit = Confusion::new(digits + 1);
    for index in 0..count {
        let problem = || Error::question("scene", "the run learns digits, not scenes");
        let scene = examples.scene(index).ok_or_else(problem)?;
        all_ground.add(&scene.labels, &vec![ground; scene.labels.len()])?;
        for (digit, confusion) in (0..ground).zip(&mut one_digit) {
            let fill = |&label: &u8| if label == ground { ground } else { digit };
            let filled: Vec<u8> = scene.labels.iter().map(fill).collect();
            confusion.add(&scene.labels, &filled)?;
        }
        let mut stream = Stream::new(0, Purpose::Synthetic, index as u32);
        let filled = fill_at_random(&scene, test, spec.side as usize, ground, &mut stream);
        random_digit.add(&scene.labels, &filled)?;
    }
    let best = one_digit.into_iter().max_by(|a, b| a.mean_iou().total_cmp(&b.mean_iou()));
    Ok([
        ("all ground", all_ground),
        ("perfect outline, one digit", best.expect("scenes have two classes of digits or more")),
        ("perfect outline, a random digit", random_digit),
    ])
}

/// The answers with the right ground, and a random class for each digit of the scene. The pixels of
/// a digit are the pixels of its class in its square.
fn fill_at_random(
    scene: &Scene,
    images: &Images,
    side: usize,
    ground: u8,
    stream: &mut Stream,
) -> Vec<u8> {
    let mut filled = vec![ground; scene.labels.len()];
    for digit in &scene.digits {
        let class = stream.below(u32::from(ground)) as u8;
        for row in digit.top..digit.top + digit.size {
            let pixels = row * side + digit.left..row * side + digit.left + digit.size;
            for (filled, &label) in filled[pixels.clone()].iter_mut().zip(&scene.labels[pixels]) {
                if label == images.label(digit.image) {
                    *filled = class;
                }
            }
        }
    }
    filled
}
