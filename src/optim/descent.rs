//! The pipeline of a step, written once: Euclidean gradient → direction → weight decay → motion
//! (momentum, adaptive scaling) → step → return to the set → velocity carried along.

use ndarray::Array2;

use crate::optim::Rule;
use crate::param::{Param, flat, flat_mut};
use crate::real::Real;

/// Decay of the running mean of squared gradients in `adam` (Kingma and Ba) and in `adapt_ahead`
/// (Tieleman and Hinton).
const ADAM_SQUARES: f64 = 0.999;
const RMS_SQUARES: f64 = 0.9;
/// Keeps divisions finite. The rules that use it are not invariant anyway.
const EPSILON: f64 = 1e-8;

/// How a direction becomes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// The direction itself.
    Plain,
    /// `v ← βv + D`, step v (Polyak, 1964).
    HeavyBall,
    /// `v ← βv + D`, step `D + βv` (Nesterov, 1983, in the form of Sutskever et al., 2013).
    Nesterov,
    /// Means of D and D², corrected for their start at zero (Kingma and Ba, arXiv:1412.6980).
    Adam,
    /// RMSProp with the gradient at Nesterov's look-ahead point.
    LookAheadRms,
}

impl Motion {
    /// Numbers kept per weight.
    fn slots(self) -> usize {
        match self {
            Self::Plain => 0,
            Self::HeavyBall | Self::Nesterov => 1,
            Self::Adam | Self::LookAheadRms => 2,
        }
    }
}

/// The numbers of a rule beside its learning rate. Each rule reads only the numbers that it names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hyperparameters {
    /// β, the share of the velocity that stays from step to step; 0 ≤ β < 1.
    pub momentum: f64,
    /// T, the number of steps after which `pbwn` returns to the sphere; at least 1.
    pub period: u32,
    /// μ, weight decay: every step also subtracts λμW.
    pub decay: f64,
}

impl Default for Hyperparameters {
    fn default() -> Self {
        Self { momentum: 0.9, period: 1, decay: 0.0 }
    }
}

/// A rule at work on one network.
pub struct Descent<F: Real> {
    rule: Rule<F>,
    hyperparameters: Hyperparameters,
    memory: Memory<F>,
    /// The weights before a look ahead.
    parked: Vec<Array2<F>>,
}

/// What a rule remembers from step to step. It is part of a checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory<F> {
    /// Steps done.
    pub steps: u32,
    /// Per bank: velocity and mean of squares, if the motion has them.
    pub banks: Vec<Vec<Array2<F>>>,
}

impl<F: Real> Descent<F> {
    /// A descent at rest.
    pub fn new<'a>(
        rule: Rule<F>,
        hyperparameters: Hyperparameters,
        params: impl Iterator<Item = &'a Param<F>>,
    ) -> Self {
        // Only a rule that names the period may leave its set between two returns.
        let period =
            if rule.hyperparameters.contains(&"period") { hyperparameters.period } else { 1 };
        let hyperparameters = Hyperparameters { period, ..hyperparameters };
        let slots = rule.motion.slots();
        let banks = params.map(|param| vec![Array2::zeros(param.value.dim()); slots]).collect();
        Self { rule, hyperparameters, memory: Memory { steps: 0, banks }, parked: Vec::new() }
    }

    /// The rule.
    pub fn rule(&self) -> &Rule<F> {
        &self.rule
    }

    /// Whether the filters stand on the rule's set, if it has one.
    pub fn is_on_set(&self) -> bool {
        self.memory.steps.is_multiple_of(self.hyperparameters.period)
    }

    /// What the rule remembers.
    pub fn memory(&self) -> &Memory<F> {
        &self.memory
    }

    /// What the rule remembers, so that a checkpoint can be resumed.
    pub fn memory_mut(&mut self) -> &mut Memory<F> {
        &mut self.memory
    }

    /// Called before the gradient is taken: a rule that looks ahead moves the weights there.
    pub fn look_ahead<'a>(&mut self, params: impl Iterator<Item = &'a mut Param<F>>) {
        if self.rule.motion != Motion::LookAheadRms {
            return;
        }
        let beta = F::from_f64(self.hyperparameters.momentum);
        for (index, (param, bank)) in params.zip(&self.memory.banks).enumerate() {
            match self.parked.get_mut(index) {
                Some(parked) => flat_mut(parked).copy_from_slice(flat(&param.value)),
                None => self.parked.push(param.value.clone()),
            }
            add_scaled(flat_mut(&mut param.value), beta, flat(&bank[0]));
        }
    }

    /// Called instead of a step: moves the weights back to where [`Self::look_ahead`] found them.
    pub fn stay<'a>(&self, params: impl Iterator<Item = &'a mut Param<F>>) {
        for (param, parked) in params.zip(&self.parked) {
            flat_mut(&mut param.value).copy_from_slice(flat(parked));
        }
    }

    /// One step of every bank, from its Euclidean gradient and from what the geometry needs beside
    /// it.
    pub fn step<'a>(&mut self, params: impl Iterator<Item = &'a mut Param<F>>, learning_rate: f64) {
        self.memory.steps += 1;
        let returns = self.is_on_set();
        for (index, param) in params.enumerate() {
            if let Some(parked) = self.parked.get(index) {
                flat_mut(&mut param.value).copy_from_slice(flat(parked));
            }
            let rate = F::from_f64(learning_rate);
            let is_plain = self.rule.motion == Motion::Plain && self.hyperparameters.decay <= 0.0;
            if is_plain && returns && self.rule.geometry.step(param, rate) {
                continue;
            }
            self.rule.geometry.direction(param);
            decay(param, self.hyperparameters.decay);
            let bank = &mut self.memory.banks[index];
            let steps = self.memory.steps;
            let length = move_direction(
                self.rule.motion,
                self.hyperparameters,
                steps,
                flat_mut(&mut param.gradient),
                bank,
                rate,
            );
            step_straight(param, length);
            if !returns {
                continue;
            }
            self.rule.geometry.retract(param);
            // Off the set there is no tangent space to carry a velocity to.
            if matches!(self.rule.motion, Motion::HeavyBall | Motion::Nesterov) {
                self.rule.geometry.carry(param, &mut bank[0]);
            }
        }
    }
}

/// `D ← D + μW`.
fn decay<F: Real>(param: &mut Param<F>, decay: f64) {
    if decay > 0.0 {
        add_scaled(flat_mut(&mut param.gradient), F::from_f64(decay), flat(&param.value));
    }
}

fn add_scaled<F: Real>(into: &mut [F], factor: F, from: &[F]) {
    into.iter_mut().zip(from).for_each(|(into, &x)| *into += factor * x);
}

/// Turns the direction into the vector to step along, in place. Returns the length of the step.
fn move_direction<F: Real>(
    motion: Motion,
    hyperparameters: Hyperparameters,
    steps: u32,
    direction: &mut [F],
    bank: &mut [Array2<F>],
    rate: F,
) -> F {
    let beta = F::from_f64(hyperparameters.momentum);
    let rest = F::ONE - beta;
    let epsilon = F::from_f64(EPSILON);
    match (motion, bank) {
        (Motion::HeavyBall, [velocity, ..]) => {
            direction.iter_mut().zip(flat_mut(velocity)).for_each(|(d, v)| {
                *v = beta * *v + *d;
                *d = *v;
            });
        }
        (Motion::Nesterov, [velocity, ..]) => {
            direction.iter_mut().zip(flat_mut(velocity)).for_each(|(d, v)| {
                *v = beta * *v + *d;
                *d += beta * *v;
            });
        }
        (Motion::Adam, [mean, squares]) => {
            let kept = F::from_f64(ADAM_SQUARES);
            let new = F::ONE - kept;
            let correct = F::ONE / (F::ONE - F::from_f64(power(hyperparameters.momentum, steps)));
            let correct_squares = F::ONE / (F::ONE - F::from_f64(power(ADAM_SQUARES, steps)));
            let kept_beside = flat_mut(mean).iter_mut().zip(flat_mut(squares));
            direction.iter_mut().zip(kept_beside).for_each(|(d, (m, s))| {
                *m = beta * *m + rest * *d;
                *s = kept * *s + new * *d * *d;
                *d = correct * *m / ((correct_squares * *s).sqrt() + epsilon);
            });
        }
        (Motion::LookAheadRms, [velocity, squares]) => {
            let kept = F::from_f64(RMS_SQUARES);
            let new = F::ONE - kept;
            let kept_beside = flat_mut(velocity).iter_mut().zip(flat_mut(squares));
            direction.iter_mut().zip(kept_beside).for_each(|(d, (v, s))| {
                *s = kept * *s + new * *d * *d;
                *v = beta * *v - rate * *d / (*s + epsilon).sqrt();
                *d = -*v;
            });
            // This velocity is in units of weights: it contains the rate already.
            return F::ONE;
        }
        _ => {}
    }
    rate
}

/// βⁿ by squaring: products in a fixed order, the same bits everywhere.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent % 2 == 1 {
            product *= base;
        }
        base *= base;
        exponent /= 2;
    }
    product
}

/// `W ← W − λ D`.
fn step_straight<F: Real>(param: &mut Param<F>, learning_rate: F) {
    let directions = flat(&param.gradient);
    for (weight, &slope) in flat_mut(&mut param.value).iter_mut().zip(directions) {
        *weight -= learning_rate * slope;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::rule;
    use crate::param::Kind;
    use ndarray::array;

    /// Weights of a 1 × 1 bank at 1 after each step down the slope f(w) = w²/2, G = w.
    fn path(id: &str, steps: usize, hyperparameters: Hyperparameters) -> Vec<f64> {
        let mut param = Param::<f64>::zeros(Kind::Classifier, 1, 1, false);
        param.value = array![[1.0]];
        let rule = rule(id).expect("a rule of the catalogue");
        let mut descent = Descent::new(rule, hyperparameters, [&param].into_iter());
        let mut weights = Vec::new();
        for _ in 0..steps {
            descent.look_ahead([&mut param].into_iter());
            param.gradient = param.value.clone();
            descent.step([&mut param].into_iter(), 0.1);
            weights.push(param.value[[0, 0]]);
        }
        weights
    }

    fn assert_path(id: &str, expected: &[f64]) {
        let found = path(id, expected.len(), Hyperparameters::default());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{id}: {found} for {expected}");
        }
    }

    /// Worked out by hand from the definitions, λ = 0.1, β = 0.9.
    #[test]
    fn first_steps_by_hand() {
        assert_path("sgd", &[0.9, 0.81]);
        // v = 1, w = 0.9; v = 0.9 + 0.9 = 1.8, w = 0.72.
        assert_path("sgd_momentum", &[0.9, 0.72]);
        // v = 1, step 1.9, w = 0.81; v = 1.71, step 0.81 + 1.539, w = 0.5751.
        assert_path("sgd_nesterov", &[0.81, 0.5751]);
        // The first corrected step is λ · 1/(1 + ε).
        assert_path("adam", &[1.0 - 0.1 / (1.0 + 1e-8)]);
        // s = 0.1, v = −0.1/√(0.1 + ε); then G = w + 0.9 v at the look-ahead point.
        let v = -0.1 / (0.1_f64 + 1e-8).sqrt();
        let ahead = 1.0 + v + 0.9 * v;
        let squares = 0.9 * 0.1 + (1.0 - 0.9) * ahead * ahead;
        let second = 0.9 * v - 0.1 * ahead / (squares + 1e-8).sqrt();
        assert_path("adapt_ahead", &[1.0 + v, 1.0 + v + second]);
    }

    #[test]
    fn decay_takes_a_part_of_the_weight() {
        let decayed = Hyperparameters { decay: 0.5, ..Hyperparameters::default() };
        assert!((path("sgd", 1, decayed)[0] - (1.0 - 0.1 * 1.5)).abs() < 1e-15);
    }

    #[test]
    fn powers_are_products() {
        for exponent in 0..20 {
            let product: f64 = (0..exponent).map(|_| 0.9).product();
            assert!((power(0.9, exponent) - product).abs() < 1e-15);
        }
    }
}
