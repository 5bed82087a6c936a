//! The golden matrix: the same description gives the same bits natively, in debug and in release,
//! in Node and in every browser. `golden.txt` holds the SHA-256 of all weights after 300 steps.
//! This file is also part of the WebAssembly tests.

use ndarray::Array2;
use scale_drift::data::batches::{Batches, gather};
use scale_drift::data::images::{CLASSES, PIXELS};
use scale_drift::experiment::run::{Run, sha256_hex};
use scale_drift::experiment::training::Training;
use scale_drift::layers::{Definition, Shape};
use scale_drift::network::Network;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::rule;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::real::Real;

use crate::synthetic;

const STEPS: u32 = 300;
const NETS: [&str; 3] = ["dense", "dense_bn", "pooled"];
/// Networks with convolution, each in runs with a twin that was rescaled by 2^±2: name, settings,
/// steps.
const WHOLE_RUNS: [(&str, &str, u32); 3] = [
    ("conv", "network=conv&stages=3:3:max,4:5:average&width=16&images=200&batch=10", 300),
    ("conv_bn", "network=conv&architecture=arch2&stages=3:5:max,4:3:none&images=200&batch=5", 100),
    ("segment", "network=segment&images=200&batch=2&schedule=steps", 25),
];
const RULES: [&str; 3] = ["sgd", "sm", "un"];
const SEEDS: [u32; 2] = [1, 2];
/// Whole runs beside the matrix, with other rules, schedules, twins, changes of rate, and a product
/// deeper than one panel.
const RUNS: [&str; 8] = [
    "rule=sm_rows&schedule=bold",
    "rule=pbwn&architecture=arch2&schedule=exponential",
    "rule=sgd&architecture=arch2&group=2&twin=random",
    "rule=sm&group=4&changes=100:0.05,200:0.02",
    "rule=un_momentum&momentum=0.8",
    "rule=path_sgd&strength=3",
    "rule=adam&decay=0.01",
    "rule=adapt_ahead&depth=3",
];

/// A line of `golden.txt` for each entry, in order.
pub fn fingerprints() -> Vec<String> {
    let mut lines = Vec::new();
    for net in NETS {
        for id in RULES {
            for seed in SEEDS {
                lines.push(format!("{net} {id} {seed} {}", classify(net, id, seed)));
            }
        }
    }
    for (net, settings, steps) in WHOLE_RUNS {
        for id in RULES {
            for seed in SEEDS {
                let spec = format!("rule={id}&seed={seed}&{settings}&strength=2&rate=0.05");
                lines.push(format!("{net} {id} {seed} {}", train(&spec, steps)));
            }
        }
    }
    lines.extend(RUNS.map(|spec| format!("{spec} {}", run(spec))));
    lines
}

fn definitions(net: &str) -> Vec<Definition> {
    let new = Definition::new;
    let dense = |units: usize| new("dense").with("units", units);
    let mut layers = Vec::new();
    for _ in 0..2 {
        layers.push(dense(16));
        layers.extend((net == "dense_bn").then(|| new("batch_norm")));
        layers.push(new("relu"));
        layers.extend((net == "pooled").then(|| new("max_pool_units").with("group", 2)));
    }
    layers.push(dense(CLASSES));
    layers
}

fn training(network: Network<f32>, id: &str, rate: f64) -> Training<f32> {
    let rule = rule(id).expect("a rule of the catalogue");
    let pace = Pace::new(Schedule::Constant, rate);
    Training::new(network, rule, Hyperparameters::default(), pace).expect("a rule that fits")
}

fn fingerprint(training: &Training<f32>) -> String {
    let mut bytes = Vec::new();
    for param in training.network.params() {
        param.numbers().for_each(|number| number.write_bytes(&mut bytes));
    }
    sha256_hex(&bytes)
}

fn classify(net: &str, id: &str, seed: u32) -> String {
    let images = synthetic::images(200);
    let network = Network::new(Shape::flat(PIXELS), CLASSES, &definitions(net));
    let mut network = network.expect("a valid network");
    network.draw_start(seed);
    let mut training = training(network, id, 0.05);
    let mut batches = Batches::new(200, 10, seed);
    let (mut x, mut labels) = (Array2::zeros((10, PIXELS)), Vec::new());
    for step in 0..STEPS {
        let indices = batches.indices(step).iter().map(|&index| index as usize);
        gather(&images, indices, x.view_mut(), &mut labels);
        let loss = training.gradient(x.view(), &labels, None, &mut || {});
        assert!(loss.is_finite(), "{net} {id} {seed}: step {step}");
        training.descend();
    }
    fingerprint(&training)
}

fn run(spec: &str) -> String {
    let given = |key: &str| spec.contains(&format!("&{key}="));
    let rate = if spec.contains("path_sgd") || spec.contains("ada") { 0.002 } else { 0.05 };
    let mut text = format!("{spec}&images=200&batch=20&width=16&rate={rate}");
    for (key, value) in [("strength", "2"), ("depth", "2")] {
        if !given(key) {
            text = format!("{text}&{key}={value}");
        }
    }
    train(&text, STEPS)
}

/// The fingerprint of a whole run after so many steps.
fn train(spec: &str, steps: u32) -> String {
    // Scenes need digits with shapes.
    let images =
        if spec.contains("segment") { synthetic::digits(200) } else { synthetic::images(200) };
    let mut run = Run::<f32>::new(spec.parse().expect("a valid spec"), &images).expect("images");
    for _ in 0..steps {
        run.step(&images, &mut || {});
    }
    assert_eq!((run.steps(), run.diverged()), (steps, None), "{spec}");
    run.fingerprint()
}

/// Compares the list with the record, line by line.
pub fn assert_on_record() {
    let on_record: Vec<&str> = include_str!("../golden.txt").lines().collect();
    let found = fingerprints();
    let differing = found.iter().zip(&on_record).filter(|(found, recorded)| found != recorded);
    let differing: Vec<_> = differing.map(|(found, _)| found.as_str()).collect();
    assert!(
        differing.is_empty() && found.len() == on_record.len(),
        "{} of {} lines differ from tests/golden.txt ({} lines); found:\n{}",
        differing.len(),
        found.len(),
        on_record.len(),
        found.join("\n")
    );
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn fingerprints_are_those_on_record() {
    assert_on_record();
}
