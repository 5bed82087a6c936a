//! Whole steps, updates alone, and what a step allocates.

use ndarray::Array2;
use scale_drift::data::images::Images;
use scale_drift::error::Error;
use scale_drift::experiment::training::Training;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::rule;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::rng::{Purpose, Stream};

use crate::allocations::{allocations, live_bytes, memory_bytes};
use crate::nets::{Batch, Net};

/// The rules that are timed.
pub const RULES: [&str; 3] = ["sgd", "sm", "un"];

/// So low that thousands of steps on a few batches stay far from a loss of zero, where
/// gradients would become denormal.
const STEP_RATE: f64 = 1e-4;
/// So low that the weights hardly move when the same gradient is applied a million times.
const UPDATE_RATE: f64 = 1e-9;

/// A step is settled after this many.
const SETTLED: usize = 2;
const OBSERVED: usize = 50;

fn training(net: &Net, rule_id: &str, rate: f64) -> Result<Training<f32>, Error> {
    let rule = rule(rule_id).ok_or_else(|| Error::setting("rule", rule_id.to_owned()))?;
    let pace = Pace::new(Schedule::Constant, rate);
    Training::new(net.network(), rule, Hyperparameters::default(), pace)
}

/// Gradient and descent; the batches are in memory before.
///
/// # Errors
/// Too few images, or no such rule.
pub fn step(net: &Net, rule: &str, images: &Images) -> Result<Box<dyn FnMut()>, Error> {
    let mut training = training(net, rule, STEP_RATE)?;
    let batches = net.batches(images)?;
    let mut turn = 0;
    Ok(Box::new(move || {
        let (inputs, labels): &Batch = &batches[turn % batches.len()];
        let loss = training.gradient(inputs.view(), labels, None, &mut || {});
        assert!(loss.is_finite(), "the training diverged");
        training.descend();
        turn += 1;
    }))
}

/// The descent alone. It uses the gradient up, so every pass copies a new one in first: the
/// same for all rules.
///
/// # Errors
/// No such rule.
pub fn update(net: &Net, rule: &str) -> Result<Box<dyn FnMut()>, Error> {
    let mut training = training(net, rule, UPDATE_RATE)?;
    let mut stream = Stream::new(1, Purpose::Synthetic, 2);
    let gradients: Vec<Array2<f32>> = training
        .network
        .params()
        .map(|param| param.value.map(|_| stream.normal() as f32))
        .collect();
    Ok(Box::new(move || {
        for (param, gradient) in training.network.params_mut().zip(&gradients) {
            param.gradient.assign(gradient);
        }
        training.descend();
    }))
}

/// What [`OBSERVED`] steps take beyond the first [`SETTLED`].
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Allocations per step.
    pub allocations: f64,
    /// Allocated bytes that were not given back.
    pub gained: f64,
    /// Bytes of memory after the settled steps.
    pub before: f64,
    /// Bytes of memory after the observed ones.
    pub after: f64,
}

/// Watches a training from its first step.
///
/// # Errors
/// Too few images, or no such rule.
pub fn memory(net: &Net, rule: &str, images: &Images) -> Result<Memory, Error> {
    let mut step = step(net, rule, images)?;
    (0..SETTLED).for_each(|_| step());
    let (count, live, before) = (allocations(), live_bytes(), memory_bytes());
    (0..OBSERVED).for_each(|_| step());
    let count = allocations() - count;
    Ok(Memory {
        allocations: count as f64 / OBSERVED as f64,
        gained: live_bytes() as f64 - live as f64,
        before: before as f64,
        after: memory_bytes() as f64,
    })
}
