//! The `paper` program, as its users meet it: it is killed, its file is damaged, it goes on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Instant;

use scale_drift::data::images::Images;
use scale_drift::experiment::protocol::cell::{Cell, Extent};
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::{Grid, Stop};
use scale_drift::experiment::protocol::search::SearchOutcome;
use scale_drift::optim::schedule::Schedule;
use scale_drift::rng::{Purpose, Stream};

use crate::synthetic;

/// Two runs of two rules under two protocols: eight lines.
const SMALL: [&str; 12] = [
    "--runs", "2", "--epochs", "2", "--subset", "720", "--widths", "8", "--rules", "sgd,un",
    "--depths", "2",
];
const ARCH1: [&str; 2] = ["--architectures", "arch1"];

/// A folder of the test's own with small IDX files in it, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("paper-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a place for temporary files");
        let folder = Self(path);
        folder.write_digits("train", &synthetic::images(720));
        folder.write_digits("t10k", &synthetic::images(300));
        folder
    }

    fn write_digits(&self, half: &str, images: &Images) {
        let count = u32::try_from(images.len()).expect("few images");
        let words = |words: &[u32]| -> Vec<u8> {
            words.iter().flat_map(|word| word.to_be_bytes()).collect()
        };
        let mut pixels = words(&[0x803, count, 28, 28]);
        let mut labels = words(&[0x801, count]);
        for index in 0..images.len() {
            pixels.extend(images.pixels(index));
            labels.push(images.label(index));
        }
        for (kind, bytes) in [("images-idx3", pixels), ("labels-idx1", labels)] {
            fs::write(self.0.join(format!("{half}-{kind}-ubyte")), bytes).expect("it is ours");
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn command(&self, out: &str, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paper"));
        command.arg("--data").arg(&self.0).arg("--out").arg(self.file(out)).args(options);
        command
    }

    fn paper(&self, out: &str, options: &[&str]) -> Output {
        self.command(out, options).output().expect("the program starts")
    }

    /// What ran well; returns what it said on the way.
    fn finish(&self, out: &str, options: &[&str]) -> String {
        let output = self.paper(out, options);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn with<'a>(one: &[&'a str], other: &[&'a str]) -> Vec<&'a str> {
    [one, other].concat()
}

/// The runs of a file without their times, in a fixed order.
fn results(path: &Path) -> Vec<RunRecord> {
    let text = fs::read_to_string(path).expect("a file of results");
    let mut records: Vec<RunRecord> =
        text.lines().map(|line| line.parse().expect("a whole line")).collect();
    for record in &mut records {
        (record.seconds, record.seconds_per_step) = (None, None);
    }
    records.sort_by_key(RunRecord::to_json);
    records
}

#[test]
fn killed_at_random_moments_it_loses_and_repeats_nothing() {
    let folder = Folder::new("killed");
    let options = with(&SMALL, &ARCH1);
    let begin = Instant::now();
    folder.finish("whole.jsonl", &options);
    let duration = begin.elapsed();
    let whole = results(&folder.file("whole.jsonl"));
    assert_eq!(whole.len(), 8);

    let seed = std::process::id();
    let mut stream = Stream::new(seed, Purpose::Synthetic, 1);
    let path = folder.file("killed.jsonl");
    let mut before = String::new();
    let mut interruptions = 0;
    for attempt in 0.. {
        let mut command = folder.command("killed.jsonl", &options);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("paper");
        // In the end it is left alone, so that the test ends on a machine of any speed.
        if attempt < 30 {
            sleep(duration.mul_f64(stream.uniform()));
            child.kill().expect("it is ours");
        }
        let is_finished = child.wait().expect("it is ours").success();
        let after = fs::read_to_string(&path).unwrap_or_default();
        let whole_lines = before.rfind('\n').map_or(0, |end| end + 1);
        assert!(after.starts_with(&before[..whole_lines]), "seed {seed}: lines were lost");
        before = after;
        if is_finished {
            break;
        }
        interruptions += usize::from(before.lines().count() < 8);
    }
    assert!(interruptions > 0, "seed {seed}: it was never interrupted");
    assert_eq!(results(&path), whole, "seed {seed}");
}

#[test]
fn a_damaged_last_line_is_dropped_and_done_again() {
    let folder = Folder::new("damaged");
    let options = with(&SMALL, &ARCH1);
    folder.finish("a.jsonl", &options);
    let path = folder.file("a.jsonl");
    let (whole, text) = (results(&path), fs::read_to_string(&path).expect("a file of results"));
    let said = folder.finish("a.jsonl", &options);
    assert!(!said.contains("dropped"), "{said}");
    assert_eq!(fs::read_to_string(&path).expect("a file"), text, "nothing was left to do");

    let last = text.trim_end().rfind('\n').expect("several lines") + 1;
    for damaged in
        [&text[..last + 40], &text[..text.len() - 1], &format!("{}\0\0\n", &text[..last])]
    {
        fs::write(&path, damaged).expect("it is ours");
        // Looking does not repair.
        let looked = folder.paper("a.jsonl", &with(&options, &["--table"]));
        assert!(looked.status.success());
        assert_eq!(fs::read_to_string(&path).expect("a file"), damaged);
        let said = folder.finish("a.jsonl", &options);
        assert!(said.contains("line 8: damaged"), "{said}");
        assert_eq!(results(&path), whole);
    }

    // Damage elsewhere is not ours to repair.
    let wounded = text.replacen("\"seed\":1", "\"seed\":one", 1);
    fs::write(&path, &wounded).expect("it is ours");
    let twice = format!("{text}{}", &text[last..]);
    for (bad, reason) in [(&wounded, "line 1"), (&twice, "is there twice")] {
        fs::write(&path, bad).expect("it is ours");
        let output = folder.paper("a.jsonl", &options);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(reason), "{message}");
        assert_eq!(&fs::read_to_string(&path).expect("a file"), bad);
    }
}

#[test]
fn results_depend_neither_on_threads_nor_on_the_order() {
    let folder = Folder::new("threads");
    let options = with(&SMALL, &ARCH1);
    folder.finish("one.jsonl", &with(&options, &["--threads", "1"]));
    let mut backwards = with(&options, &["--threads", "3", "--protocols", "exponential,bold"]);
    let rules = backwards.iter().position(|option| *option == "sgd,un").expect("it is there");
    backwards[rules] = "un,sgd";
    folder.finish("three.jsonl", &backwards);
    let one = results(&folder.file("one.jsonl"));
    assert_eq!(one, results(&folder.file("three.jsonl")));
    // A part today and the rest tomorrow are the whole.
    folder.finish("parts.jsonl", &with(&options, &["--protocols", "exponential"]));
    assert_eq!(results(&folder.file("parts.jsonl")).len(), 4);
    folder.finish("parts.jsonl", &options);
    assert_eq!(one, results(&folder.file("parts.jsonl")));
}

#[test]
fn runs_under_other_settings_are_kept_apart() {
    let folder = Folder::new("apart");
    let options = with(&with(&SMALL, &ARCH1), &["--rules", "sgd", "--runs", "1"]);
    folder.finish("a.jsonl", &options);
    let first = results(&folder.file("a.jsonl"));
    for other in [["--epochs", "1"], ["--subset", "600"]] {
        let said = folder.finish("a.jsonl", &with(&options, &other));
        assert!(said.contains("left as they are"), "{said}");
    }
    // Other digits under the same names.
    folder.write_digits("t10k", &synthetic::images(200));
    folder.finish("a.jsonl", &options);
    let all = results(&folder.file("a.jsonl"));
    assert_eq!(all.len(), 4 * first.len());
    assert!(first.iter().all(|record| all.contains(record)));
    let none = folder.paper("a.jsonl", &with(&options, &["--table", "--epochs", "3"]));
    let message = String::from_utf8_lossy(&none.stderr);
    assert!(!none.status.success() && message.contains("at most 1 epochs"), "{message}");
}

#[test]
fn two_processes_do_not_write_one_file() {
    let folder = Folder::new("locked");
    let file = File::create(folder.file("a.jsonl")).expect("it is ours");
    file.lock().expect("nobody else has it");
    let output = folder.paper("a.jsonl", &SMALL);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && message.contains("another process"), "{message}");
}

/// Only cells with a run at an edge are extended, all their runs, and once.
#[test]
fn a_best_rate_at_an_edge_extends_the_grid_of_its_cell() {
    let folder = Folder::new("grid");
    let options = with(&with(&SMALL, &ARCH1), &["--rules", "sgd,pbwn"]);
    folder.finish("a.jsonl", &options);
    let path = folder.file("a.jsonl");
    let base = results(&path);
    let is_extended = |cell: &Cell| {
        let mut runs = base.iter();
        runs.any(|run| {
            run.search.is_at_edge() && Cell { protocol: cell.protocol, ..run.cell.clone() } == *cell
        })
    };
    let due = base.iter().filter(|run| is_extended(&run.cell)).count();
    // Of SGD's two runs one chose the largest rate; PBWN's chose others.
    assert_eq!((due, base.len()), (4, 8));
    let options = with(&options, &["--grid"]);
    folder.finish("a.jsonl", &options);
    let all = results(&path);
    let extended: Vec<_> = all.iter().filter(|run| run.search.grid == Grid::EXTENDED).collect();
    assert_eq!((extended.len(), all.len()), (due, base.len() + due));
    for run in extended {
        assert!(is_extended(&run.cell));
        let mut alike = base.iter().filter(|b| b.cell == run.cell && b.seed == run.seed);
        let alike = alike.next().expect("its run over the paper's grid");
        assert_eq!(alike.search.errors, run.search.errors[6..17]);
        let is_same_rate = alike.search.chosen() == run.search.chosen();
        assert_eq!(is_same_rate, alike.weights_sha256 == run.weights_sha256);
    }
    let before = fs::read_to_string(&path).expect("a file");
    folder.finish("a.jsonl", &options);
    assert_eq!(fs::read_to_string(&path).expect("a file"), before);
    let table = fs::read_to_string(folder.file("a.md")).expect("a table beside the results");
    assert!(table.contains("over a wider grid"), "{table}");
}

/// Errors as given, over 1,000 test images; `None` diverged.
fn record(rule: &str, seed: u32, test_errors: Option<u32>) -> RunRecord {
    RunRecord {
        data: "da7a".to_owned(),
        cell: Cell {
            is_normalized: false,
            depth: 2,
            width: 100,
            rule: rule.to_owned(),
            protocol: Schedule::BoldDriver,
            spread: 0,
        },
        extent: Extent::default(),
        seed,
        search: SearchOutcome {
            grid: Grid::PAPER,
            errors: (0..11).map(|rate| Some(100 + (rate - 1_i32).unsigned_abs())).collect(),
            images: 500,
        },
        epochs: 26 + seed,
        stop: Stop::ValidationEqual,
        validation_errors: vec![5, 5],
        validation_images: 10_000,
        test_errors,
        test_images: 1000,
        weights_sha256: "5a".to_owned(),
        seconds_per_step: Some(if rule == "sgd" { 0.001 } else { 0.00125 }),
        seconds: Some(1200.0),
    }
}

/// Worked out by hand: errors 2, 3, 4 % against 1, 3, 5 and a run that diverged.
#[test]
fn the_table_counts_what_diverged_and_compares_by_seed() {
    let folder = Folder::new("table");
    let sgd = [Some(20), Some(30), Some(40), Some(90)];
    let un = [Some(10), Some(30), Some(50), None];
    let mut lines = String::new();
    for (rule, errors) in
        [("un", un), ("sgd", sgd), ("sm", [Some(21), Some(31), Some(41), Some(92)])]
    {
        for (seed, errors) in (1..).zip(errors) {
            lines += &(record(rule, seed, errors).to_json() + "\n");
        }
    }
    fs::write(folder.file("a.jsonl"), lines).expect("it is ours");
    folder.finish("a.jsonl", &["--table"]);
    let csv = fs::read_to_string(folder.file("a.csv")).expect("a table beside the results");
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heading = rows.next().expect("a heading");
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == heading.len()));
    let text =
        |row: usize, key: &str| rows[row][heading.iter().position(|name| *name == key).expect(key)];
    let near = |row, key, expected: f64| {
        let found: f64 = text(row, key).parse().expect(key);
        assert!((found - expected).abs() < 1e-4 * expected.abs().max(1.0), "{key}: {found}");
    };
    assert_eq!([text(0, "rule"), text(1, "rule"), text(2, "rule")], ["sgd", "sm", "un"]);
    assert_eq!([text(0, "diverged"), text(2, "diverged"), text(2, "runs")], ["0", "1", "4"]);
    near(0, "test_error_percent_mean", 4.5);
    near(0, "test_error_percent_sd", (29.0_f64 / 3.0).sqrt());
    near(2, "test_error_percent_mean", 3.0);
    near(2, "test_error_percent_sd", 2.0);
    // Differences −1, 0, 1 on two degrees of freedom: t = 0, half width 4.3027 / √3.
    assert_eq!((text(2, "pairs"), text(0, "pairs")), ("3", ""));
    near(2, "difference_points", 0.0);
    near(2, "difference_high", 4.302_65 / 3.0_f64.sqrt());
    near(2, "p", 1.0);
    // Differences 0.1, 0.1, 0.1, 0.2: mean 0.125, deviation 0.05, t = 5 on three degrees.
    near(1, "difference_points", 0.125);
    near(1, "difference_low", 0.125 - 3.182_45 * 0.025);
    near(1, "p", 0.015_392);
    near(1, "p_holm", 2.0 * 0.015_392);
    near(1, "step_over_sgd", 1.25);
    near(1, "epochs_mean", 28.5);
    assert_eq!((text(1, "rates"), text(1, "is_rate_at_edge")), ("0.32x4", "false"));
    let table = fs::read_to_string(folder.file("a.md")).expect("a table beside the results");
    assert!(table.contains("4.0 processor hours"), "{table}");
    assert!(table.contains("| 4 | 1 | 3.00 ± 2.00 | +0.00 [-2.48, +2.48], 3 pairs |"), "{table}");
    assert!(table.contains("2 comparisons with SGD"), "{table}");
}

#[test]
fn what_cannot_be_done_ends_with_a_reason_and_code_2() {
    let folder = Folder::new("refused");
    for (options, reason) in [
        (&["--rules", "adamant"][..], "rule: "),
        (&["--rules", "sgd,sgd"], "twice"),
        (&["--architectures", "arch3"], "arch1 or arch2"),
        (&["--protocols", "constant"], "bold or exponential"),
        (&["--epochs", "61"], "1 to 60"),
        (&["--runs", "0"], "1 to"),
        (&["--subset", "100"], "120 are the least"),
        (&["--subset", "721"], "721 images are needed"),
        (&["--widths"], "needs a value"),
        (&["--widths", "0"], "width: "),
        (&["--colour", "red"], "no option --colour"),
        (&["--data", "no/such/folder"], "--data"),
        (&["--out", "results.md"], ".jsonl"),
        (&["--table", "--out", "no/such/file.jsonl"], "no/such/file.jsonl"),
    ] {
        let output = folder.paper("a.jsonl", options);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{options:?}: {message}");
        assert!(message.contains(reason), "{options:?}: {message}");
        assert!(output.stdout.is_empty(), "{options:?}");
    }
}
