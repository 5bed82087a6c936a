//! The engine's facts that the page needs, as JSON: settings and their demands on each other,
//! rules, limits, the parts of a link. So the page repeats no name and no limit. Native only: the
//! build asks for the catalogue once and writes it to a file.

use serde_json::{Map, Value, json};

use crate::data::images::CLASSES;
use crate::experiment::by_hand::{MOST_CHANGES, MOST_DOUBLINGS, MOST_RESCALINGS};
use crate::experiment::couplings::{COUPLINGS, Condition, Coupling, Demand};
use crate::experiment::kind::IMAGE;
use crate::experiment::link;
use crate::experiment::networks::{
    BYTES, MOST_MEMORY, PER_ACTIVATION, PER_WEIGHT, SEGMENT_FILTERS, SEGMENT_NUMBERS,
};
use crate::experiment::settings::{DEFAULTS, RULE_SETTINGS, SETTINGS, Setting, Values, setting};
use crate::experiment::stages::{KERNELS, MOST_FILTERS, MOST_STAGES, POOL, Pooling};
use crate::optim::descent::Hyperparameters;
use crate::optim::{Rule, catalog};

/// Settings that every lane has for itself, whatever its rule.
const OF_EVERY_LANE: [&str; 2] = ["rate", "schedule"];

/// The catalogue.
pub fn catalog_json() -> Value {
    let is_of_lane = |setting: &&Setting| OF_EVERY_LANE.contains(&setting.key);
    let is_shared = |setting: &&Setting| !is_of_lane(setting) && setting.values != Values::Rule;
    let lane_settings = SETTINGS.iter().filter(is_of_lane).chain(&RULE_SETTINGS);
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "settings": SETTINGS.iter().filter(is_shared).map(setting_json).collect::<Value>(),
        "laneSettings": lane_settings.map(setting_json).collect::<Value>(),
        "couplings": COUPLINGS.iter().map(coupling_json).collect::<Value>(),
        "networkDefaults": DEFAULTS.map(|(network, key, value)| {
            json!({ "network": network.name(), "key": key, "value": typed(key, value) })
        }),
        "memory": {
            "most": MOST_MEMORY,
            "bytes": BYTES,
            "perActivation": PER_ACTIVATION,
            "perWeight": PER_WEIGHT,
            "segmentNumbers": SEGMENT_NUMBERS,
            "digits": CLASSES,
        },
        "segmentFilters": SEGMENT_FILTERS,
        "byHand": {
            "changes": MOST_CHANGES,
            "rescalings": MOST_RESCALINGS,
            "doublings": whole_where_possible(MOST_DOUBLINGS),
        },
        "rules": catalog::<f32>().iter().map(rule_json).collect::<Value>(),
        "link": {
            "version": link::VERSION,
            "laneIds": link::LANE_IDS,
            "speeds": choices(&link::SPEEDS),
            "budgets": link::BUDGETS.iter().map(setting_json).collect::<Value>(),
        },
        "defaults": { "rules": link::DEFAULT_RULES, "speed": link::DEFAULT_SPEED },
    })
}

fn setting_json(setting: &Setting) -> Value {
    let values = match setting.values {
        Values::Integer(least, most) => {
            json!({ "kind": "integer", "minimum": least, "maximum": most })
        }
        Values::Number(least, most) => json!({
            "kind": "number",
            "minimum": whole_where_possible(least),
            "maximum": whole_where_possible(most),
        }),
        Values::NumberAbove(above, most) => json!({
            "kind": "number",
            "minimum": whole_where_possible(above),
            "exclusiveMinimum": true,
            "maximum": whole_where_possible(most),
        }),
        Values::Choice(listed) => json!({ "kind": "choice", "choices": choices(listed) }),
        Values::Rule => json!({ "kind": "rule" }),
        Values::Stages => json!({ "kind": "stages", "stages": {
            "most": MOST_STAGES,
            "filters": MOST_FILTERS,
            "kernels": KERNELS,
            "poolings": choices(&Pooling::CHOICES),
            "pool": POOL,
            "side": IMAGE.width,
        } }),
    };
    let words = json!({
        "key": setting.key,
        "label": setting.label,
        "unit": setting.unit,
        "help": setting.help,
        "default": typed(setting.key, setting.default),
        "networks": setting.networks.iter().map(|kind| kind.name()).collect::<Value>(),
        "restarts": setting.restarts,
    });
    both(words, values)
}

/// The value of a setting as JSON: a text, or a number.
fn typed(key: &str, value: &str) -> Value {
    match setting(key).map(|setting| setting.values) {
        None | Some(Values::Choice(_) | Values::Rule | Values::Stages) => json!(value),
        Some(_) => serde_json::from_str(value).expect("a number"),
    }
}

fn coupling_json(coupling: &Coupling) -> Value {
    let demand = match coupling.demand {
        Demand::Divides { whole, otherwise } => {
            json!({ "kind": "divides", "whole": whole, "otherwise": otherwise })
        }
        Demand::Is { is, when } => json!({ "kind": "is", "is": is, "when": condition(when) }),
        Demand::AtMost { most } => json!({ "kind": "atMost", "most": most }),
        Demand::AtLeast { least, when } => {
            json!({ "kind": "atLeast", "least": least, "when": condition(when) })
        }
    };
    both(json!({ "key": coupling.key, "problem": coupling.problem }), demand)
}

fn rule_json(rule: &Rule<f32>) -> Value {
    let decaying = Hyperparameters { decay: 1.0, ..Hyperparameters::default() };
    let decay = rule.refusal(decaying).is_none().then_some("decay");
    let reads = OF_EVERY_LANE.iter().chain(rule.hyperparameters).copied().chain(decay);
    json!({
        "id": rule.id,
        "name": rule.name,
        "label": rule.label,
        "formula": rule.formula,
        "summary": rule.summary,
        "divergence": rule.divergence,
        "invariance": rule.invariance.id(),
        // PBWN, which has a period, leaves its set between two returns.
        "fixesNorms": rule.geometry.has_set() && !rule.hyperparameters.contains(&"period"),
        "learningRate": rule.learning_rate,
        "reads": reads.collect::<Vec<_>>(),
    })
}

fn condition(Condition { key, is }: Condition) -> Value {
    json!({ "key": key, "is": is })
}

fn choices(listed: &[(&str, &str)]) -> Value {
    listed.iter().map(|(value, label)| json!({ "value": value, "label": label })).collect()
}

/// Writes 10.0 as `10`, as JavaScript does.
fn whole_where_possible(number: f64) -> Value {
    serde_json::from_str(&number.to_string()).expect("a number")
}

/// One object with the fields of both objects.
fn both(one: Value, other: Value) -> Value {
    let fields = [one, other].into_iter().flat_map(|value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    });
    Value::Object(fields.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::link::DEFAULT_RULES;
    use crate::experiment::spec::RunSpec;

    #[test]
    fn its_defaults_are_those_of_a_spec() {
        let json = catalog_json();
        let settings = json["settings"].as_array().expect("a list");
        let lane_settings = json["laneSettings"].as_array().expect("a list");
        let listed = settings.len() + lane_settings.len();
        assert_eq!(listed, SETTINGS.len() - 1 + RULE_SETTINGS.len());
        let pair = |setting: &Value| {
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
        let fixing = rules.iter().filter(|rule| rule["fixesNorms"] == true);
        assert_eq!(fixing.map(|rule| &rule["id"]).collect::<Vec<_>>(), ["un", "un_momentum"]);
        assert!(DEFAULT_RULES.iter().all(|id| rules.iter().any(|rule| rule["id"] == *id)));
        assert!(link::DEFAULT_RULES.len() <= link::LANE_IDS.len());
        assert!(link::SPEEDS.iter().any(|(value, _)| *value == link::DEFAULT_SPEED));
    }

    /// A change by hand carries a rate and a schedule: a run goes on after a change of these two
    /// settings, and begins anew after a change of any other setting.
    #[test]
    fn what_a_change_by_hand_carries_does_not_restart() {
        let goes_on = SETTINGS.iter().chain(&RULE_SETTINGS).filter(|setting| !setting.restarts);
        assert_eq!(goes_on.map(|setting| setting.key).collect::<Vec<_>>(), ["rate", "schedule"]);
    }

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        let json = catalog_json().to_string();
        assert!(json.contains("\"doublings\":20,") && json.contains("\"maximum\":0.999"), "{json}");
    }
}
