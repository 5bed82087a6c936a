//! Laws that must hold in the browser: the bits are the native bits, and the boundary refuses bad
//! input with a message. These tests run in Node and in Chromium, Firefox and WebKit.
#![cfg(target_arch = "wasm32")]

#[path = "laws/checkpoint_file.rs"]
mod checkpoint_file;
#[path = "laws/golden.rs"]
mod golden;
#[path = "laws/short_protocol.rs"]
mod short_protocol;
#[path = "laws/synthetic.rs"]
mod synthetic;

use js_sys::{Error, Function};
use scale_drift::decimal;
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::wasm::lab::{
    Trainer, check_gradient, check_invariance, check_spec, fresh_seed, golden as golden_check,
    landscape_path, multiply_adds, sha256,
};
use scale_drift::wasm::paper::paper_table;
use wasm_bindgen_test::wasm_bindgen_test;

const IMAGES: usize = 200;

/// The made-up images as a shard: a file of images, then a file of labels.
fn shard() -> Vec<u8> {
    let images = synthetic::images(IMAGES);
    let header = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let mut bytes: Vec<u8> = header(&[0x803, IMAGES as u32, 28, 28]);
    (0..IMAGES).for_each(|index| bytes.extend(images.pixels(index)));
    bytes.extend::<Vec<u8>>(header(&[0x801, IMAGES as u32]));
    bytes.extend((0..IMAGES).map(|index| images.label(index)));
    bytes
}

fn trainer() -> Trainer {
    let mut trainer = Trainer::new();
    trainer.add_training_shard(&shard()).expect("a well-formed shard");
    trainer.add_test_shard(&shard()).expect("a well-formed shard");
    trainer
}

fn steps(trainer: &mut Trainer, count: u32) {
    let beat = Function::new_no_args("");
    for _ in 0..count {
        trainer.step(&beat).expect("a run was started");
    }
}

fn problem<T>(outcome: Result<T, Error>) -> (String, String) {
    let error = outcome.err().expect("refused");
    (error.name().into(), error.message().into())
}

#[wasm_bindgen_test]
fn fingerprints_are_those_on_record() {
    golden::assert_on_record();
}

#[wasm_bindgen_test]
fn the_checkpoint_on_file_is_written_and_read_alike() {
    checkpoint_file::assert_written_and_read_alike();
}

#[wasm_bindgen_test]
fn twins_part_under_sgd_and_stay_together_under_sm_and_un() {
    for (rule, is_together) in [("sgd", false), ("sm", true), ("un", true)] {
        let mut trainer = trainer();
        trainer.start(&format!("rule={rule}&images=200&batch=20")).expect("a valid spec");
        assert_eq!(trainer.twin_gap().to_bits(), 0);
        steps(&mut trainer, 100);
        assert_eq!(trainer.twin_gap().to_bits() == 0, is_together, "{rule}");
        assert!(trainer.has_twin() && trainer.diverged().is_empty());
        assert_eq!(trainer.norms().len(), 2 * 64);
        assert_eq!(trainer.drift().len(), 2 * 64);
        assert_eq!(trainer.layer_units(), [32, 32]);
        let right = trainer.evaluate(0, 200).expect("a run");
        assert!(right[0] > 100, "{rule}: {right:?} of 200");
        assert!(right.len() == 2 && (!is_together || right[0] == right[1]), "{rule}: {right:?}");
    }
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_where_it_was_taken() {
    let spec = "rule=un&images=200&batch=20&schedule=bold&architecture=arch2";
    let (mut straight, mut stopped, mut resumed) = (trainer(), trainer(), trainer());
    straight.start(spec).expect("a valid spec");
    steps(&mut straight, 33);
    stopped.start(spec).expect("a valid spec");
    steps(&mut stopped, 21);
    let bytes = stopped.checkpoint().expect("a run was started");
    resumed.resume(spec, &bytes).expect("its own checkpoint");
    steps(&mut resumed, 12);
    assert_eq!(resumed.steps(), 33);
    assert_eq!(resumed.hash(), straight.hash());
    let (cause, message) = problem(resumed.resume(spec, &bytes[..99]));
    assert!(cause == "checkpoint" && message.contains("damaged"), "{message}");
    assert_eq!(resumed.steps(), 33, "a refused checkpoint leaves the run alone");
}

#[wasm_bindgen_test]
fn a_rescaling_by_hand_is_seen_before_it_is_made_and_parts_sgd_alone() {
    for (rule, is_together) in [("sgd", false), ("sm", true), ("un", true)] {
        let mut trainer = trainer();
        let spec = format!("rule={rule}&images=200&batch=20&strength=0");
        trainer.start(&spec).expect("a valid spec");
        steps(&mut trainer, 10);
        assert_eq!(trainer.twin_gap().to_bits(), 0, "{rule}");
        trainer.rescale(0, 5, 3.0).expect("a unit");
        trainer.rescale(1, -1, -2.0).expect("a layer");
        let seen = trainer.preview(0, 5).expect("a unit");
        let outputs = [seen.gap_before, seen.gap_after, seen.change];
        assert_eq!(outputs.map(f64::to_bits), [0; 3], "{rule}: the outputs stay");
        let same = |one: f64, other: f64| one.to_bits() == other.to_bits();
        assert!(same(seen.incoming_after, seen.incoming_before / 8.0), "{rule}: {seen:?}");
        // 8 by 1/4, which the next layer was rescaled by.
        assert!(same(seen.outgoing_after, seen.outgoing_before * 32.0), "{rule}: {seen:?}");
        assert_eq!(same(seen.turn_before, seen.turn_after), is_together, "{rule}: {seen:?}");
        steps(&mut trainer, 50);
        assert_eq!(trainer.twin_gap().to_bits() == 0, is_together, "{rule}");
        trainer.set_pace(0.01, "bold").expect("a schedule");
        for (outcome, said) in [
            (trainer.rescale(2, 0, 1.0), "hidden layers"),
            (trainer.rescale(0, -2, 1.0), "-1"),
            (trainer.rescale(0, 0, f64::INFINITY), "log2"),
            (trainer.set_pace(0.1, "often"), "often"),
            (trainer.preview(0, 32).map(drop), "orbit units"),
        ] {
            let (_, message) = problem(outcome);
            assert!(message.contains(said), "{message}");
        }
    }
}

#[wasm_bindgen_test]
fn a_run_can_be_looked_into() {
    let mut trainer = trainer();
    trainer.start("rule=sgd&images=200&batch=20&architecture=arch2").expect("a valid spec");
    steps(&mut trainer, 20);
    let hash = trainer.hash();
    assert_eq!(trainer.filters(0, 30, 9, true).expect("two filters").len(), 2 * 784);
    assert_eq!(trainer.effective_rates().len(), 64);
    let right = trainer.evaluate(0, 200).expect("a run");
    let confusion = trainer.confusion();
    assert_eq!(confusion[0], 20, "the step of the test");
    for (right, counts) in right.iter().zip(confusion[1..].chunks(100)) {
        assert_eq!(counts.iter().sum::<u32>(), 200);
        assert_eq!((0..10).map(|class| counts[11 * class]).sum::<u32>(), *right);
    }
    assert_eq!((right.len(), confusion.len()), (2, 201), "the network's and its twin's");
    assert!(trainer.disagreements() <= 200);
    let logits = trainer.probe_logits();
    assert_eq!(logits[0] as u32, 2, "a network and its twin");
    assert!(logits[2] <= logits[1], "disagreements and images");
    assert_eq!(logits.len(), 3 + 2 * 10 * logits[1] as usize, "ten outputs for each image");
    let bits = trainer.integer_bits();
    assert_eq!(bits.len(), 6, "the network's and its twin's");
    let range = trainer.unit_range(0, 31).expect("a unit");
    let most = f64::from(1_u32 << (bits[0] - 1));
    assert!(range[0] < range[1] && range[0] >= -most && range[1] < most);
    let answers = trainer.predict(&[100; 784]).expect("an image");
    assert_eq!(answers.len(), 20);
    assert!((answers[..10].iter().sum::<f32>() - 1.0).abs() < 1e-6);
    let (cause, message) = problem(trainer.predict(&[1, 2, 3]));
    assert!(cause == "question" && message.contains("3 bytes"), "{message}");
    assert_eq!(trainer.hash(), hash, "looking changes nothing");
}

#[wasm_bindgen_test]
fn looking_back_shows_the_run_as_it_was_and_leaves_it_alone() {
    let spec = "rule=sgd&images=200&batch=20";
    let mut trainer = trainer();
    trainer.start(spec).expect("a valid spec");
    let look = |trainer: &mut Trainer| {
        let filters = trainer.filters(0, 0, 2, true).expect("two filters");
        let range = trainer.unit_range(0, 1).expect("a unit");
        (filters, trainer.charges(), trainer.integer_bits(), range)
    };
    let start = look(&mut trainer);
    steps(&mut trainer, 5);
    let checkpoint = trainer.checkpoint().expect("a run");
    let then = look(&mut trainer);
    steps(&mut trainer, 5);
    let (hash, now) = (trainer.hash(), look(&mut trainer));
    assert!(then != start && then != now);
    trainer.look_back(spec, &checkpoint).expect("its own checkpoint");
    assert!(look(&mut trainer) == then);
    trainer.look_back(spec, &[]).expect("the start");
    assert!(look(&mut trainer) == start);
    problem(trainer.look_back(spec, &[1, 2, 3]));
    trainer.look_now();
    assert!(look(&mut trainer) == now);
    assert_eq!((trainer.hash(), trainer.steps()), (hash.clone(), 10));
    steps(&mut trainer, 1);
    assert_ne!(trainer.hash(), hash, "it goes on");
}

#[wasm_bindgen_test]
fn the_engine_checks_itself() {
    let slopes = check_gradient();
    assert!(slopes.len() == 2 && slopes.iter().all(|slope| (slope - 2.0).abs() < 0.05));
    assert_eq!(check_invariance("sm").expect("a rule").to_bits(), 0);
    assert_eq!(check_invariance("un").expect("a rule").to_bits(), 0);
    assert!(check_invariance("sgd").expect("a rule") > 1e-3);
    assert_eq!(problem(check_invariance("adamant")).0, "setting");
    let hashes = golden_check();
    let (found, recorded) = hashes.split_once(' ').expect("two hashes");
    assert_eq!(found, recorded);
    // All chains go to c / (1 − m) = 10.
    assert!((multiply_adds(1_000_000) - 130.0).abs() < 0.1);
    assert!(multiply_adds(1) < 100.0);
}

#[wasm_bindgen_test]
fn paths_from_one_orbit_in_the_landscape() {
    let path = |rule, w1, w2| landscape_path(rule, w1, w2, 0.05, 100).expect("a start");
    let (near, far) = (path("sm", 0.75, 0.5), path("sm", 3.0, 0.125));
    assert_eq!(near.len(), 202);
    let is_moved = |(near, far): (&[f64], &[f64])| {
        [near[0] * 4.0, near[1]].map(f64::to_bits) == [far[0], far[1] * 4.0].map(f64::to_bits)
    };
    assert!(near.chunks(2).zip(far.chunks(2)).all(is_moved));
    let (near, far) = (path("sgd", 0.75, 0.5), path("sgd", 3.0, 0.125));
    assert!(!near.chunks(2).zip(far.chunks(2)).all(is_moved));
    assert_eq!(path("un", 0.75, 0.5), path("un", 3.0, 0.125));
    assert!(problem(landscape_path("sgd", -1.0, 1.0, 0.1, 9)).1.contains("above 0"));
}

#[wasm_bindgen_test]
fn charges_are_measured_and_predicted() {
    let mut trainer = trainer();
    trainer.start("rule=sgd&images=200&batch=20").expect("a valid spec");
    steps(&mut trainer, 100);
    let charges = trainer.charges();
    assert_eq!(charges.len(), 2 * 64);
    assert!(charges.chunks(2).all(|pair| (pair[0] - pair[1]).abs() < 1e-4));
    assert!(charges.chunks(2).any(|pair| pair[0].abs() > 1e-3));
    trainer.start("rule=sm&images=200&batch=20").expect("a valid spec");
    assert!(trainer.charges().is_empty());
}

#[wasm_bindgen_test]
fn bad_input_is_refused_with_its_cause_and_loses_nothing() {
    let mut trainer = trainer();
    trainer.start("images=200&batch=20").expect("a valid spec");
    steps(&mut trainer, 2);
    let causes = [
        (problem(trainer.start("depth=0")), "setting", "depth"),
        (problem(trainer.start("images=201")), "missing-images", "201"),
        (problem(trainer.add_training_shard(&[1, 2, 3])), "idx", "3 bytes"),
        (problem(trainer.set_learning_rate(f64::NAN)), "setting", "rate"),
    ];
    for ((cause, message), expected, word) in causes {
        assert_eq!(cause, expected);
        assert!(message.contains(word), "{message}");
    }
    assert_eq!((trainer.steps(), trainer.training_images()), (2, 200));
    let (_, message) = problem(Trainer::new().checkpoint());
    assert!(message.contains("start"), "{message}");
}

#[wasm_bindgen_test]
fn a_beat_is_called_between_layers_and_may_throw() {
    let mut trainer = trainer();
    trainer.start("images=200&batch=20&depth=3").expect("a valid spec");
    trainer.step(&Function::new_no_args("throw new Error('gone')")).expect("the step goes on");
    assert_eq!(trainer.steps(), 1);
}

#[wasm_bindgen_test]
fn small_things_cross_the_boundary() {
    assert!(check_spec("").expect("the defaults").starts_with("rule=sgd&rate=0.05&"));
    assert_eq!(problem(check_spec("depth=9")).0, "setting");
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let seeds: Vec<u32> = (0..4).map(|_| fresh_seed().expect("randomness")).collect();
    assert!(seeds.iter().any(|seed| *seed != seeds[0]));
}

/// Text is read and written by the browser's routines and not by Rust's. They must give the same
/// numbers.
#[wasm_bindgen_test]
fn numbers_are_read_and_written_as_natively() {
    for number in [0.0, 0.1, 1.0 / 3.0, 1e-7, 2.5e22, -0.05, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
        let read = decimal::parse(&decimal::format(number));
        assert_eq!(read.map(f64::to_bits), Some(number.to_bits()), "{number}");
        assert_eq!(decimal::parse(&number.to_string()), read, "{number}");
    }
    for text in ["", " 1", "NaN", "Infinity", "0x10", "1e", "e5", ".", "--1", "1.2.3", "1e999"] {
        assert_eq!(decimal::parse(text), None, "{text}");
    }
    assert_eq!(decimal::parse(".5"), Some(0.5));
}

#[wasm_bindgen_test]
fn the_protocol_ends_in_the_line_of_the_native_tool() {
    let recorded = short_protocol::LINE.trim_end();
    assert_eq!(short_protocol::line(), recorded);
    let table = paper_table(recorded).expect("a line of results");
    assert!(table.contains("\nspread,arch2,2,8,bold,un,3,1,0,"), "{table}");
    // The native tool reads its own lines with another parser, which must agree.
    let record: RunRecord = recorded.parse().expect("a line of results");
    assert_eq!(record.to_json(), recorded);
    let (cause, message) = problem(paper_table("{\"format\":1}"));
    assert_eq!(cause, "case");
    assert!(message.contains("is missing"), "{message}");
}
