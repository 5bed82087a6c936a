//! The `paper` program as its users meet it: it is killed, its file is damaged, and it continues.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use scale_drift::data::images::Images;
use scale_drift::experiment::protocol::cell::Cell;
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::Grid;
use scale_drift::rng::{Purpose, Stream};

use crate::synthetic;

/// Two runs of two rules under two protocols. The file then has eight lines.
const SMALL: [&str; 12] = [
    "--runs", "2", "--epochs", "2", "--subset", "720", "--widths", "8", "--rules", "sgd,un",
    "--depths", "2",
];
const ARCH1: [&str; 2] = ["--architectures", "arch1"];

/// A folder of this test alone, with small IDX files. It is removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("paper-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a place for temporary files");
        let folder = Self(path);
        folder.write_digits("train", &synthetic::images(720));
        folder.write_digits("t10k", &synthetic::images(300));
        folder
    }

    pub fn write_digits(&self, half: &str, images: &Images) {
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

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn command(&self, out: &str, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paper"));
        command.arg("--data").arg(&self.0).arg("--out").arg(self.file(out)).args(options);
        command
    }

    pub fn paper(&self, out: &str, options: &[&str]) -> Output {
        self.command(out, options).output().expect("the program starts")
    }

    /// Runs the program, which must succeed. Returns its messages.
    pub fn finish(&self, out: &str, options: &[&str]) -> String {
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
    folder.finish("whole.jsonl", &options);
    let whole = results(&folder.file("whole.jsonl"));
    assert_eq!(whole.len(), 8);

    let seed = std::process::id();
    let mut stream = Stream::new(seed, Purpose::Synthetic, 1);
    // On a busy machine a kill may come after the work is done. The test then begins another file.
    let mut interruptions = 0;
    for round in 0..20 {
        if interruptions >= 3 {
            return;
        }
        let name = format!("killed{round}.jsonl");
        interruptions += finish_although_killed(&folder, &name, &options, &mut stream);
        assert_eq!(results(&folder.file(&name)), whole, "seed {seed}");
    }
    panic!("seed {seed}: it was hardly ever interrupted");
}

/// Kills the program whenever its file has grown by a random number of bytes and a random time has
/// passed, until the program finishes. Returns the number of kills.
fn finish_although_killed(
    folder: &Folder,
    name: &str,
    options: &[&str],
    stream: &mut Stream,
) -> usize {
    let path = folder.file(name);
    let mut before = String::new();
    for interruptions in 0.. {
        let mut command = folder.command(name, options);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("paper");
        // After many kills the program is left alone, so that the test ends on a machine of any
        // speed.
        if interruptions < 10 {
            let until = before.len() as u64 + u64::from(stream.below(1500));
            let is_short = || fs::metadata(&path).is_ok_and(|file| file.len() < until);
            while is_short() && child.try_wait().expect("it is ours").is_none() {
                sleep(Duration::from_millis(1));
            }
            sleep(Duration::from_millis(20).mul_f64(stream.uniform()));
            child.kill().expect("it is ours");
        }
        let is_finished = child.wait().expect("it is ours").success();
        let after = fs::read_to_string(&path).unwrap_or_default();
        let whole_lines = before.rfind('\n').map_or(0, |end| end + 1);
        assert!(after.starts_with(&before[..whole_lines]), "lines were lost");
        before = after;
        if is_finished {
            return interruptions;
        }
    }
    unreachable!("it is left alone in the end")
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
        // Reading a file does not repair it.
        let looked = folder.paper("a.jsonl", &with(&options, &["--table"]));
        assert!(looked.status.success());
        assert_eq!(fs::read_to_string(&path).expect("a file"), damaged);
        let said = folder.finish("a.jsonl", &options);
        assert!(said.contains("line 8: damaged"), "{said}");
        assert_eq!(results(&path), whole);
    }

    // The program does not repair damage anywhere else.
    let wounded = text.replacen("\"seed\":1", "\"seed\":one", 1);
    fs::write(&path, &wounded).expect("it is ours");
    let twice = format!("{text}{}", &text[last..]);
    // A complete line of a later version, and a file of another program.
    let later =
        format!("{}{}", &text[..last], text[last..].replace("\"format\":1", "\"format\":2"));
    let other = "a list of things to buy\n".to_owned();
    for (bad, reason) in
        [(&wounded, "line 1"), (&twice, "is there twice"), (&later, "line 8"), (&other, "line 1")]
    {
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
    // A part of the work today and the rest tomorrow give the whole.
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
    // Other digits in files with the same names.
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

/// Only cells with a run at an edge are extended: all runs of such a cell, and only once.
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
    // One of SGD's two runs chose the largest rate; PBWN's runs chose others.
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

#[test]
fn what_cannot_be_done_ends_with_a_reason_and_code_2() {
    let folder = Folder::new("refused");
    for (options, reason) in [
        (&["--rules", "adamant"][..], "rule: "),
        (&["--rules", "sgd,sgd"], "twice"),
        (&["--rules", "path_sgd"], "rule: "),
        (&["--grid", "--spreads", "0,2"], "balanced starts"),
        (&["--architectures", "arch3"], "arch1 or arch2"),
        (&["--protocols", "constant"], "bold or exponential"),
        (&["--protocols", "bold,steps"], "bold or exponential"),
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
