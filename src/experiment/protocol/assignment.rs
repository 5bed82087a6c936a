//! The text form of an assignment, by which a page tells its worker what to do: `key=value&…`.

use crate::error::Error;
use crate::experiment::pairs::Pairs;
use crate::experiment::protocol::cell::{Cell, Extent, protocol};
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::rules::Grid;
use crate::experiment::protocol::unit::Assignment;

/// The text must give each of these keys; `protocols` are names with commas between.
const KEYS: [&str; 9] =
    ["architecture", "depth", "width", "rule", "spread", "protocols", "epochs", "images", "seed"];

impl Assignment {
    /// Reads a cell, its protocols, its extent and its seed. `known` are earlier runs of the same
    /// cell and seed.
    ///
    /// # Errors
    /// A key that is missing, unknown or given twice, and a value that cannot be read. The limits
    /// of every run hold here too: [`Cell::definitions`] checks them.
    pub fn read(text: &str, known: Vec<RunRecord>) -> Result<Self, Error> {
        let pairs = Pairs::read(text, &KEYS)?;
        let raw = |key| pairs.get(key).ok_or_else(|| Error::setting(key, "is missing"));
        let whole = |key| -> Result<u32, Error> {
            raw(key)?.parse().map_err(|_| Error::setting(key, "is not a whole number"))
        };
        let named = |name| protocol(name).map_err(|problem| Error::setting("protocols", problem));
        let protocols = raw("protocols")?.split(',').map(named).collect::<Result<Vec<_>, _>>()?;
        let is_normalized = match raw("architecture")? {
            "arch1" => false,
            "arch2" => true,
            _ => return Err(Error::setting("architecture", "is arch1 or arch2")),
        };
        let cell = Cell {
            is_normalized,
            depth: whole("depth")?,
            width: whole("width")?,
            rule: raw("rule")?.to_owned(),
            protocol: protocols[0],
            spread: whole("spread")?,
        };
        let extent = Extent { epochs: whole("epochs")?, images: whole("images")? };
        Ok(Self { cell, protocols, extent, grid: Grid::PAPER, known, seed: whole("seed")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::schedule::Schedule;

    const TEXT: &str = "architecture=arch2&depth=4&width=100&rule=sm_rows&spread=2\
                        &protocols=exponential,bold&epochs=5&images=6000&seed=3";

    #[test]
    fn every_part_is_read_by_its_name() {
        let assignment = Assignment::read(TEXT, Vec::new()).expect("valid");
        let protocols = vec![Schedule::ExponentialDecay, Schedule::BoldDriver];
        let cell = Cell {
            is_normalized: true,
            depth: 4,
            width: 100,
            rule: "sm_rows".to_owned(),
            protocol: Schedule::ExponentialDecay,
            spread: 2,
        };
        let extent = Extent { epochs: 5, images: 6000 };
        let expected =
            Assignment { cell, protocols, extent, grid: Grid::PAPER, known: Vec::new(), seed: 3 };
        assert_eq!(assignment, expected);
        let turned = TEXT.split('&').rev().collect::<Vec<_>>().join("&");
        assert_eq!(Assignment::read(&turned, Vec::new()), Ok(expected));
    }

    #[test]
    fn each_refusal_names_its_key() {
        for (old, new, key) in [
            ("&seed=3", "", "seed"),
            ("&seed=3", "&seed=first", "seed"),
            ("arch2", "arch3", "architecture"),
            ("exponential,bold", "", "protocols"),
            ("exponential,bold", "bold,often", "protocols"),
            ("&depth=4", "&depth=4&depth=4", "depth"),
            ("&depth=4", "&depth=4&deep=1", "deep"),
        ] {
            let refused = Assignment::read(&TEXT.replace(old, new), Vec::new()).expect_err(new);
            assert!(refused.to_string().starts_with(&format!("{key}: ")), "{refused}");
        }
    }
}
