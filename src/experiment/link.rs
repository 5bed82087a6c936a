//! What a link of the page says beside the settings of its runs: which lanes, how fast, and when
//! to stop. No result depends on any of it; the page has it from the catalogue.

use crate::experiment::settings::{Setting, Values};

/// Links are written in this form. The page reads links of another form all the same.
pub const VERSION: &str = "2";
/// Rules of the first visit, a lane each.
pub const DEFAULT_RULES: [&str; 3] = ["sgd", "sm", "un"];
/// A letter for each lane that there is room for.
pub const LANE_IDS: &str = "abcd";

/// How fast the page goes on: value and label.
pub const SPEEDS: [(&str, &str); 4] = [
    ("slow", "slow: 5 steps a second"),
    ("one", "one step a frame"),
    ("fast", "fast"),
    ("full", "as fast as it can"),
];
/// The speed when a link does not say.
pub const DEFAULT_SPEED: &str = "fast";

/// Where a run may be told to stop: `stop=steps:500`.
pub const BUDGETS: [Setting; 3] = [
    budget("steps", "after steps", Values::Integer(1, 1_000_000_000), "1000", "N"),
    budget("epochs", "after epochs", Values::Integer(1, 1_000_000), "5", "N"),
    budget("accuracy", "at accuracy %", Values::NumberAbove(0.0, 100.0), "95", "PERCENT"),
];

/// `usual` stands in the field at first; `unit` stands for the number where the form is explained.
const fn budget(
    key: &'static str,
    label: &'static str,
    values: Values,
    usual: &'static str,
    unit: &'static str,
) -> Setting {
    Setting { key, label, values, default: usual, unit, restarts: false, help: "" }
}
