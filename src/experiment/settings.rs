//! Every setting of a run, declared once as data: the page builds its controls and
//! checks its links by this table, and [`super::spec`] enforces it.

use crate::decimal;
use crate::error::Error;
use crate::experiment::kind::{IMAGE, Kind};
use crate::experiment::stages;
use crate::optim;
use crate::optim::schedule::Schedule;
use crate::prose::prose;

/// The values that a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Values {
    /// Whole numbers in a range, both ends included.
    Integer(u32, u32),
    /// Numbers above the first bound, up to the second.
    NumberAbove(f64, f64),
    /// Numbers from the first bound to the second, both included.
    Number(f64, f64),
    /// One of these choices (value, label).
    Choice(&'static [(&'static str, &'static str)]),
    /// The id of a rule of [`crate::optim::catalog`].
    Rule,
    /// The stages of a convolutional network ([`super::stages`]).
    Stages,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Name in links.
    pub key: &'static str,
    /// Name on the page.
    pub label: &'static str,
    /// The values that it takes.
    pub values: Values,
    /// The value if a link names none.
    pub default: &'static str,
    /// Unit that the page shows.
    pub unit: &'static str,
    /// Whether a change of the setting starts the run again.
    pub restarts: bool,
    /// The networks that read the setting. In other networks it has its default.
    pub networks: &'static [Kind],
    /// A short explanation.
    pub help: &'static str,
}

const EVERY: &[Kind] = &[Kind::Dense, Kind::Conv, Kind::Segment];
const DENSE: &[Kind] = &[Kind::Dense];
const CONV: &[Kind] = &[Kind::Conv];
const SEGMENT: &[Kind] = &[Kind::Segment];
const DIGITS: &[Kind] = &[Kind::Dense, Kind::Conv];

/// Defaults that a network changes: the network, the key, the value.
pub const DEFAULTS: [(Kind, &str, &str); 4] = [
    (Kind::Conv, "width", "64"),
    (Kind::Segment, "task", "scenes"),
    (Kind::Segment, "architecture", "arch2"),
    (Kind::Segment, "batch", "4"),
];

/// All settings that every rule shares, in the order of the controls.
pub const SETTINGS: [Setting; 17] = [
    Setting {
        key: "rate",
        label: prose("Learning rate"),
        values: Values::NumberAbove(0.0, 10.0),
        default: "0.05",
        unit: "",
        restarts: false,
        networks: EVERY,
        help: prose(
            "λ, the length of a step relative to its direction. You can change the rate during \
               training.",
        ),
    },
    Setting {
        key: "schedule",
        label: prose("Schedule"),
        values: Values::Choice(&Schedule::CHOICES),
        default: "constant",
        unit: "",
        restarts: false,
        networks: EVERY,
        help: prose(
            "How the rate changes from epoch to epoch. Exponential decay multiplies it by 0.95; \
               the bold driver halves it if the loss rose and otherwise raises it by a tenth. \
               You can change the schedule during training.",
        ),
    },
    Setting {
        key: "batch",
        label: prose("Batch size"),
        values: Values::Integer(1, 1000),
        default: "100",
        unit: "images",
        restarts: true,
        networks: EVERY,
        help: prose("How many images each step averages over."),
    },
    Setting {
        key: "network",
        label: prose("Network"),
        values: Values::Choice(&Kind::CHOICES),
        default: "dense",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose(
            "Every neuron of a dense network reads all pixels. A convolutional network slides \
               small filters over the image, and pools.",
        ),
    },
    Setting {
        key: "task",
        label: prose("Task"),
        values: Values::Choice(&[("digits", "digits"), ("scenes", "scenes")]),
        default: "digits",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose(
            "Dense and convolutional networks name a digit. The encoder-decoder colours each \
               pixel of a scene with several digits.",
        ),
    },
    Setting {
        key: "architecture",
        label: prose("Architecture"),
        values: Values::Choice(&[("arch1", "Arch1: plain"), ("arch2", "Arch2: BN")]),
        default: "arch1",
        unit: "",
        restarts: true,
        networks: DIGITS,
        help: prose(
            "In Arch1 the weights lead straight to relu. Arch2 normalizes each neuron over the \
               batch in between, which removes the neuron's scale at once.",
        ),
    },
    Setting {
        key: "depth",
        label: prose("Hidden layers"),
        values: Values::Integer(1, 6),
        default: "2",
        unit: "layers",
        restarts: true,
        networks: DENSE,
        help: prose("How many layers of neurons stand between the pixels and the classifier."),
    },
    Setting {
        key: "width",
        label: prose("Neurons per layer"),
        values: Values::Integer(1, 1024),
        default: "32",
        unit: "neurons",
        restarts: true,
        networks: DIGITS,
        help: prose(
            "How many neurons each hidden layer has. Every neuron has one filter: its incoming \
               weights.",
        ),
    },
    Setting {
        key: "group",
        label: prose("Pooling group"),
        values: Values::Integer(1, 4),
        default: "1",
        unit: "neurons",
        restarts: true,
        networks: DENSE,
        help: prose(
            "How many neighbouring neurons compete: each group passes on only its largest \
               value. The group size must divide the neurons per layer.",
        ),
    },
    Setting {
        key: "stages",
        label: prose("Stages"),
        values: Values::Stages,
        default: "8:3:max,16:3:max",
        unit: "",
        restarts: true,
        networks: CONV,
        help: prose(
            "Each stage slides its filters over the image, then pools: it keeps the largest or \
               the mean of 2 × 2 values. The mean is what the paper calls sub-sampling.",
        ),
    },
    Setting {
        key: "side",
        label: prose("Side of a scene"),
        values: Values::Choice(&[
            ("48", "48 pixels, 2 to 3 digits"),
            ("64", "64 pixels, 3 to 5 digits"),
        ]),
        default: "48",
        unit: "",
        restarts: true,
        networks: SEGMENT,
        help: prose("How large a scene is, and how many digits it holds."),
    },
    Setting {
        key: "classes",
        label: prose("Classes of digits"),
        values: Values::Integer(2, 10),
        default: "5",
        unit: "classes",
        restarts: true,
        networks: SEGMENT,
        help: prose(
            "How many of the ten digits appear in scenes, from 0 on. Ten classes take about \
               twice as many steps.",
        ),
    },
    Setting {
        key: "images",
        label: prose("Training images"),
        values: Values::Integer(1, 60_000),
        default: "4096",
        unit: "images",
        restarts: true,
        networks: EVERY,
        help: prose(
            "How many of MNIST's 60,000 training images the run draws from. More than 4,096 \
               images need a longer download first.",
        ),
    },
    Setting {
        key: "seed",
        label: prose("Seed"),
        values: Values::Integer(0, u32::MAX),
        default: "1",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose(
            "All random choices follow from it: the start, the order of the images, the rescaling.",
        ),
    },
    Setting {
        key: "twin",
        label: prose("Twin rescaling"),
        values: Values::Choice(&[
            ("off", "no twin"),
            ("powers", "powers of two"),
            ("random", "random factors"),
        ]),
        default: "powers",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose(
            "The twin computes the same function with each neuron's weights rescaled. Powers \
               of two are exact in binary; random factors keep the twins equal up to rounding.",
        ),
    },
    Setting {
        key: "strength",
        label: prose("Rescaling strength"),
        values: Values::Integer(0, 20),
        default: "3",
        unit: "doublings",
        restarts: true,
        networks: EVERY,
        help: prose(
            "With strength s each neuron's factor lies between 2 to the power -s and 2 to the \
               power s. At 0 the twin equals the network until you rescale it by hand.",
        ),
    },
    Setting {
        key: "rule",
        label: prose("Update rule"),
        values: Values::Rule,
        default: "sgd",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose("How a gradient becomes a step."),
    },
];

/// Settings that only some rules read ([`crate::optim::Rule::hyperparameters`]; all rules read
/// weight decay except the rules on unit-norm filters).
pub const RULE_SETTINGS: [Setting; 3] = [
    Setting {
        key: "momentum",
        label: prose("Momentum"),
        values: Values::Number(0.0, 0.999),
        default: "0.9",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose("β, how much of the velocity stays from one step to the next."),
    },
    Setting {
        key: "period",
        label: prose("Period of return"),
        values: Values::Integer(1, 1000),
        default: "1",
        unit: "steps",
        restarts: true,
        networks: EVERY,
        help: prose("T, the number of steps after which PBWN puts the filters back to length one."),
    },
    Setting {
        key: "decay",
        label: prose("Weight decay"),
        values: Values::Number(0.0, 1.0),
        default: "0",
        unit: "",
        restarts: true,
        networks: EVERY,
        help: prose(
            "μ: every step also takes λμ of each weight away. On unit-norm filters weight decay \
               has no meaning.",
        ),
    },
];

impl Setting {
    /// The value in this network if a link names none, or if the network does not read the setting.
    pub fn default_in(&self, network: Kind) -> &'static str {
        let own = DEFAULTS.iter().find(|(of, key, _)| (*of, *key) == (network, self.key));
        own.map_or(self.default, |(_, _, value)| value)
    }

    /// Whether this network reads the setting.
    pub fn applies_to(&self, network: Kind) -> bool {
        self.networks.contains(&network)
    }
}

/// The setting with this key.
pub fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().chain(&RULE_SETTINGS).find(|setting| setting.key == key)
}

/// Checks that a setting takes this value.
///
/// # Errors
/// Another value; the message names the values that the setting takes.
pub fn check(setting: &Setting, value: &str) -> Result<(), Error> {
    let fail = |problem: String| Err(Error::setting(setting.key, problem));
    match setting.values {
        Values::Integer(least, most) => match value.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Ok(()),
            _ => fail(format!("\"{value}\" is not a whole number from {least} to {most}")),
        },
        Values::NumberAbove(above, most) => match read_number(setting.key, value)? {
            number if number > above && number <= most => Ok(()),
            _ => {
                let (above, most) = (decimal::format(above), decimal::format(most));
                fail(format!("{value} is not a number above {above}, at most {most}"))
            }
        },
        Values::Number(least, most) => match read_number(setting.key, value)? {
            number if (least..=most).contains(&number) => Ok(()),
            _ => {
                let (least, most) = (decimal::format(least), decimal::format(most));
                fail(format!("{value} is not a number from {least} to {most}"))
            }
        },
        Values::Rule => {
            let rules = optim::catalog::<f32>();
            if rules.iter().any(|rule| rule.id == value) {
                return Ok(());
            }
            let known: Vec<_> = rules.iter().map(|rule| rule.id).collect();
            fail(format!("there is no rule \"{value}\"; known are {}", known.join(", ")))
        }
        Values::Stages => match stages::read(value, IMAGE) {
            Ok(_) => Ok(()),
            Err(problem) => fail(problem),
        },
        Values::Choice(choices) => {
            if choices.iter().any(|(choice, _)| *choice == value) {
                return Ok(());
            }
            let known: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
            fail(format!("\"{value}\" is none of {}", known.join(", ")))
        }
    }
}

/// The finite number that `text` spells.
///
/// # Errors
/// A text that spells no number; the message names `key`.
pub fn read_number(key: &str, text: &str) -> Result<f64, Error> {
    decimal::parse(text).ok_or_else(|| Error::setting(key, format!("\"{text}\" is no number")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::scenes;

    /// The limits of the settings are the limits of the scenes.
    #[test]
    fn every_scene_that_a_setting_names_exists() {
        let values = |key: &str| setting(key).expect("a key of the table").values;
        let (least, most) = (*scenes::DIGITS.start() as u32, *scenes::DIGITS.end() as u32);
        assert_eq!(values("classes"), Values::Integer(least, most));
        let Values::Choice(sides) = values("side") else { panic!("sides are a choice") };
        let told = scenes::SIDES.map(|(side, digits)| {
            let (least, most) = (digits.start(), digits.end());
            (side.to_string(), format!("{side} pixels, {least} to {most} digits"))
        });
        let offered = sides.iter().map(|(side, label)| ((*side).to_owned(), (*label).to_owned()));
        assert_eq!(offered.collect::<Vec<_>>(), told);
    }
}
