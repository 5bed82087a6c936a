//! A finished run, and its line in a file of results. Each line is a JSON object.

use crate::decimal;
use crate::experiment::protocol::cell::{Cell, Extent};
use crate::experiment::protocol::rules::{Stop, rate};
use crate::experiment::protocol::search::SearchOutcome;

/// The version of the format. It changes when the same description no longer means the same run.
pub const FORMAT: u32 = 1;

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// SHA-256 of all images.
    pub data: String,
    /// The cell.
    pub cell: Cell,
    /// How much of the protocol was run.
    pub extent: Extent,
    /// The seed.
    pub seed: u32,
    /// How the rate was found.
    pub search: SearchOutcome,
    /// Epochs of training. The epoch in which the run diverged is included.
    pub epochs: u32,
    /// Why the training ended.
    pub stop: Stop,
    /// Wrong validation images after each epoch.
    pub validation_errors: Vec<u32>,
    /// The number of validation images.
    pub validation_images: u32,
    /// Wrong test images with the last weights; `None` if the run diverged.
    pub test_errors: Option<u32>,
    /// The number of test images.
    pub test_images: u32,
    /// SHA-256 of the last weights, as little-endian single precision, row by row.
    pub weights_sha256: String,
    /// The median time of a training step without judgements. A caller that has a clock fills it
    /// in; it is not part of the result.
    pub seconds_per_step: Option<f64>,
    /// The time spent on the run, with judgements and search. A search that two protocols share
    /// counts for the first of them.
    pub seconds: Option<f64>,
}

impl RunRecord {
    /// The run's test error as a share of the test images; `None` if it diverged.
    pub fn test_error(&self) -> Option<f64> {
        self.test_errors.map(|errors| f64::from(errors) / f64::from(self.test_images))
    }

    /// Whether both records describe the same run, with equal or different results.
    pub fn is_same_run(&self, other: &Self) -> bool {
        let key = |record: &Self| {
            let Self { data, cell, extent, seed, search, .. } = record.clone();
            (data, cell, extent, seed, search.grid)
        };
        key(self) == key(other)
    }

    /// The record as one line of JSON, without the line's end.
    pub fn to_json(&self) -> String {
        let mut line = Line(format!("{{\"format\":{FORMAT}"));
        line.text("data", &self.data);
        let Cell { depth, width, rule, protocol, spread, .. } = &self.cell;
        line.text("architecture", self.cell.architecture());
        line.number("depth", *depth);
        line.number("width", *width);
        line.text("rule", rule);
        line.text("protocol", protocol.name());
        line.number("spread", *spread);
        line.number("most_epochs", self.extent.epochs);
        line.number("images", self.extent.images);
        line.number("seed", self.seed);
        // A rate is 10^(h/2). The line holds h, because h reads back without rounding.
        let grid = self.search.grid;
        line.add("grid_half_decades", &format!("[{},{}]", grid.highest, grid.lowest));
        line.add("search_errors", &list(self.search.errors.iter().copied()));
        line.number("search_images", self.search.images);
        line.add("rate", &decimal::format(rate(self.search.chosen())));
        line.number("epochs", self.epochs);
        line.text("stop", self.stop.name());
        line.add("validation_errors", &list(self.validation_errors.iter().copied().map(Some)));
        line.number("validation_images", self.validation_images);
        line.add("test_errors", &or_null(self.test_errors));
        line.number("test_images", self.test_images);
        line.text("weights_sha256", &self.weights_sha256);
        let time = |seconds: Option<f64>| seconds.map_or("null".to_owned(), decimal::format);
        line.add("seconds_per_step", &time(self.seconds_per_step));
        line.add("seconds", &time(self.seconds));
        line.0 + "}"
    }
}

/// A line that is being written.
struct Line(String);

impl Line {
    fn add(&mut self, key: &str, value: &str) {
        for part in [",\"", key, "\":", value] {
            self.0.push_str(part);
        }
    }

    fn number(&mut self, key: &str, value: u32) {
        self.add(key, &value.to_string());
    }

    fn text(&mut self, key: &str, value: &str) {
        self.add(key, &["\"", value, "\""].concat());
    }
}

fn or_null(number: Option<u32>) -> String {
    number.map_or("null".to_owned(), |number| number.to_string())
}

fn list(numbers: impl Iterator<Item = Option<u32>>) -> String {
    ["[", &numbers.map(or_null).collect::<Vec<_>>().join(","), "]"].concat()
}

mod reading {
    use core::str::FromStr;

    use super::{FORMAT, RunRecord};
    use crate::error::Error;
    use crate::experiment::protocol::cell::{Cell, Extent, PROTOCOLS, protocol};
    use crate::experiment::protocol::rules::{Grid, Stop};
    use crate::experiment::protocol::search::SearchOutcome;
    use crate::json::Value;

    impl FromStr for RunRecord {
        type Err = Error;

        fn from_str(line: &str) -> Result<Self, Error> {
            let value = Value::parse(line).map_err(|problem| Error::case("line", problem))?;
            let mut line = Line { value, problem: None };
            let format = line.number("format");
            if format != FORMAT {
                line.refuse("format", &format!("is {format}, and this program reads {FORMAT}"));
            }
            let grid = line.grid();
            let errors = line.numbers("search_errors");
            if errors.len() != grid.len() {
                let problem = format!("are {} for {} rates", errors.len(), grid.len());
                line.refuse("search_errors", &problem);
            }
            let named = [("arch1", false), ("arch2", true)];
            let record = Self {
                data: line.text("data"),
                cell: Cell {
                    is_normalized: line.named("architecture", |name| {
                        named.iter().find(|(known, _)| *known == name).map(|(_, is)| *is)
                    }) == Some(true),
                    depth: line.number("depth"),
                    width: line.number("width"),
                    rule: line.text("rule"),
                    protocol: line
                        .named("protocol", |name| protocol(name).ok())
                        .unwrap_or(PROTOCOLS[0]),
                    spread: line.number("spread"),
                },
                extent: Extent {
                    epochs: line.number("most_epochs"),
                    images: line.number("images"),
                },
                seed: line.number("seed"),
                search: SearchOutcome { grid, errors, images: line.number("search_images") },
                epochs: line.number("epochs"),
                stop: line.named("stop", Stop::named).unwrap_or(Stop::Diverged),
                validation_errors: line.counts("validation_errors"),
                validation_images: line.number("validation_images"),
                test_errors: line.count("test_errors"),
                test_images: line.number("test_images"),
                weights_sha256: line.text("weights_sha256"),
                seconds_per_step: line.seconds("seconds_per_step"),
                seconds: line.seconds("seconds"),
            };
            line.problem.map_or(Ok(record), Err)
        }
    }

    /// A line that is being read. It keeps the first problem: an early return after every field
    /// would be most of the code.
    struct Line {
        value: Value,
        problem: Option<Error>,
    }

    impl Line {
        fn refuse(&mut self, key: &str, problem: &str) {
            self.problem.get_or_insert_with(|| Error::case(key, problem));
        }

        fn get(&mut self, key: &str) -> Option<Value> {
            let value = self.value.get(key);
            if value.is_none() {
                self.refuse(key, "is missing");
            }
            value
        }

        fn checked<T>(&mut self, key: &str, found: Option<T>) -> Option<T> {
            if found.is_none() {
                self.refuse(key, "makes no sense");
            }
            found
        }

        fn count(&mut self, key: &str) -> Option<u32> {
            let value = self.get(key)?;
            if value.is_null() { None } else { self.checked(key, value.count()) }
        }

        fn number(&mut self, key: &str) -> u32 {
            let found = self.get(key).and_then(|value| value.count());
            self.checked(key, found).unwrap_or(0)
        }

        fn text(&mut self, key: &str) -> String {
            let found = self.get(key).and_then(|value| value.text());
            self.checked(key, found).unwrap_or_default()
        }

        fn named<T>(&mut self, key: &str, named: impl Fn(&str) -> Option<T>) -> Option<T> {
            let name = self.text(key);
            let found = named(&name);
            self.checked(key, found)
        }

        fn seconds(&mut self, key: &str) -> Option<f64> {
            let value = self.get(key)?;
            if value.is_null() { None } else { self.checked(key, value.number()) }
        }

        fn numbers(&mut self, key: &str) -> Vec<Option<u32>> {
            let list = self.get(key).and_then(|value| value.list());
            let list = self.checked(key, list).unwrap_or_default();
            let mut numbers = Vec::with_capacity(list.len());
            for value in list {
                let count = value.count();
                if count.is_none() && !value.is_null() {
                    self.refuse(key, "is no list of numbers");
                }
                numbers.push(count);
            }
            numbers
        }

        fn counts(&mut self, key: &str) -> Vec<u32> {
            let numbers = self.numbers(key);
            let all: Option<Vec<u32>> = numbers.into_iter().collect();
            self.checked(key, all).unwrap_or_default()
        }

        fn grid(&mut self) -> Grid {
            let list = self.get("grid_half_decades").and_then(|value| value.list());
            let list = list.unwrap_or_default();
            let at = |index: usize| {
                let value: &Value = list.get(index)?;
                i32::try_from(value.integer()?).ok()
            };
            match (at(0), at(1), list.len()) {
                (Some(highest), Some(lowest), 2) if highest >= lowest && highest - lowest < 100 => {
                    Grid { highest, lowest }
                }
                _ => {
                    self.refuse("grid_half_decades", "is not [highest, lowest]");
                    Grid::PAPER
                }
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::experiment::protocol::rules::Grid;
    use crate::optim::schedule::Schedule;

    fn record() -> RunRecord {
        RunRecord {
            data: "da7a".to_owned(),
            cell: Cell {
                is_normalized: true,
                depth: 2,
                width: 100,
                rule: "un".to_owned(),
                protocol: Schedule::BoldDriver,
                spread: 4,
            },
            extent: Extent::default(),
            seed: 7,
            search: SearchOutcome {
                grid: Grid { highest: 1, lowest: -1 },
                errors: vec![None, Some(31), Some(32)],
                images: 500,
            },
            epochs: 26,
            stop: Stop::ValidationEqual,
            validation_errors: vec![200, 190, 190],
            validation_images: 10_000,
            test_errors: Some(180),
            test_images: 10_000,
            weights_sha256: "5a".to_owned(),
            seconds_per_step: Some(0.000_812_345_678_9),
            seconds: Some(40.5),
        }
    }

    #[test]
    fn lines_read_back() {
        let mut diverged = record();
        (diverged.test_errors, diverged.seconds_per_step) = (None, None);
        diverged.stop = Stop::Diverged;
        for record in [record(), diverged] {
            assert_eq!(record.to_json().parse(), Ok(record));
        }
        assert!(record().to_json().contains("\"rate\":1,"));
    }

    #[test]
    fn damaged_lines_are_refused_by_field() {
        let line = record().to_json();
        for (from, to, said) in [
            ("\"format\":1", "\"format\":2", "format"),
            ("\"depth\":2,", "", "depth"),
            ("\"bold\"", "\"brave\"", "protocol"),
            ("[1,-1]", "[-1,1]", "grid_half_decades"),
            ("[1,-1]", "[2,-1]", "search_errors"),
            ("\"epochs\":26", "\"epochs\":-26", "epochs"),
            ("arch2", "arch3", "architecture"),
        ] {
            let damaged = line.replace(from, to);
            assert_ne!(damaged, line, "{from}");
            let problem = damaged.parse::<RunRecord>().expect_err(to).to_string();
            assert!(problem.starts_with(said), "{problem}");
        }
        assert!(line[..line.len() / 2].parse::<RunRecord>().is_err());
    }

    #[test]
    fn a_run_is_the_same_whatever_came_out() {
        let mut other = record();
        other.test_errors = None;
        other.search.errors[2] = None;
        assert!(record().is_same_run(&other));
        other.seed = 8;
        assert!(!record().is_same_run(&other));
    }
}
