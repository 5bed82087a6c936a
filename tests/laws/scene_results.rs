//! `paper --task scenes` as its users meet it, and the baselines in its table.

use std::fs;
use std::path::Path;

use scale_drift::data::scenes::Scene;
use scale_drift::experiment::confusion::Confusion;
use scale_drift::experiment::run::Run;
use scale_drift::experiment::scene_baselines::baselines;
use scale_drift::experiment::spec::RunSpec;
use serde_json::Value;

use crate::paper::Folder;
use crate::synthetic;

/// Two seeds of two rules, one invariant and one not, with few steps.
const SMALL: [&str; 20] = [
    "--task",
    "scenes",
    "--runs",
    "2",
    "--steps",
    "3",
    "--search-runs",
    "1",
    "--images",
    "300",
    "--test-scenes",
    "4",
    "--validation-scenes",
    "3",
    "--rules",
    "sgd,un",
    "--schedules",
    "steps",
    "--spreads",
    "0,5",
];
const TRAINING_IMAGES: usize = 400;
const TEST_IMAGES: usize = 50;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write_digits("train", &synthetic::digits(TRAINING_IMAGES));
    folder.write_digits("t10k", &synthetic::digits(TEST_IMAGES));
    folder
}

/// The lines of a file without their times, in a fixed order.
fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a file of results");
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a whole line")).collect();
    for line in &mut lines {
        line.as_object_mut().expect("an object").remove("seconds").expect("a time");
    }
    lines.sort_by_key(Value::to_string);
    lines
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().expect(key)
}

/// Trains a recorded run again, and judges it on the test scenes. Its fingerprint and the mean IoU
/// of each network.
fn replay(spec: &str, steps: u64) -> (String, Vec<f64>) {
    let spec: RunSpec = spec.parse().expect("a recorded spec");
    let classes = spec.scenes().classes();
    let (training, test) = (synthetic::digits(TRAINING_IMAGES), synthetic::digits(TEST_IMAGES));
    let mut run = Run::<f32>::new(spec, &training).expect("enough images");
    (0..steps).for_each(|_| run.step(&training, &mut || {}));
    run.evaluate(&test, 0, 4).expect("digits");
    let counts = run.confusion().chunks(classes * classes);
    let scores = counts.map(|counts| Confusion::from_counts(classes, counts).mean_iou()).collect();
    (run.fingerprint(), scores)
}

#[test]
fn recorded_runs_continue_after_a_kill_and_replay_by_their_specs() {
    let folder = folder("scenes");
    folder.finish("a.jsonl", &[&SMALL[..], &["--search"]].concat());
    let path = folder.file("a.jsonl");
    assert!(lines(&path).iter().all(|line| text(line, "set") == "validation"));
    folder.finish("a.jsonl", &SMALL);
    let whole = lines(&path);
    let tests: Vec<&Value> = whole.iter().filter(|line| text(line, "set") == "test").collect();
    // SGD has two seeds from two starts. UN has one seed only from the unbalanced start.
    assert_eq!(tests.len(), 7);
    assert!(whole.len() >= tests.len() + 6, "each search tries three rates or more");

    for line in &tests {
        let spec = text(line, "spec");
        let scores = line["scores"].as_array().expect("scores");
        if spec.contains("twin=powers") {
            assert_eq!(scores.len(), 2);
            let is_equal = line["twin_gap"] == 0.0 && scores[0] == scores[1];
            assert_eq!(is_equal, spec.contains("rule=un&"), "{line}");
        }
        if spec.contains("&seed=2&") {
            continue;
        }
        let recorded: Vec<f64> =
            scores.iter().map(|score| score["mean_iou"].as_f64().expect("a number")).collect();
        let found = replay(spec, line["steps"].as_u64().expect("steps"));
        assert_eq!(found, (text(line, "weights_sha256").to_owned(), recorded));
        for score in scores {
            let classes: Vec<f64> =
                score["iou"].as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
            let mean = classes.iter().sum::<f64>() / classes.len() as f64;
            assert!((mean - score["mean_iou"].as_f64().expect("a number")).abs() < 1e-12);
        }
    }
    let other = text(tests[0], "spec").replace("&seed=1&", "&seed=9&");
    assert_ne!(replay(&other, 3).0, text(tests[0], "weights_sha256"), "another seed");

    let table = fs::read_to_string(folder.file("a.md")).expect("a table beside the results");
    let rows = |word: &str| table.lines().filter(|line| line.contains(word)).count();
    assert_eq!((rows("| steps | sgd |"), rows("| steps | un |")), (3, 3), "{table}");
    assert_eq!((rows("all ground"), rows("perfect outline")), (1, 2), "{table}");
    for (start, equal) in [("sgd | 2^±5 ", " 2 | 0 | 0 |"), ("un | 2^±5 ", " 1 | 0 | 1 |")] {
        let row = table.lines().find(|line| line.contains(start)).expect(start);
        assert!(row.contains(equal), "{row}");
    }

    let (_, rates) = table.split_once("## Rates").expect("the rates that were tried");
    for row in rates.lines().filter(|line| line.starts_with("| steps |")) {
        assert_ends_at_a_best_rate(row);
    }

    // A kill leaves a half line.
    let written = fs::read_to_string(&path).expect("a file");
    let last = written.trim_end().rfind('\n').expect("several lines") + 1;
    fs::write(&path, &written[..last + 40]).expect("it is ours");
    let said = folder.finish("a.jsonl", &SMALL);
    assert!(said.contains("damaged") && said.contains("1 of 1 runs"), "{said}");
    assert_eq!(lines(&path), whole);
    let said = folder.finish("a.jsonl", &SMALL);
    assert!(!said.contains("runs in"), "nothing was left to do: {said}");
}

/// The best rate scores highest, and its neighbours on the grid from 0.0001 to 10 were tried.
fn assert_ends_at_a_best_rate(row: &str) {
    let columns: Vec<&str> = row.split('|').map(str::trim).collect();
    let tried: Vec<(&str, f64)> = columns[4]
        .split("; ")
        .map(|one| one.split_once(": ").expect("rate: score"))
        .map(|(rate, score)| (rate, score.parse().expect("a number")))
        .collect();
    let best = tried.iter().position(|(rate, _)| *rate == columns[3]).expect("it was tried");
    assert!(tried.iter().all(|(_, score)| *score <= tried[best].1), "{row}");
    assert!(best > 0 || columns[3] == "0.0001", "{row}");
    assert!(best + 1 < tried.len() || columns[3] == "10", "{row}");
}

#[test]
fn what_cannot_be_done_on_scenes_ends_with_a_reason_and_code_2() {
    let folder = folder("scenes-refused");
    for (options, reason) in [
        (&["--task", "sentences"][..], "digits or scenes"),
        (&["--task", "scenes", "--rules", "pbwn"], "sgd, sm, un"),
        (&["--task", "scenes", "--schedules", "often"], "constant"),
        (&["--task", "scenes", "--spreads", "0,21"], "strength: "),
        (&["--task", "scenes", "--images", "400"], "fewer than 400"),
        (&["--task", "scenes", "--steps", "0"], "1 to"),
        (&["--task", "scenes", "--colour", "red"], "no option --colour"),
        (&["--task", "scenes", "--out", "results.md"], ".jsonl"),
    ] {
        let output = folder.paper("a.jsonl", options);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{options:?}: {message}");
        assert!(message.contains(reason), "{options:?}: {message}");
    }
}

/// The mean IoU of `answer` over all pixels of the scenes, counted class by class.
fn counted(scenes: &[Scene], classes: u8, answer: impl Fn(u8) -> u8) -> f64 {
    let labels = || scenes.iter().flat_map(|scene| &scene.labels);
    let of_class = |class: u8| {
        let both = labels().filter(|&&label| label == class && answer(label) == class).count();
        let any = labels().filter(|&&label| label == class || answer(label) == class).count();
        both as f64 / any as f64
    };
    let present: Vec<u8> = (0..classes).filter(|class| labels().any(|l| l == class)).collect();
    present.iter().map(|&class| of_class(class)).sum::<f64>() / present.len() as f64
}

#[test]
fn baselines_are_what_counting_finds() {
    let spec: RunSpec = "network=segment&images=60".parse().expect("valid");
    let images = synthetic::digits(60);
    let run = Run::<f32>::new(spec.clone(), &images).expect("enough images");
    let count = 150;
    let scenes: Vec<Scene> =
        (0..count).map(|index| run.test_scene(&images, index).expect("a scene")).collect();
    let [(_, all_ground), (_, one_digit), (_, random)] =
        baselines(&spec, &images, count).expect("scenes");
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;

    assert!(near(all_ground.mean_iou(), counted(&scenes, 6, |_| 5)));
    let fill = |digit: u8| counted(&scenes, 6, move |label| if label == 5 { 5 } else { digit });
    let best = (0..5).map(fill).fold(0.0, f64::max);
    assert!(near(one_digit.mean_iou(), best));
    assert!((0..5).map(fill).any(|other| !near(other, best)), "the digits differ");

    // A random digit is right in one of five cases, whatever the digit is. The outline is perfect.
    let digits: u64 =
        (0..5).flat_map(|i| (0..5).map(move |j| (i, j))).map(|(i, j)| random.count(i, j)).sum();
    let ground = scenes.iter().flat_map(|scene| &scene.labels).filter(|&&label| label == 5).count();
    assert_eq!(random.count(5, 5), ground as u64);
    assert_eq!(digits as usize + ground, count * 48 * 48);
    let part = digits as f64 / 5.0;
    let of_class = |class: usize| {
        let pixels: u64 = (0..5).map(|digit| random.count(class, digit)).sum();
        pixels as f64 / 5.0 / (0.8 * pixels as f64 + part)
    };
    let expected = (1.0 + (0..5).map(of_class).sum::<f64>()) / 6.0;
    assert!((random.mean_iou() - expected).abs() < 0.02, "{} {expected}", random.mean_iou());
    assert!(!near(random.mean_iou(), best), "another answer");
}
