//! The full description of one run. Links, workers, native tools and tests use its text
//! form: `key=value` pairs joined by `&`. The parser in this file enforces the limits.

use core::fmt;
use core::str::FromStr;

use crate::decimal;
use crate::error::Error;
use crate::experiment::by_hand::{self, PaceChange, TwinRescaling};
use crate::experiment::couplings;
use crate::experiment::kind::{IMAGE, Kind};
use crate::experiment::pairs::Pairs;
use crate::experiment::settings::{RULE_SETTINGS, SETTINGS, Setting, check, read_number, setting};
use crate::experiment::stages::{self, Stage};
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::Schedule;
use crate::symmetry::orbit::Draw;

/// The description of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSpec {
    /// The kind of network.
    pub network: Kind,
    /// Whether batch normalization stands before each relu (Arch2).
    pub is_normalized: bool,
    /// Hidden layers of a dense network.
    pub depth: u32,
    /// Units per hidden dense layer, before pooling.
    pub width: u32,
    /// Units per pooling group of a dense network; 1 for no pooling.
    pub group: u32,
    /// Stages of a convolutional network.
    pub stages: Vec<Stage>,
    /// Pixels a side of a scene.
    pub side: u32,
    /// Classes of digits in scenes.
    pub classes: u32,
    /// Id of the update rule.
    pub rule: String,
    /// λ at the start.
    pub learning_rate: f64,
    /// How λ changes from epoch to epoch.
    pub schedule: Schedule,
    /// Images per step.
    pub batch: u32,
    /// The run draws from this many training images, the first of the data.
    pub images: u32,
    /// All random choices follow from this number.
    pub seed: u32,
    /// How the twin is rescaled; `None` for no twin.
    pub twin: Option<Draw>,
    /// The largest |log2| of the twin's factors.
    pub strength: u32,
    /// The rule's other hyperparameters.
    pub hyperparameters: Hyperparameters,
    /// Rates and schedules set by hand while training, in order of steps.
    pub changes: Vec<PaceChange>,
    /// Rescalings of the twin by hand, in order of steps.
    pub rescalings: Vec<TwinRescaling>,
}

impl RunSpec {
    /// The same run without changes by hand; a checkpoint must agree with this part.
    pub fn without_changes(&self) -> Self {
        Self { changes: Vec::new(), rescalings: Vec::new(), ..self.clone() }
    }

    /// Checks that the run has the twin, layer and unit to be rescaled.
    pub(super) fn check_rescaling(&self, rescaling: &TwinRescaling) -> Result<(), Error> {
        if self.twin.is_none() {
            let problem = "the run has no twin to rescale: start with twin=powers";
            return Err(Error::setting("rescalings", problem));
        }
        let problem = self.place_problem(rescaling.layer, rescaling.unit);
        problem.map_or(Ok(()), |problem| Err(Error::setting("rescalings", problem)))
    }

    /// Why the network has no such hidden layer or orbit unit; `None` if it has.
    pub(super) fn place_problem(&self, layer: u32, unit: Option<u32>) -> Option<String> {
        let layers = self.orbit_units();
        let is_none_of = |place, count, of| format!("{place} is none of the {count} {of} from 0");
        match (layers.get(layer as usize), unit) {
            (None, _) => {
                let count = u32::try_from(layers.len()).unwrap_or(u32::MAX);
                Some(is_none_of(layer, count, "hidden layers"))
            }
            (Some(&units), Some(unit)) if unit >= units => {
                Some(is_none_of(unit, units, "orbit units"))
            }
            _ => None,
        }
    }

    /// The value of a setting, as a link writes it.
    fn value(&self, key: &str) -> String {
        let Hyperparameters { momentum, period, decay } = self.hyperparameters;
        match key {
            "rule" => self.rule.clone(),
            "rate" => decimal::format(self.learning_rate),
            "schedule" => self.schedule.name().to_owned(),
            "batch" => self.batch.to_string(),
            "network" => self.network.name().to_owned(),
            "task" => match self.network {
                Kind::Dense | Kind::Conv => "digits",
                Kind::Segment => "scenes",
            }
            .to_owned(),
            "stages" => stages::write(&self.stages),
            "side" => self.side.to_string(),
            "classes" => self.classes.to_string(),
            "architecture" => if self.is_normalized { "arch2" } else { "arch1" }.to_owned(),
            "depth" => self.depth.to_string(),
            "width" => self.width.to_string(),
            "group" => self.group.to_string(),
            "images" => self.images.to_string(),
            "seed" => self.seed.to_string(),
            "twin" => match self.twin {
                None => "off",
                Some(Draw::PowersOfTwo) => "powers",
                Some(Draw::Random) => "random",
            }
            .to_owned(),
            "strength" => self.strength.to_string(),
            "momentum" => decimal::format(momentum),
            "period" => period.to_string(),
            "decay" => decimal::format(decay),
            _ => unreachable!("{key} is no setting"),
        }
    }

    /// `task` is the task that the text names. No field holds it, because the network says it.
    fn check_together(self, task: &str) -> Result<Self, Error> {
        let value = |key: &str| if key == "task" { task.to_owned() } else { self.value(key) };
        couplings::check(&value)?;
        self.check_memory()?;
        let rule = optim::rule::<f32>(&self.rule).expect("a rule of the catalogue");
        if let Some(reason) = rule.refusal(self.hyperparameters) {
            return Err(Error::setting("decay", reason));
        }
        for rescaling in &self.rescalings {
            self.check_rescaling(rescaling)?;
        }
        Ok(self)
    }
}

impl Default for RunSpec {
    fn default() -> Self {
        "".parse().expect("defaults are within their limits")
    }
}

impl FromStr for RunSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let pairs = Pairs::read(text, &known_keys())?;
        let network = known("network");
        let network = pairs.get("network").unwrap_or(network.default);
        check(known("network"), network)?;
        let network = Kind::named(network).expect("a choice of the table");
        let raw = |key: &str| -> Result<&str, Error> {
            let setting = known(key);
            let usual = setting.default_in(network);
            let value = pairs.get(key).unwrap_or(usual);
            check(setting, value)?;
            Ok(if setting.applies_to(network) { value } else { usual })
        };
        let task = raw("task")?;
        let integer = |key: &str| -> Result<u32, Error> {
            raw(key)?.parse().map_err(|_| Error::setting(key, "is not a whole number"))
        };
        let list = |key: &str| pairs.get(key).unwrap_or("");
        let schedule = Schedule::named(raw("schedule")?).expect("a choice of the table");
        let mut changes = by_hand::read_changes(list("changes"))?;
        by_hand::drop_repeated_schedules(&mut changes, schedule);
        let spec = Self {
            network,
            is_normalized: raw("architecture")? == "arch2",
            depth: integer("depth")?,
            width: integer("width")?,
            group: integer("group")?,
            stages: stages::read(raw("stages")?, IMAGE).expect("the text was checked"),
            side: integer("side")?,
            classes: integer("classes")?,
            rule: raw("rule")?.to_owned(),
            learning_rate: read_number("rate", raw("rate")?)?,
            schedule,
            batch: integer("batch")?,
            images: integer("images")?,
            seed: integer("seed")?,
            twin: match raw("twin")? {
                "powers" => Some(Draw::PowersOfTwo),
                "random" => Some(Draw::Random),
                _ => None,
            },
            strength: integer("strength")?,
            hyperparameters: Hyperparameters {
                momentum: read_number("momentum", raw("momentum")?)?,
                period: integer("period")?,
                decay: read_number("decay", raw("decay")?)?,
            },
            changes,
            rescalings: by_hand::read_rescalings(list("rescalings"))?,
        };
        spec.check_together(task)
    }
}

impl fmt::Display for RunSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule={}", self.rule)?;
        // The network says the task. Dense networks are described as before there were others, so
        // that their checkpoints keep their bytes.
        let is_said = |key: &str| match key {
            "rule" | "task" => true,
            "network" => self.network == Kind::Dense,
            _ => false,
        };
        let read = |setting: &&Setting| setting.applies_to(self.network) && !is_said(setting.key);
        for Setting { key, .. } in all_settings().filter(read) {
            write!(f, "&{key}={}", self.value(key))?;
        }
        by_hand::write_list(f, "changes", &self.changes)?;
        by_hand::write_list(f, "rescalings", &self.rescalings)
    }
}

fn all_settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().chain(&RULE_SETTINGS)
}

fn known(key: &str) -> &'static Setting {
    setting(key).expect("a key of the table")
}

fn known_keys() -> Vec<&'static str> {
    all_settings().map(|setting| setting.key).chain(by_hand::LISTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        text.parse::<RunSpec>().expect_err(text).to_string()
    }

    #[test]
    fn text_round_trips() {
        for text in [
            "",
            "rule=un&twin=off",
            "architecture=arch2&changes=10:0.5,20%3A0.25&rate=1e-3",
            "changes=0:0.5:bold,7:1:constant",
            "rescalings=0:0:31:-3,0:1:all:0.125,9:0:all%3A20",
            "rescalings=",
            "network=conv&stages=4:5:average,8:3:none&width=16",
            "network=segment&side=64&classes=10",
        ] {
            let spec: RunSpec = text.parse().expect(text);
            assert_eq!(spec.to_string().parse(), Ok(spec));
        }
    }

    /// A setting that the network does not read has no effect, so equal runs are equal.
    #[test]
    fn what_a_network_does_not_read_is_forgotten() {
        let read = |text: &str| text.parse::<RunSpec>().expect(text);
        assert_eq!(read("network=conv&depth=5&group=4&classes=3"), read("network=conv"));
        assert_eq!(read("network=segment&architecture=arch1&width=7"), read("network=segment"));
        assert_eq!(read("stages=1:3:none&side=64"), RunSpec::default());
        let text = read("network=conv").to_string();
        assert!(text.contains("width=64") && !text.contains("depth"), "{text}");
    }

    #[test]
    fn equal_rescalings_are_written_alike() {
        let spec = |list: &str| format!("rescalings={list}").parse::<RunSpec>().expect("valid");
        assert_eq!(spec("5:1:0:2,5:0:7:1,5:0:all:-1"), spec("5:0:all:-1,5:0:7:1,5:1:0:2"));
        assert_eq!(spec("5:1:0:0"), RunSpec::default());
        let most: Vec<String> = (0..32).map(|step| format!("{step}:0:0:1")).collect();
        assert_eq!(spec(&most.join(",")).rescalings.len(), 32);
        assert!(refused(&format!("rescalings={},32:0:0:1", most.join(","))).contains("32"));
    }

    #[test]
    fn each_refusal_names_its_key() {
        for (text, key) in [
            ("depth=0", "depth"),
            ("depth=7", "depth"),
            ("width=5000", "width"),
            ("width=3.5", "width"),
            ("rate=NaN", "rate"),
            ("rate=-1", "rate"),
            ("rate=0", "rate"),
            ("rate=inf", "rate"),
            ("batch=0", "batch"),
            ("batch=200&images=100", "batch"),
            ("batch=1&architecture=arch2", "batch"),
            ("network=convolutional", "network"),
            ("task=scenes", "task"),
            ("network=segment&task=digits", "task"),
            ("network=conv&stages=8:3:max,8:3:max,8:3:max", "stages"),
            ("network=segment&classes=11", "classes"),
            ("network=segment&classes=1", "classes"),
            ("network=segment&side=50", "side"),
            ("network=conv&depth=7", "depth"),
            ("group=3&width=32", "group"),
            ("rule=adamant", "rule"),
            ("schedule=often", "schedule"),
            ("seed=4294967296", "seed"),
            ("twin=maybe", "twin"),
            ("strength=21", "strength"),
            ("images=60001", "images"),
            ("changes=5", "changes"),
            ("changes=5:0.1,5:0.2", "changes"),
            ("changes=5:nan", "changes"),
            ("changes=5:0.1:often", "changes"),
            ("changes=5:0.1:bold:1", "changes"),
            ("changes=,", "changes"),
            ("twin=off&rescalings=0:0:0:1", "rescalings"),
            ("rescalings=0:0:0", "rescalings"),
            ("rescalings=0:0:0:1:1", "rescalings"),
            ("rescalings=-1:0:0:1", "rescalings"),
            ("rescalings=0:2:0:1", "rescalings"),
            ("rescalings=0:0:32:1", "rescalings"),
            ("rescalings=0:0:each:1", "rescalings"),
            ("rescalings=0:0:0:21", "rescalings"),
            ("rescalings=0:0:0:NaN", "rescalings"),
            ("rescalings=5:0:0:1,4:0:0:1", "rescalings"),
            ("rescalings=5:0:0:1,5:1:0:1,5:0:0:2", "rescalings"),
            ("rescalings=0:4294967296:0:1", "rescalings"),
            ("momentum=1", "momentum"),
            ("momentum=-0.1", "momentum"),
            ("momentum=NaN", "momentum"),
            ("period=0", "period"),
            ("decay=2", "decay"),
            ("rule=un&decay=0.1", "decay"),
            ("colour=red", "colour"),
            ("depth=1&depth=2", "depth"),
            ("%zz=1", "%zz"),
        ] {
            assert!(refused(text).starts_with(&format!("{key}: ")), "{text}: {}", refused(text));
        }
    }
}
