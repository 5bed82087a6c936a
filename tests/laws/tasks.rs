//! One run, two tasks: convolutional networks, and the encoder-decoder on scenes, obey the laws of
//! every run. No part of a run knows which network it trains.

use scale_drift::data::images::Images;
use scale_drift::experiment::run::Run;
use scale_drift::experiment::spec::RunSpec;
use scale_drift::real::Real;

use crate::synthetic;

/// Small runs: the digits of scenes must have shapes, so their images do.
const CONV: &str =
    "network=conv&stages=3:3:max,4:5:average&width=8&images=60&batch=6&strength=4&rate=0.05";
const CONV_BN: &str = "network=conv&architecture=arch2&stages=3:3:max,4:3:none&width=8&images=60&\
                       batch=6&strength=4&rate=0.05";
const SCENES: &str = "network=segment&images=60&batch=2&strength=5&rate=0.2";
const TASKS: [&str; 3] = [CONV, CONV_BN, SCENES];

fn images() -> Images {
    synthetic::digits(60)
}

fn start<F: Real>(text: &str) -> Run<F> {
    let spec: RunSpec = text.parse().expect(text);
    Run::new(spec, &images()).expect("enough images")
}

fn steps<F: Real>(run: &mut Run<F>, count: u32) {
    let images = images();
    (0..count).for_each(|_| run.step(&images, &mut || {}));
    assert_eq!(run.diverged(), None);
}

#[test]
fn twins_part_under_sgd_and_stay_equal_under_invariant_rules() {
    for task in TASKS {
        for (rule, is_invariant) in [("sgd", false), ("sm", true), ("un", true), ("pbwn", true)] {
            let mut run = start::<f32>(&format!("rule={rule}&{task}"));
            assert!(run.readings().twin_gap.abs() <= 0.0, "{task}: equal at the start");
            steps(&mut run, 6);
            let gap = run.readings().twin_gap;
            assert_eq!(gap.abs() <= 0.0, is_invariant, "{rule} {task}: {gap}");
        }
    }
}

#[test]
fn straight_equals_stopped_and_resumed() {
    for task in TASKS {
        let text = format!("rule=un_momentum&{task}&changes=2:0.02:steps&rescalings=3:1:2:-2");
        let (mut straight, mut stopped) = (start::<f32>(&text), start::<f32>(&text));
        steps(&mut straight, 7);
        steps(&mut stopped, 4);
        let spec = text.parse().expect("valid");
        let mut resumed =
            Run::<f32>::resume(spec, &stopped.checkpoint(), &images()).expect("its own");
        steps(&mut resumed, 3);
        assert_eq!(resumed.checkpoint(), straight.checkpoint(), "{text}");
        assert_ne!(resumed.fingerprint(), stopped.fingerprint());
    }
}

#[test]
fn a_rescaling_by_hand_moves_sgd_and_nothing_else() {
    for task in TASKS {
        let gap = |rule: &str, rescaling: &str| {
            let text = format!("rule={rule}&{task}&strength=0{rescaling}");
            let text = text.replacen("&strength=4", "", 1).replacen("&strength=5", "", 1);
            let mut run = start::<f32>(&text);
            steps(&mut run, 4);
            run.readings().twin_gap
        };
        assert!(gap("sgd", "").abs() <= 0.0, "{task}: copies stay copies");
        assert!(gap("sgd", "&rescalings=2:1:3:4") > 0.0, "{task}");
        assert!(gap("un", "&rescalings=2:1:3:4").abs() <= 0.0, "{task}");
    }
}

/// In double precision the prediction of a charge differs from its measurement by rounding only.
#[test]
fn charges_move_as_predicted() {
    for task in TASKS {
        let mut run = start::<f64>(&format!("rule=sgd&{task}"));
        steps(&mut run, 5);
        let charges = run.charges();
        let units: u32 = run.spec().orbit_units().iter().sum();
        assert_eq!(charges.len(), 2 * units as usize, "{task}");
        let largest = charges.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        assert!(largest > 1e-9, "{task}: they move");
        for pair in charges.chunks_exact(2) {
            assert!((pair[0] - pair[1]).abs() < 1e-9 * largest, "{task}: {pair:?}");
        }
    }
}

#[test]
fn every_look_has_an_answer_and_changes_nothing() {
    for task in TASKS {
        let mut run = start::<f32>(&format!("rule=sgd&{task}"));
        steps(&mut run, 2);
        let before = run.checkpoint();
        let test = synthetic::digits(40);
        let banks = run.spec().orbit_units().len();
        assert_eq!(run.layer_units(), run.spec().orbit_units());
        assert_eq!(run.integer_bits().len(), 2 * (banks + 1));
        assert_eq!(run.probe_logits().len(), 2);
        for bank in 0..=banks {
            assert!(!run.filters(bank, 0, 2, true).expect("two filters").is_empty());
            run.unit_range(bank, 1).expect("a second filter");
        }
        let preview = run.preview(&images(), 1, Some(0)).expect("a unit");
        assert!(preview.turns[0] > 0.0 && preview.incoming[0] > 0.0, "{preview:?}");
        let count = run.test_examples(&test).expect("digits").min(9);
        let right = run.evaluate(&test, 0, count).expect("digits");
        let counted: u32 = run.confusion().iter().sum();
        let labels = count * run.spec().labels_per_example();
        assert_eq!(counted as usize, 2 * labels, "{task}");
        assert!(right.iter().all(|right| *right <= labels));
        assert_eq!(run.checkpoint(), before, "{task}");
    }
}

/// A test in parts is the test as a whole, and counts each example once.
#[test]
fn parts_of_a_test_add_up() {
    for task in TASKS {
        let mut run = start::<f32>(&format!("rule=sgd&{task}"));
        steps(&mut run, 2);
        let test = synthetic::digits(40);
        let whole = run.evaluate(&test, 0, 20).expect("digits");
        let confusion = run.confusion().to_vec();
        let mut parts = run.evaluate(&test, 0, 13).expect("digits");
        let rest = run.evaluate(&test, 13, 7).expect("digits");
        parts.iter_mut().zip(rest).for_each(|(sum, right)| *sum += right);
        assert_eq!((parts, run.confusion()), (whole, &confusion[..]), "{task}");
    }
}

#[test]
fn masks_are_the_answers_of_the_test() {
    let mut run = start::<f32>(&format!("rule=sgd&{SCENES}"));
    steps(&mut run, 2);
    let test = synthetic::digits(40);
    let right = run.evaluate(&test, 0, 3).expect("digits");
    let mut counted = vec![0; 2];
    for index in 0..3 {
        let scene = run.test_scene(&test, index).expect("a scene");
        let masks = run.masks(&scene.pixels).expect("pixels of a scene");
        assert_eq!(masks.len(), 2 * scene.labels.len());
        for (sum, mask) in counted.iter_mut().zip(masks.chunks(scene.labels.len())) {
            *sum += mask.iter().zip(&scene.labels).filter(|(mask, label)| mask == label).count();
        }
    }
    assert_eq!(counted, right);
    assert!(run.masks(&[0.0; 784]).is_err_and(|e| e.to_string().contains("784 pixels")));
    assert!(run.predict(&[0; 784]).is_err_and(|e| e.to_string().contains("masks")));
    let mut digits = start::<f32>(&format!("rule=sgd&{CONV}"));
    assert!(digits.masks(&[0.0]).is_err() && digits.test_scene(&test, 0).is_err());
    assert_eq!(digits.predict(&[0; 784]).expect("an image").len(), 20);
}

/// Images without the digits of the scenes are named, in training and in a test.
#[test]
fn scenes_without_digits_are_refused() {
    let eights = Images::new(vec![9; 784 * 60], vec![8; 60]).expect("well formed");
    let spec: RunSpec = SCENES.parse().expect("valid");
    let refused = Run::<f32>::new(spec, &eights).err().expect("refused").to_string();
    assert!(refused.contains('4'), "it names the classes: {refused}");
    let mut run = start::<f32>(SCENES);
    assert!(run.evaluate(&eights, 0, 2).is_err());
}
