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

/// A demand on a whole number.
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

/// All demands.
pub const COUPLINGS: [Coupling; 3] = [
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

/// How many units of a hidden layer can be rescaled without changing the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrbitUnits {
    /// The setting that counts the layer's neurons.
    pub neurons: &'static str,
    /// The setting that says how many neighbours share one factor.
    pub shared_by: &'static str,
    /// The condition under which no neurons share: each neuron then has its own factor.
    pub unless: Condition,
}

/// A pooled group shares one factor, unless batch normalization frees each filter.
pub const ORBIT_UNITS: OrbitUnits =
    OrbitUnits { neurons: "width", shared_by: "group", unless: NORMALIZED };

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

/// Orbit units of each hidden layer of a network with these values.
pub fn orbit_units(value: Value) -> u32 {
    let OrbitUnits { neurons, shared_by, unless } = ORBIT_UNITS;
    let neurons = number(value, neurons);
    if unless.holds(value) { neurons } else { neurons / number(value, shared_by) }
}

impl Condition {
    fn holds(self, value: Value) -> bool {
        value(self.key) == self.is
    }
}

impl Coupling {
    fn is_met(&self, value: Value) -> bool {
        let own = number(value, self.key);
        match self.demand {
            Demand::Divides { whole, .. } => number(value, whole).is_multiple_of(own),
            Demand::AtMost { most } => own <= number(value, most),
            Demand::AtLeast { least, when } => own >= least || !when.holds(value),
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
            assert!(is_whole(coupling.key));
            match coupling.demand {
                Demand::Divides { whole, otherwise } => assert!(is_whole(whole) && otherwise == 1),
                Demand::AtMost { most } => assert!(is_whole(most)),
                Demand::AtLeast { when, .. } => assert!(is_choice(when)),
            }
            let described = coupling.describe(&|key| setting(key).expect("a key").default.into());
            assert!(!described.contains(['{', '}']), "{described}");
        }
        let OrbitUnits { neurons, shared_by, unless } = ORBIT_UNITS;
        assert!(is_whole(neurons) && is_whole(shared_by) && is_choice(unless));
    }
}
