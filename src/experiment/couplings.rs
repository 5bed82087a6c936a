//! What settings demand of each other, declared once as data. [`super::spec`] refuses settings
//! that break a demand; the page gets the same table from the catalogue and corrects the settings.

use crate::error::Error;

/// The condition that a setting has a certain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The setting.
    pub key: &'static str,
    /// The value.
    pub is: &'static str,
}

/// A demand on a setting: on a whole number, or on a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// It divides another setting; if it does not, it becomes `otherwise`.
    Divides {
        /// The setting that it divides.
        whole: &'static str,
        /// A number that divides every number.
        otherwise: u32,
    },
    /// It is at most another setting.
    AtMost {
        /// The setting that limits it.
        most: &'static str,
    },
    /// It is this choice, under a condition.
    Is {
        /// The choice.
        is: &'static str,
        /// The condition under which the demand holds.
        when: Condition,
    },
    /// It is at least a number, under a condition.
    AtLeast {
        /// The number.
        least: u32,
        /// The condition under which the demand holds.
        when: Condition,
    },
}

/// A demand on a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coupling {
    /// The setting.
    pub key: &'static str,
    /// What the setting must meet.
    pub demand: Demand,
    /// What is wrong if the demand is broken; `{key}` stands for the value of a setting.
    pub problem: &'static str,
}

const NORMALIZED: Condition = Condition { key: "architecture", is: "arch2" };

const TASK: &str = "The {network} network learns another task than {task}";

const fn task(is: &'static str, network: &'static str) -> Coupling {
    let when = Condition { key: "network", is: network };
    Coupling { key: "task", demand: Demand::Is { is, when }, problem: TASK }
}

/// All demands.
pub const COUPLINGS: [Coupling; 6] = [
    task("digits", "dense"),
    task("digits", "conv"),
    task("scenes", "segment"),
    Coupling {
        key: "group",
        demand: Demand::Divides { whole: "width", otherwise: 1 },
        problem: "Groups of {group} do not divide {width} neurons",
    },
    Coupling {
        key: "batch",
        demand: Demand::AtMost { most: "images" },
        problem: "A batch of {batch} needs at least {batch} images, but the run has {images}",
    },
    Coupling {
        key: "batch",
        demand: Demand::AtLeast { least: 2, when: NORMALIZED },
        problem: "Batch normalization needs batches of 2 or more",
    },
];

/// The value of a setting, as a link writes it.
pub type Value<'a> = &'a dyn Fn(&str) -> String;

/// Checks that these values, each within its own limits, go together.
///
/// # Errors
/// The first demand that the values break.
pub fn check(value: Value) -> Result<(), Error> {
    match COUPLINGS.iter().find(|coupling| !coupling.is_met(value)) {
        Some(coupling) => Err(Error::setting(coupling.key, coupling.describe(value))),
        None => Ok(()),
    }
}

impl Condition {
    fn holds(self, value: Value) -> bool {
        value(self.key) == self.is
    }
}

impl Coupling {
    fn is_met(&self, value: Value) -> bool {
        let own = || number(value, self.key);
        match self.demand {
            Demand::Is { is, when } => value(self.key) == is || !when.holds(value),
            Demand::Divides { whole, .. } => number(value, whole).is_multiple_of(own()),
            Demand::AtMost { most } => own() <= number(value, most),
            Demand::AtLeast { least, when } => own() >= least || !when.holds(value),
        }
    }

    /// The problem with the values in place.
    fn describe(&self, value: Value) -> String {
        let mut text = String::new();
        for (at, part) in self.problem.split(['{', '}']).enumerate() {
            // Every second part is a key that stood between braces.
            if at % 2 == 1 { text.push_str(&value(part)) } else { text.push_str(part) }
        }
        text
    }
}

fn number(value: Value, key: &str) -> u32 {
    value(key).parse().expect("a whole number, by its own limits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::settings::{Values, setting};

    #[test]
    fn every_demand_is_on_whole_numbers_and_names_settings_that_exist() {
        let is_whole = |key| matches!(setting(key).map(|of| of.values), Some(Values::Integer(..)));
        let is_choice = |condition: Condition| match setting(condition.key).map(|of| of.values) {
            Some(Values::Choice(choices)) => {
                choices.iter().any(|(value, _)| *value == condition.is)
            }
            _ => false,
        };
        for coupling in COUPLINGS {
            match coupling.demand {
                Demand::Is { is, when } => {
                    assert!(is_choice(when) && is_choice(Condition { key: coupling.key, is }));
                    continue;
                }
                Demand::Divides { whole, otherwise } => assert!(is_whole(whole) && otherwise == 1),
                Demand::AtMost { most } => assert!(is_whole(most)),
                Demand::AtLeast { when, .. } => assert!(is_choice(when)),
            }
            assert!(is_whole(coupling.key));
            let described = coupling.describe(&|key| setting(key).expect("a key").default.into());
            assert!(!described.contains(['{', '}']), "{described}");
        }
    }
}
