//! The engine checks itself on the machine where it runs, on small made-up data: its gradients, its
//! invariances and its bits.

use crate::data::batches::gather_range;
use crate::data::synthetic;
use crate::decimal;
use crate::error::Error;
use crate::experiment::run::Run;
use crate::experiment::spec::RunSpec;
use crate::network::Network;
use crate::optim;
use crate::param::{rows, rows_mut};
use crate::real::Real;
use crate::rng::{Purpose, Stream};

/// The networks whose gradient is checked, and two distances for each network. The distances are
/// short enough to meet few corners of relu, and long enough for single precision.
const GRADIENT_NETS: [(&str, [f64; 2]); 2] = [
    ("width=6&architecture=arch1", [1.0 / 8.0, 1.0 / 32.0]),
    ("width=6&architecture=arch2", [1.0 / 32.0, 1.0 / 128.0]),
];
/// The number of directions. It is odd, and a corner of relu in a few directions does not change
/// the median.
const DIRECTIONS: usize = 9;
const DEVIATION: f64 = 0.01;
const EXAMPLES: usize = 3;
/// The number of steps in the check of a rule.
const TWIN_STEPS: u32 = 50;
/// A line of the golden matrix in `tests/golden.txt`.
const GOLDEN_RUN: &str = "rule=sgd&architecture=arch2&group=2&twin=random";
const GOLDEN_REST: &str = "&depth=2&width=16&images=200&batch=20&rate=0.05&strength=2";
const GOLDEN_HASH: &str = "386fb799612e278dfc4b318ad3a836107d26c425d3a8d1b3223e69d15365a8ad";
const GOLDEN_STEPS: u32 = 300;

/// How the error of the loss's linear approximation falls with the distance: the slope in log-log
/// coordinates. It is 2 when the gradient is right and near 1 when the gradient is wrong. There is
/// a slope for a network without batch normalization and a slope for a network with it. The
/// relative error `fault` is added to the derivative, to show that the check notices a wrong
/// derivative.
pub fn gradient_slopes<F: Real>(fault: f64) -> [f64; 2] {
    GRADIENT_NETS.map(|(spec, distances)| {
        median(core::array::from_fn(|index| gradient_slope::<F>(spec, distances, index, fault)))
    })
}

/// The number with as many numbers below it as above it; NaN if there is no such number.
fn median(numbers: [f64; DIRECTIONS]) -> f64 {
    let below = |bound: &f64| numbers.iter().filter(|number| *number < bound).count();
    numbers.iter().find(|number| below(number) == DIRECTIONS / 2).copied().unwrap_or(f64::NAN)
}

#[allow(clippy::cast_possible_truncation)] // few directions
#[inline(never)]
fn gradient_slope<F: Real>(spec: &str, distances: [f64; 2], index: usize, fault: f64) -> f64 {
    let spec: RunSpec = spec.parse().expect("a valid spec");
    let mut network = spec.network::<F>().expect("a valid network");
    let seed = index as u32;
    network.draw_start(seed);
    let (inputs, labels) = gather_range::<F>(&synthetic::images(EXAMPLES), 0, EXAMPLES);
    let loss =
        |network: &mut Network<F>| network.gradient(inputs.view(), &labels, None, &mut || {});
    let here = loss(&mut network);
    let mut stream = Stream::new(seed, Purpose::Synthetic, 2);
    let mut start: Vec<(F, F)> = Vec::new();
    let mut derivative = 0.0;
    for param in network.params() {
        for (weights, slopes) in rows(&param.value).zip(rows(&param.gradient)) {
            for (&weight, slope) in weights.iter().zip(slopes) {
                let along = F::from_f64(DEVIATION * stream.normal());
                derivative += slope.to_f64() * along.to_f64();
                start.push((weight, along));
            }
        }
    }
    derivative *= 1.0 + fault;
    let [far, near] = distances.map(|distance| {
        // Takes the same direction forwards and backwards, so that the third order cancels.
        let remainders = [distance, -distance].map(|distance| {
            let mut places = start.iter();
            for param in network.params_mut() {
                for row in rows_mut(&mut param.value) {
                    for (weight, &(from, along)) in row.iter_mut().zip(&mut places) {
                        *weight = from + F::from_f64(distance) * along;
                    }
                }
            }
            (loss(&mut network) - here - distance * derivative).abs()
        });
        remainders[0] + remainders[1]
    });
    libm::log2(far / near) / libm::log2(distances[0] / distances[1])
}

/// The largest |Δlogit| of twins over 50 steps of a rule at its usual rate, when the twin is
/// rescaled by powers of two. It is exactly 0 for a rule that is invariant per unit, and infinite
/// for a rule that diverges.
///
/// # Errors
/// When there is no such rule.
pub fn twin_gap<F: Real>(rule: &str) -> Result<f64, Error> {
    let known = optim::rule::<F>(rule)
        .ok_or_else(|| Error::setting("rule", format!("there is no rule \"{rule}\"")))?;
    let rate = decimal::format(known.learning_rate);
    let spec = format!("rule={rule}&rate={rate}&width=8&images=40&batch=10&strength=3");
    let images = synthetic::images(40);
    let mut run = Run::<F>::new(spec.parse()?, &images)?;
    let mut largest = run.readings().twin_gap;
    for _ in 0..TWIN_STEPS {
        run.step(&images, &mut || {});
        largest = largest.max(run.readings().twin_gap);
    }
    Ok(if run.diverged().is_some() { f64::INFINITY } else { largest })
}

/// The fingerprint of a golden run on this machine, and the fingerprint on record. They are equal
/// where the bits are equal.
pub fn golden() -> [String; 2] {
    let images = synthetic::images(200);
    let spec = format!("{GOLDEN_RUN}{GOLDEN_REST}").parse().expect("a valid spec");
    let mut run = Run::<f32>::new(spec, &images).expect("enough images");
    (0..GOLDEN_STEPS).for_each(|_| run.step(&images, &mut || {}));
    [run.fingerprint(), GOLDEN_HASH.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_golden_run_is_one_on_record() {
        let line = format!("{GOLDEN_RUN} {GOLDEN_HASH}");
        assert!(include_str!("../../tests/golden.txt").lines().any(|recorded| recorded == line));
    }
}
