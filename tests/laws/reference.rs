//! The reference cases. Another program computed them by automatic differentiation in double
//! precision (see `tests/reference/README.md`).

use std::fs;
use std::path::{Path, PathBuf};

use scale_drift::experiment::case::Case;
use scale_drift::real::Real;
use serde_json::Value;

/// The number of cases in the folder. A lost file must not go unnoticed.
const CASES: usize = 40;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn cases() -> Vec<(String, Value)> {
    let files = fs::read_dir(folder()).expect("the folder of cases");
    let paths = files.map(|file| file.expect("a file").path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let cases = paths.iter().map(|path| {
        let text = fs::read_to_string(path).expect("a readable case");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        (text, json)
    });
    cases.collect()
}

fn numbers(value: &Value, into: &mut Vec<f64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| numbers(item, into)),
        number => into.push(number.as_f64().expect("a number")),
    }
}

/// The largest difference relative to the tensor's largest entry.
fn gap(found: &Value, expected: &Value) -> f64 {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    numbers(found, &mut a);
    numbers(expected, &mut b);
    assert_eq!(a.len(), b.len());
    let largest = b.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    let gap = a.iter().zip(&b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    if largest > 0.0 { gap / largest } else { gap }
}

fn gaps<F: Real>(text: &str, json: &Value) -> Vec<(String, f64)> {
    let case: Case = text.parse().expect("a well-formed case");
    let found = case.replay::<F>().expect("a case that can be replayed").to_json();
    let expected = &json["expected"];
    let mut gaps = vec![];
    for field in ["logits_first_batch", "loss_per_step"] {
        gaps.push((field.to_owned(), gap(&found[field], &expected[field])));
    }
    for field in ["gradient_first_batch", "weights_final"] {
        let tensors = expected[field].as_array().expect("a list");
        assert_eq!(found[field].as_array().map(Vec::len), Some(tensors.len()));
        for (at, tensor) in tensors.iter().enumerate() {
            gaps.push((format!("{field}[{at}]"), gap(&found[field][at], tensor)));
        }
    }
    gaps
}

#[test]
fn all_cases_in_double_precision() {
    let cases = cases();
    assert_eq!(cases.len(), CASES);
    for (text, json) in cases {
        for (field, gap) in gaps::<f64>(&text, &json) {
            assert!(gap < 1e-9, "{}: {field}: {gap}", json["name"]);
        }
    }
}

#[test]
fn all_cases_in_single_precision() {
    for (text, json) in cases() {
        for (field, gap) in gaps::<f32>(&text, &json) {
            let bound = if field == "loss_per_step" { 1e-5 } else { 1e-4 };
            assert!(gap < bound, "{}: {field}: {gap}", json["name"]);
        }
    }
}

/// Each mutation of a good case must be refused, and the refusal must name the field.
#[test]
fn malformed_cases_are_refused_by_the_name_of_the_field() {
    let text = fs::read_to_string(folder().join("dense2_bias-sgd.json")).expect("a case");
    let good: Value = serde_json::from_str(&text).expect("JSON");
    type Mutation = (&'static str, fn(&mut Value));
    let mutations: [Mutation; 16] = [
        ("input", |case| case["input"] = Value::from(6)),
        ("input", |case| case["input"] = serde_json::json!([0])),
        ("classes", |case| case["classes"] = Value::from(0)),
        ("classes", |case| drop(case.as_object_mut().expect("object").remove("classes"))),
        ("layers[0].kind", |case| case["layers"][0]["kind"] = Value::Null),
        ("layers[0].units", |case| case["layers"][0]["units"] = Value::from(-6)),
        ("layers[0]", |case| case["layers"][0]["kind"] = Value::from("dance")),
        ("layers[0]", |case| case["layers"][0]["units"] = Value::from(1_000_000_000_u64)),
        ("weights[0]", |case| case["weights"][0] = serde_json::json!([[1.0]])),
        ("weights[1][2]", |case| case["weights"][1][2] = Value::from("x")),
        ("weights", |case| drop(case["weights"].as_array_mut().expect("list").pop())),
        ("batches[3].y", |case| drop(case["batches"][3]["x"].as_array_mut().expect("list").pop())),
        ("batches[2].y[1]", |case| case["batches"][2]["y"][1] = Value::from(3)),
        ("batches", |case| case["batches"] = serde_json::json!([])),
        ("update.rule", |case| case["update"]["rule"] = Value::from("adamant")),
        ("update.learning_rate", |case| case["update"]["learning_rate"] = Value::from(-0.1)),
    ];
    for (field, mutate) in mutations {
        let mut bad = good.clone();
        mutate(&mut bad);
        let read = bad.to_string().parse::<Case>();
        let refused = read.and_then(|case| case.replay::<f64>().map(|_| ()));
        let message = refused.expect_err(field).to_string();
        assert!(message.starts_with(&format!("{field}: ")), "{field}: {message}");
    }
    let mut without_expected = good;
    without_expected.as_object_mut().expect("object").remove("expected");
    assert!(without_expected.to_string().parse::<Case>().is_ok());
}
