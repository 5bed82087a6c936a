//! One run, fully described. The text form is the language of links, workers, native
//! tools and tests: `key=value` pairs joined by `&`. Limits are enforced here, where
//! it is parsed.

use core::fmt;
use core::str::FromStr;

use crate::decimal;
use crate::error::Error;
use crate::experiment::settings::{RULE_SETTINGS, SETTINGS, Setting, Values, setting};
use crate::layers::Definition;
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::Schedule;
use crate::symmetry::orbit::Draw;

/// More changes of the rate than this do not fit a link.
const MOST_CHANGES: usize = 32;

/// What a run is.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSpec {
    /// Whether batch normalization stands before each relu (Arch2).
    pub is_normalized: bool,
    /// Hidden layers.
    pub depth: u32,
    /// Units per hidden layer, before pooling.
    pub width: u32,
    /// Units per pooling group; 1 for no pooling.
    pub group: u32,
    /// Id of the update rule.
    pub rule: String,
    /// λ at the start.
    pub learning_rate: f64,
    /// How λ moves.
    pub schedule: Schedule,
    /// Images per step.
    pub batch: u32,
    /// Training images the run draws from: the first this many.
    pub images: u32,
    /// Everything random follows from it.
    pub seed: u32,
    /// How the twin is rescaled; `None` for no twin.
    pub twin: Option<Draw>,
    /// The range of the rescaling's log2.
    pub strength: u32,
    /// The rule's other numbers.
    pub hyperparameters: Hyperparameters,
    /// Rates set by hand while training: (steps done by then, λ), in order.
    pub changes: Vec<(u32, f64)>,
}

impl RunSpec {
    /// The layers of the network.
    pub fn definitions(&self, classes: usize) -> Vec<Definition> {
        let mut layers = Vec::new();
        for _ in 0..self.depth {
            layers.push(Definition::new("dense").with("units", self.width as usize));
            if self.is_normalized {
                layers.push(Definition::new("batch_norm"));
            }
            layers.push(Definition::new("relu"));
            if self.group > 1 {
                layers.push(Definition::new("max_pool_units").with("group", self.group as usize));
            }
        }
        layers.push(Definition::new("dense").with("units", classes));
        layers
    }

    /// The same run without its changes of rate: what a checkpoint must agree on.
    pub fn without_changes(&self) -> Self {
        Self { changes: Vec::new(), ..self.clone() }
    }

    /// Sets the rate from `step` on, as if the link had said so.
    ///
    /// # Errors
    /// A rate out of range, or more changes than a link holds.
    pub fn change_rate(&mut self, step: u32, learning_rate: f64) -> Result<(), Error> {
        check(setting("rate").expect("a key of the table"), &decimal::format(learning_rate))?;
        let kept = self.changes.iter().take_while(|(at, _)| *at < step).count();
        if kept >= MOST_CHANGES {
            let problem = format!("{MOST_CHANGES} changes are the most a run keeps; reset first");
            return Err(Error::setting("changes", problem));
        }
        self.changes.truncate(kept);
        self.changes.push((step, learning_rate));
        Ok(())
    }

    fn check_together(self) -> Result<Self, Error> {
        let refuse = |key, problem: String| Err(Error::setting(key, problem));
        if !self.width.is_multiple_of(self.group) {
            let problem = format!("{} does not divide the width {}", self.group, self.width);
            return refuse("group", problem);
        }
        if self.batch > self.images {
            let problem = format!("{} is more than the {} images", self.batch, self.images);
            return refuse("batch", problem);
        }
        if self.is_normalized && self.batch < 2 {
            let problem = "batch normalization needs at least 2 images a step".to_owned();
            return refuse("batch", problem);
        }
        let rule = optim::rule::<f32>(&self.rule).expect("a rule of the catalogue");
        if let Some(reason) = rule.refusal(self.hyperparameters) {
            return refuse("decay", reason.to_owned());
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
        let pairs = read_pairs(text)?;
        let raw = |key: &str| -> Result<&str, Error> {
            let given = pairs.iter().find(|(name, _)| name == key).map(|(_, value)| &**value);
            let setting = setting(key).expect("a key of the table");
            let value = given.unwrap_or(setting.default);
            check(setting, value)?;
            Ok(value)
        };
        let integer = |key: &str| -> Result<u32, Error> {
            raw(key)?.parse().map_err(|_| Error::setting(key, "is not a whole number"))
        };
        let changes = pairs.iter().find(|(name, _)| name == "changes");
        Self {
            is_normalized: raw("architecture")? == "arch2",
            depth: integer("depth")?,
            width: integer("width")?,
            group: integer("group")?,
            rule: raw("rule")?.to_owned(),
            learning_rate: read_number("rate", raw("rate")?)?,
            schedule: Schedule::named(raw("schedule")?).expect("a choice of the table"),
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
            changes: changes.map_or(Ok(Vec::new()), |(_, value)| read_changes(value))?,
        }
        .check_together()
    }
}

impl fmt::Display for RunSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let twin = match self.twin {
            None => "off",
            Some(Draw::PowersOfTwo) => "powers",
            Some(Draw::Random) => "random",
        };
        write!(
            f,
            "rule={}&rate={}&schedule={}&batch={}&architecture={}&depth={}&width={}&group={}\
             &images={}&seed={}&twin={twin}&strength={}",
            self.rule,
            decimal::format(self.learning_rate),
            self.schedule.name(),
            self.batch,
            if self.is_normalized { "arch2" } else { "arch1" },
            self.depth,
            self.width,
            self.group,
            self.images,
            self.seed,
            self.strength,
        )?;
        let Hyperparameters { momentum, period, decay } = self.hyperparameters;
        let (momentum, decay) = (decimal::format(momentum), decimal::format(decay));
        write!(f, "&momentum={momentum}&period={period}&decay={decay}")?;
        for (position, (step, rate)) in self.changes.iter().enumerate() {
            let separator = if position == 0 { "&changes=" } else { "," };
            write!(f, "{separator}{step}:{}", decimal::format(*rate))?;
        }
        Ok(())
    }
}

fn read_pairs(text: &str) -> Result<Vec<(String, String)>, Error> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decode(key), decode(value));
        if key != "changes" && setting(&key).is_none() {
            let known: Vec<_> =
                SETTINGS.iter().chain(&RULE_SETTINGS).map(|setting| setting.key).collect();
            let problem = format!("there is no such setting; known are {}", known.join(", "));
            return Err(Error::setting(&key, problem));
        }
        if pairs.iter().any(|(name, _)| *name == key) {
            return Err(Error::setting(&key, "is given twice"));
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}

/// Percent-decoding; what is not a valid escape stays as it is and then fails its
/// setting's own check.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| str::from_utf8(digits).ok());
        match digits.map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn check(setting: &Setting, value: &str) -> Result<(), Error> {
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
        Values::Choice(choices) => {
            if choices.iter().any(|(choice, _)| *choice == value) {
                return Ok(());
            }
            let known: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
            fail(format!("\"{value}\" is none of {}", known.join(", ")))
        }
    }
}

fn read_number(key: &str, text: &str) -> Result<f64, Error> {
    decimal::parse(text).ok_or_else(|| Error::setting(key, format!("\"{text}\" is no number")))
}

fn read_changes(text: &str) -> Result<Vec<(u32, f64)>, Error> {
    let mut changes: Vec<(u32, f64)> = Vec::new();
    for change in text.split(',') {
        let fail = |problem: &str| Error::setting("changes", format!("\"{change}\" {problem}"));
        let parts = change.split_once(':').ok_or_else(|| fail("is not step:rate"))?;
        let step = parts.0.parse().map_err(|_| fail("does not start with a whole step"))?;
        if changes.last().is_some_and(|(before, _)| *before >= step) {
            return Err(fail("does not come after the change before it"));
        }
        check(setting("rate").expect("a key of the table"), parts.1)
            .map_err(|_| fail("has no rate above 0, at most 10"))?;
        changes.push((step, read_number("changes", parts.1)?));
        if changes.len() > MOST_CHANGES {
            let problem = format!("{MOST_CHANGES} are the most a link holds");
            return Err(Error::setting("changes", problem));
        }
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        text.parse::<RunSpec>().expect_err(text).to_string()
    }

    #[test]
    fn text_round_trips() {
        for text in
            ["", "rule=un&twin=off", "architecture=arch2&changes=10:0.5,20%3A0.25&rate=1e-3"]
        {
            let spec: RunSpec = text.parse().expect(text);
            assert_eq!(spec.to_string().parse(), Ok(spec));
        }
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

    #[test]
    fn a_change_of_rate_replaces_what_was_planned_after_it() {
        let mut spec: RunSpec = "changes=10:0.5,20:0.25".parse().expect("valid");
        spec.change_rate(15, 0.1).expect("a valid rate");
        assert_eq!(spec.changes, [(10, 0.5), (15, 0.1)]);
        assert!(spec.change_rate(16, f64::NAN).is_err());
        for step in 20..50 {
            spec.change_rate(step, 0.1).expect("room");
        }
        assert!(spec.change_rate(50, 0.1).is_err_and(|e| e.to_string().contains("32")));
    }
}
