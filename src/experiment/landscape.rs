//! The smallest network that has the symmetry: `y = w2·relu(w1·x)`, on one example with x = 1,
//! target 1 and loss ½(y − 1)². Its orbits are the hyperbolas w1·w2 = const. The loss is constant
//! on an orbit, and the minima form the orbit w1·w2 = 1.

use crate::decimal;
use crate::error::Error;
use crate::experiment::settings::{check, setting};
use crate::experiment::training::Training;
use crate::layers::{Definition, Shape};
use crate::network::Network;
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::{Pace, Schedule};
use crate::real::Real;

const MOST_STEPS: u32 = 10_000;

/// The path of a rule from w1 > 0 and w2. It has both weights at the start, on the rule's set if
/// the rule has a set, and both weights after each step. It ends early where a weight is no longer
/// finite.
///
/// # Errors
/// An unknown rule, a rate out of range, weights that are not a valid start, or too many steps.
pub fn path<F: Real>(
    rule: &str,
    start: [f64; 2],
    learning_rate: f64,
    steps: u32,
) -> Result<Vec<f64>, Error> {
    if !(start[0] > 0.0 && start.iter().all(|weight| F::from_f64(*weight).is_finite())) {
        return Err(Error::question("landscape", "w1 must be above 0, and both weights finite"));
    }
    if steps > MOST_STEPS {
        return Err(Error::question("landscape", format!("{MOST_STEPS} steps are the most")));
    }
    check(setting("rate").expect("a key of the table"), &decimal::format(learning_rate))?;
    let mut training = training::<F>(rule, start, learning_rate)?;
    let mut path = Vec::new();
    for step in 0..=steps {
        if step > 0 {
            training.look_ahead();
            differentiate(&mut training.network);
            training.descend();
        }
        let weights = weights(&training.network);
        if !weights.iter().all(|weight| weight.is_finite()) {
            break;
        }
        path.extend(weights.map(F::to_f64));
    }
    Ok(path)
}

fn training<F: Real>(rule: &str, start: [f64; 2], rate: f64) -> Result<Training<F>, Error> {
    let rule = optim::rule(rule)
        .ok_or_else(|| Error::setting("rule", format!("there is no rule \"{rule}\"")))?;
    let dense = || Definition::new("dense").with("units", 1);
    let layers = [dense(), Definition::new("relu"), dense()];
    let mut network = Network::new(Shape::flat(1), 1, &layers)?;
    for (param, weight) in network.params_mut().zip(start) {
        param.value[[0, 0]] = F::from_f64(weight);
    }
    let pace = Pace::new(Schedule::Constant, rate);
    // Re-gauging changes no function, but it would show as a jump in a picture of the weights.
    Training::new(network, rule, Hyperparameters::default(), pace)
        .map(Training::without_scale_guard)
}

fn weights<F: Real>(network: &Network<F>) -> [F; 2] {
    let mut weights = [F::ZERO; 2];
    for (weight, param) in weights.iter_mut().zip(network.params()) {
        *weight = param.value[[0, 0]];
    }
    weights
}

/// Fills in the gradient: for w2 it is (y − 1)·relu(w1), for w1 it is (y − 1)·w2 where w1 > 0.
fn differentiate<F: Real>(network: &mut Network<F>) {
    let [w1, w2] = weights(network);
    let (hidden, slope) = if w1 > F::ZERO { (w1, w2) } else { (F::ZERO, F::ZERO) };
    let error = w2 * hidden - F::ONE;
    for (param, gradient) in network.params_mut().zip([error * slope, error * hidden]) {
        param.gradient[[0, 0]] = gradient;
    }
}
