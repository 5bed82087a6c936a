//! What the page must know of the engine, as JSON: settings, rules, defaults. The page
//! types no name and no limit a second time.

use core::fmt::Write;

use crate::decimal::format as number;
use crate::experiment::settings::{RULE_SETTINGS, SETTINGS, Setting, Values};
use crate::optim::descent::Hyperparameters;
use crate::optim::{Rule, catalog};

/// Rules of the first visit, a lane each.
pub const DEFAULT_RULES: [&str; 3] = ["sgd", "sm", "un"];

/// Settings that each lane has for itself, whatever its rule.
const OF_EVERY_LANE: [&str; 2] = ["rate", "schedule"];

/// The catalogue as one JSON object.
pub fn catalog_json() -> String {
    let is_of_lane = |setting: &&Setting| OF_EVERY_LANE.contains(&setting.key);
    let is_shared = |setting: &&Setting| !is_of_lane(setting) && setting.values != Values::Rule;
    let settings = SETTINGS.iter().filter(is_shared).map(setting_json);
    let lane_settings = SETTINGS.iter().filter(is_of_lane).chain(&RULE_SETTINGS).map(setting_json);
    let rules: Vec<String> = catalog::<f32>().iter().map(rule_json).collect();
    let defaults: Vec<String> = DEFAULT_RULES.iter().map(|rule| quote(rule)).collect();
    format!(
        "{{\"version\":{},\"settings\":[{}],\"laneSettings\":[{}],\"rules\":[{}],\
         \"defaults\":{{\"rules\":[{}]}}}}",
        quote(env!("CARGO_PKG_VERSION")),
        settings.collect::<Vec<_>>().join(","),
        lane_settings.collect::<Vec<_>>().join(","),
        rules.join(","),
        defaults.join(",")
    )
}

fn setting_json(setting: &Setting) -> String {
    let values = match setting.values {
        Values::Integer(least, most) => {
            format!("\"kind\":\"integer\",\"minimum\":{least},\"maximum\":{most}")
        }
        Values::NumberAbove(above, most) => format!(
            "\"kind\":\"number\",\"minimum\":{},\"exclusiveMinimum\":true,\"maximum\":{}",
            number(above),
            number(most)
        ),
        Values::Rule => "\"kind\":\"rule\"".to_owned(),
        Values::Number(least, most) => {
            let (least, most) = (number(least), number(most));
            format!("\"kind\":\"number\",\"minimum\":{least},\"maximum\":{most}")
        }
        Values::Choice(choices) => {
            let choices =
                choices.iter().map(|(value, label)| object(&[("value", value), ("label", label)]));
            let choices: Vec<String> = choices.collect();
            format!("\"kind\":\"choice\",\"choices\":[{}]", choices.join(","))
        }
    };
    let default = match setting.values {
        Values::Choice(_) | Values::Rule => quote(setting.default),
        _ => setting.default.to_owned(),
    };
    let words = object(&[
        ("key", setting.key),
        ("label", setting.label),
        ("unit", setting.unit),
        ("help", setting.help),
    ]);
    let words = words.trim_end_matches('}');
    format!("{words},{values},\"default\":{default},\"restarts\":{}}}", setting.restarts)
}

fn rule_json(rule: &Rule<f32>) -> String {
    let words = object(&[
        ("id", rule.id),
        ("name", rule.name),
        ("label", rule.label),
        ("formula", rule.formula),
        ("summary", rule.summary),
        ("citation", rule.citation),
        ("invariant", rule.invariance.describe()),
    ]);
    let words = words.trim_end_matches('}');
    let decaying = Hyperparameters { decay: 1.0, ..Hyperparameters::default() };
    let decay = rule.refusal(decaying).is_none().then_some("decay");
    let reads = OF_EVERY_LANE.iter().chain(rule.hyperparameters).copied().chain(decay);
    let reads: Vec<String> = reads.map(quote).collect();
    let (rate, reads) = (number(rule.learning_rate), reads.join(","));
    format!("{words},\"learningRate\":{rate},\"reads\":[{reads}]}}")
}

fn object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}:{}", quote(name), quote(value))).collect();
    format!("{{{}}}", fields.join(","))
}

fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control < ' ' => {
                write!(quoted, "\\u{:04x}", u32::from(control)).expect("strings take all text");
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::experiment::spec::RunSpec;

    #[test]
    fn is_json_and_its_defaults_are_those_of_a_spec() {
        let json: serde_json::Value = serde_json::from_str(&catalog_json()).expect("JSON");
        let settings = json["settings"].as_array().expect("a list");
        let lane_settings = json["laneSettings"].as_array().expect("a list");
        let listed = settings.len() + lane_settings.len();
        assert_eq!(listed, SETTINGS.len() - 1 + RULE_SETTINGS.len());
        let pair = |setting: &serde_json::Value| {
            let default = setting["default"].to_string();
            format!("{}={}", setting["key"].as_str().expect("a key"), default.trim_matches('"'))
        };
        let link = settings.iter().chain(lane_settings).map(pair).collect::<Vec<_>>().join("&");
        assert_eq!(link.parse(), Ok(RunSpec::default()));
        let rules = json["rules"].as_array().expect("a list");
        let keys: Vec<_> = lane_settings.iter().map(|setting| &setting["key"]).collect();
        let mut reads = rules.iter().flat_map(|rule| rule["reads"].as_array().expect("a list"));
        assert!(reads.all(|key| keys.contains(&key)));
        let decays = |id: &str| rules.iter().any(|r| r["id"] == id && r["reads"][2] == "decay");
        assert!(decays("sgd") && !decays("un"), "a rule that refuses decay does not offer it");
        assert!(DEFAULT_RULES.iter().all(|id| rules.iter().any(|rule| rule["id"] == *id)));
    }

    #[test]
    fn quotes_what_json_must() {
        assert_eq!(quote("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    }
}
