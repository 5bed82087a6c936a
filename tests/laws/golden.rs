//! The golden matrix: the same description gives the same bits natively, in debug and in release,
//! in Node and in every browser. `golden.txt` holds the SHA-256 of all weights after 300 steps.
//! This file is also part of the WebAssembly tests.

use ndarray::Array2;
use scale_drift::data::batches::{Batches, gather};
use scale_drift::data::images::{CLASSES, Images, PIXELS};
use scale_drift::data::scenes::{SceneKind, Scenes};
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
const NETS: [&str; 6] = ["dense", "dense_bn", "pooled", "conv", "conv_bn", "segment"];
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
                let fingerprint = match net {
                    "segment" => segment(id, seed),
                    _ => classify(net, id, seed),
                };
                lines.push(format!("{net} {id} {seed} {fingerprint}"));
            }
        }
    }
    lines.extend(RUNS.map(|spec| format!("{spec} {}", run(spec))));
    lines
}

fn definitions(net: &str) -> (Shape, Vec<Definition>) {
    let new = Definition::new;
    let conv = |filters: usize| {
        new("conv").with("filters", filters).with("size", 3).with("padding", "same")
    };
    let dense = |units: usize| new("dense").with("units", units);
    let image = Shape { channels: 1, height: 28, width: 28 };
    let is_normalized = net.ends_with("_bn");
    let mut layers = Vec::new();
    let bank = |layers: &mut Vec<Definition>, bank: Definition| {
        layers.push(bank);
        layers.extend(is_normalized.then(|| new("batch_norm")));
        layers.push(new("relu"));
    };
    let shape = if net.starts_with("conv") { image } else { Shape::flat(PIXELS) };
    if shape == image {
        bank(&mut layers, conv(3));
        layers.push(new("max_pool").with("size", 2));
        bank(&mut layers, conv(4));
        layers.extend([new("average_pool").with("size", 2), new("flatten")]);
    } else {
        for _ in 0..2 {
            bank(&mut layers, dense(16));
            layers.extend((net == "pooled").then(|| new("max_pool_units").with("group", 2)));
        }
    }
    layers.push(dense(CLASSES));
    (shape, layers)
}

/// Two stages down and two up, with remembered switches, and a filter for each class at the end.
fn encoder_decoder(classes: usize) -> Vec<Definition> {
    let new = Definition::new;
    let bank = |filters: usize| {
        let conv = new("conv").with("filters", filters).with("size", 3).with("padding", "same");
        [conv, new("batch_norm"), new("relu")]
    };
    let pool = || new("max_pool").with("size", 2);
    let unpool = |of: usize| new("unpool").with("of", of);
    let mut layers = Vec::new();
    layers.extend(bank(3));
    layers.push(pool());
    layers.extend(bank(4));
    layers.extend([pool(), unpool(7)]);
    layers.extend(bank(3));
    layers.push(unpool(3));
    layers.extend(bank(3));
    layers.push(new("conv").with("filters", classes).with("size", 1).with("padding", "same"));
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
    let (shape, layers) = definitions(net);
    let mut network = Network::new(shape, CLASSES, &layers).expect("a valid network");
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

fn segment(id: &str, seed: u32) -> String {
    let digits: Images = synthetic::digits(20);
    let kind = SceneKind { side: 48, digits: 5 };
    let scenes = Scenes::new(kind, &digits, digits.len()).expect("there are digits");
    let shape = Shape { channels: 1, height: kind.side, width: kind.side };
    let network = Network::new(shape, kind.classes(), &encoder_decoder(kind.classes()));
    let mut network = network.expect("a valid network");
    network.draw_start(seed);
    let mut training = training(network, id, 0.05);
    let (mut x, mut labels) = (Array2::zeros((1, kind.pixels())), Vec::new());
    for step in 0..STEPS {
        // The same ten scenes are used again and again: the test does not compare how scenes are
        // composed.
        let scene = step % 10;
        scenes.gather(&digits, seed, scene..scene + 1, x.view_mut(), &mut labels);
        let loss = training.gradient(x.view(), &labels, None, &mut || {});
        assert!(loss.is_finite(), "segment {id} {seed}: step {step}");
        training.descend();
    }
    fingerprint(&training)
}

fn run(spec: &str) -> String {
    let images = synthetic::images(200);
    let given = |key: &str| spec.contains(&format!("&{key}="));
    let rate = if spec.contains("path_sgd") || spec.contains("ada") { 0.002 } else { 0.05 };
    let mut text = format!("{spec}&images=200&batch=20&width=16&rate={rate}");
    for (key, value) in [("strength", "2"), ("depth", "2")] {
        if !given(key) {
            text = format!("{text}&{key}={value}");
        }
    }
    let mut run = Run::<f32>::new(text.parse().expect("a valid spec"), &images).expect("images");
    for _ in 0..STEPS {
        run.step(&images, &mut || {});
    }
    assert_eq!((run.steps(), run.diverged()), (STEPS, None), "{spec}");
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
