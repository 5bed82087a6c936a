//! The command line of the scenes.

use scale_drift::optim::schedule::Schedule;

use super::spec::{RULES, Start, spec};
use crate::options::{Common, Task, count, list, one, read};

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
    pub common: Common,
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
            common: Common::new("segmentation.jsonl"),
        }
    }
}

impl Task for Options {
    const USAGE: &'static str = USAGE;

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn switch(&mut self, option: &str) -> bool {
        self.is_search_only |= option == "--search";
        option == "--search"
    }

    fn set(&mut self, option: &str, value: &str) -> Option<Result<(), String>> {
        let whole = |most| count(option, value, most);
        let taken = match option {
            "--runs" => whole(1000).map(|runs| self.runs = runs),
            "--steps" => whole(1_000_000).map(|steps| self.steps = steps),
            "--search-runs" => whole(1000).map(|runs| self.search_runs = runs),
            "--images" => whole(60_000).map(|images| self.images = images),
            "--test-scenes" => whole(100_000).map(|scenes| self.test_scenes = scenes),
            "--validation-scenes" => whole(100_000).map(|scenes| self.validation_scenes = scenes),
            "--spreads" => list(option, value, one).map(|spreads| self.spreads = spreads),
            "--rules" => {
                let known = |option: &str, name: &str| {
                    let is_known = RULES.iter().any(|(rule, _)| *rule == name);
                    let names = RULES.map(|(rule, _)| rule).join(", ");
                    is_known.then(|| name.to_owned()).ok_or(format!("{option} {name}: {names}"))
                };
                list(option, value, known).map(|rules| self.rules = rules)
            }
            "--schedules" => {
                let known = |option: &str, name: &str| {
                    let names = Schedule::CHOICES.map(|(name, _)| name).join(", ");
                    Schedule::named(name).ok_or(format!("{option} {name}: {names}"))
                };
                list(option, value, known).map(|schedules| self.schedules = schedules)
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

    /// Reads a description of every spread once, so that a bad value is refused at the start.
    fn check(self) -> Result<Self, String> {
        for &spread in &self.spreads {
            let start = Start { spread, seed: 1 };
            spec(self.images, &self.rules[0], self.schedules[0], 1.0, start)?;
        }
        if self.common.out.extension().is_none_or(|extension| extension != "jsonl") {
            let out = self.common.out.display();
            return Err(format!("--out {out}: name a .jsonl file; the .md file stands beside it"));
        }
        Ok(self)
    }
}
