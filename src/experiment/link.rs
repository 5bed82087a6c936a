//! The parts of a link beside the settings of its runs: the lanes, the speed, and when to stop.
//! No result depends on these parts; the page reads them from the catalogue.

use crate::experiment::settings::{Setting, Values};

/// The form in which the page writes links. It reads links of another form all the same.
pub const VERSION: &str = "2";
/// The rules of the first visit, one lane each.
pub const DEFAULT_RULES: [&str; 3] = ["sgd", "sm", "un"];
/// One letter for each possible lane.
pub const LANE_IDS: &str = "abcd";

/// The speeds of the page: value and label.
pub const SPEEDS: [(&str, &str); 4] = [
    ("slow", "slow: 5 steps a second"),
    ("one", "one step a frame"),
    ("fast", "fast"),
    ("full", "as fast as it can"),
];
/// The speed if a link names none.
pub const DEFAULT_SPEED: &str = "fast";

/// The kinds of limits at which a run can stop: `stop=steps:500`.
pub const BUDGETS: [Setting; 3] = [
    budget("steps", "after steps", Values::Integer(1, 1_000_000_000), "1000", "N"),
    budget("epochs", "after epochs", Values::Integer(1, 1_000_000), "5", "N"),
    budget("accuracy", "at accuracy %", Values::NumberAbove(0.0, 100.0), "95", "PERCENT"),
];

/// `usual` is the field's first value; messages about the form write `unit` in place of a number.
const fn budget(
    key: &'static str,
    label: &'static str,
    values: Values,
    usual: &'static str,
    unit: &'static str,
) -> Setting {
    Setting { key, label, values, default: usual, unit, restarts: false, networks: &[], help: "" }
}
