//! A finished run, and its line in a file of results: one JSON object per line.

use core::fmt::Write;

use crate::decimal;
use crate::experiment::protocol::cell::{Cell, Extent};
use crate::experiment::protocol::rules::{Stop, rate};
use crate::experiment::protocol::search::SearchOutcome;

/// Changes when the same description no longer means the same run.
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
    /// Epochs that were trained, the one included in which it diverged.
    pub epochs: u32,
    /// Why it ended.
    pub stop: Stop,
    /// Wrong validation images after each epoch.
    pub validation_errors: Vec<u32>,
    /// Images that validated.
    pub validation_images: u32,
    /// Wrong test images with the last weights; `None` if the run diverged.
    pub test_errors: Option<u32>,
    /// Images that tested.
    pub test_images: u32,
    /// SHA-256 of the last weights, as little-endian single precision, row by row.
    pub weights_sha256: String,
    /// Median time of a training step, judgements left out; filled in by whoever has a
    /// clock, and no part of the result.
    pub seconds_per_step: Option<f64>,
    /// Time spent on the run, judgements and search included; a search that two protocols
    /// share counts for the first of them.
    pub seconds: Option<f64>,
}

impl RunRecord {
    /// The run's test error as a share of the test images; `None` if it diverged.
    pub fn test_error(&self) -> Option<f64> {
        self.test_errors.map(|errors| f64::from(errors) / f64::from(self.test_images))
    }

    /// Whether both describe the same run, whatever came out.
    pub fn is_same_run(&self, other: &Self) -> bool {
        let key = |record: &Self| {
            let Self { data, cell, extent, seed, search, .. } = record.clone();
            (data, cell, extent, seed, search.grid)
        };
        key(self) == key(other)
    }

    /// One line of JSON, without its end.
    pub fn to_json(&self) -> String {
        let or_null = |errors: Option<u32>| errors.map_or("null".to_owned(), |n| n.to_string());
        let list = |errors: Vec<String>| format!("[{}]", errors.join(","));
        let mut line = format!("{{\"format\":{FORMAT},\"data\":\"{}\"", self.data);
        let Cell { depth, width, rule, protocol, spread, .. } = &self.cell;
        let mut add = |key: &str, value: String| {
            write!(line, ",\"{key}\":{value}").expect("a string takes all");
        };
        let quoted = |text: &str| format!("\"{text}\"");
        add("architecture", quoted(self.cell.architecture()));
        add("depth", depth.to_string());
        add("width", width.to_string());
        add("rule", quoted(rule));
        add("protocol", quoted(protocol.name()));
        add("spread", spread.to_string());
        add("most_epochs", self.extent.epochs.to_string());
        add("images", self.extent.images.to_string());
        add("seed", self.seed.to_string());
        // Rates are 10^(h/2); h is kept, because it reads back without rounding.
        let grid = self.search.grid;
        add("grid_half_decades", format!("[{},{}]", grid.highest, grid.lowest));
        add("search_errors", list(self.search.errors.iter().map(|&n| or_null(n)).collect()));
        add("search_images", self.search.images.to_string());
        add("rate", decimal::format(rate(self.search.chosen())));
        add("epochs", self.epochs.to_string());
        add("stop", quoted(self.stop.name()));
        let validation = self.validation_errors.iter().map(u32::to_string).collect();
        add("validation_errors", list(validation));
        add("validation_images", self.validation_images.to_string());
        add("test_errors", or_null(self.test_errors));
        add("test_images", self.test_images.to_string());
        add("weights_sha256", quoted(&self.weights_sha256));
        let time = |seconds: Option<f64>| seconds.map_or("null".to_owned(), decimal::format);
        add("seconds_per_step", time(self.seconds_per_step));
        add("seconds", time(self.seconds));
        line.push('}');
        line
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod reading {
    use core::str::FromStr;

    use serde_json::Value;

    use super::{FORMAT, RunRecord};
    use crate::error::Error;
    use crate::experiment::protocol::cell::{Cell, Extent};
    use crate::experiment::protocol::rules::{Grid, Stop};
    use crate::experiment::protocol::search::SearchOutcome;
    use crate::optim::schedule::Schedule;

    impl FromStr for RunRecord {
        type Err = Error;

        fn from_str(line: &str) -> Result<Self, Error> {
            let json: Value =
                serde_json::from_str(line).map_err(|e| Error::case("line", e.to_string()))?;
            let line = Line(&json);
            let format = line.number("format")?;
            if format != FORMAT {
                let problem = format!("is {format}, and this program reads {FORMAT}");
                return Err(Error::case("format", problem));
            }
            let grid = match line.list("grid_half_decades", |value| {
                value.as_i64().and_then(|number| i32::try_from(number).ok())
            })?[..]
            {
                [highest, lowest] if highest >= lowest && highest - lowest < 100 => {
                    Grid { highest, lowest }
                }
                _ => return Err(Error::case("grid_half_decades", "is not [highest, lowest]")),
            };
            let maybe =
                |value: &Value| if value.is_null() { Some(None) } else { number(value).map(Some) };
            let errors = line.list("search_errors", maybe)?;
            if errors.len() != grid.len() {
                let problem = format!("are {} for {} rates", errors.len(), grid.len());
                return Err(Error::case("search_errors", problem));
            }
            Ok(Self {
                data: line.text("data")?.to_owned(),
                cell: Cell {
                    is_normalized: line.named("architecture", |name| match name {
                        "arch1" => Some(false),
                        "arch2" => Some(true),
                        _ => None,
                    })?,
                    depth: line.number("depth")?,
                    width: line.number("width")?,
                    rule: line.text("rule")?.to_owned(),
                    protocol: line.named("protocol", Schedule::named)?,
                    spread: line.number("spread")?,
                },
                extent: Extent {
                    epochs: line.number("most_epochs")?,
                    images: line.number("images")?,
                },
                seed: line.number("seed")?,
                search: SearchOutcome { grid, errors, images: line.number("search_images")? },
                epochs: line.number("epochs")?,
                stop: line.named("stop", Stop::named)?,
                validation_errors: line.list("validation_errors", number)?,
                validation_images: line.number("validation_images")?,
                test_errors: line.get("test_errors", maybe)?,
                test_images: line.number("test_images")?,
                weights_sha256: line.text("weights_sha256")?.to_owned(),
                seconds_per_step: line.get("seconds_per_step", seconds)?,
                seconds: line.get("seconds", seconds)?,
            })
        }
    }

    fn number(value: &Value) -> Option<u32> {
        value.as_u64().and_then(|number| u32::try_from(number).ok())
    }

    #[allow(clippy::option_option)] // a field that may be null, and may be malformed
    fn seconds(value: &Value) -> Option<Option<f64>> {
        if value.is_null() { Some(None) } else { value.as_f64().map(Some) }
    }

    struct Line<'a>(&'a Value);

    impl<'a> Line<'a> {
        fn get<T>(&self, key: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Result<T, Error> {
            let value = self.0.get(key).ok_or_else(|| Error::case(key, "is missing"))?;
            read(value).ok_or_else(|| Error::case(key, format!("{value} makes no sense")))
        }

        fn number(&self, key: &str) -> Result<u32, Error> {
            self.get(key, number)
        }

        fn text(&self, key: &str) -> Result<&'a str, Error> {
            self.get(key, Value::as_str)
        }

        fn named<T>(&self, key: &str, named: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
            self.get(key, |value| value.as_str().and_then(named))
        }

        fn list<T>(
            &self,
            key: &str,
            read: impl Fn(&'a Value) -> Option<T>,
        ) -> Result<Vec<T>, Error> {
            self.get(key, |value| value.as_array()?.iter().map(read).collect())
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
