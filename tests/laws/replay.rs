//! The `replay` program as its users meet it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn replay(arguments: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_replay")).args(arguments).output();
    program.expect("the program starts")
}

fn case(name: &str) -> String {
    format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

/// A file in the folder for temporary files, under a name of its own.
fn file(name: &str, text: &str) -> String {
    let path: PathBuf = std::env::temp_dir().join(format!("replay-{}-{name}", std::process::id()));
    fs::write(&path, text).expect("a place for temporary files");
    path.to_string_lossy().into_owned()
}

#[test]
fn prints_one_object_with_the_four_fields() {
    for options in [&[][..], &["--double"]] {
        let output = replay(&[options, &[&case("conv2_bn-un")]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        let fields: Vec<_> = json.as_object().expect("an object").keys().cloned().collect();
        let expected =
            ["gradient_first_batch", "logits_first_batch", "loss_per_step", "weights_final"];
        assert_eq!(fields, expected);
    }
    assert_ne!(
        replay(&[&case("dense2-sm")]).stdout,
        replay(&["--double", &case("dense2-sm")]).stdout
    );
}

#[test]
fn what_cannot_be_replayed_ends_with_a_reason_and_code_2() {
    let text = fs::read_to_string(case("dense2-sgd")).expect("a case");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["update"]["rule"] = Value::from("adamant");
    let unknown_rule = file("rule", &json.to_string());
    let cut_short = file("cut", &text[..text.len() / 2]);
    for (arguments, reason) in [
        (vec!["no/such/file.json"], "no/such/file.json"),
        (vec![], "usage"),
        (vec!["--triple", "x"], "--triple"),
        (vec![unknown_rule.as_str()], "update.rule"),
        (vec![cut_short.as_str()], "file"),
    ] {
        let output = replay(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains(reason), "{arguments:?}: {message}");
        assert!(output.stdout.is_empty());
    }
    for path in [unknown_rule, cut_short] {
        fs::remove_file(path).expect("the file is there");
    }
}

/// The field `expected` serves comparisons; replaying does not need it.
#[test]
fn a_case_without_expected_is_replayed() {
    let text = fs::read_to_string(case("dense2-pbwn")).expect("a case");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json.as_object_mut().expect("an object").remove("expected");
    let path = file("bare", &json.to_string());
    assert_eq!(replay(&[&path]).stdout, replay(&[&case("dense2-pbwn")]).stdout);
    fs::remove_file(path).expect("the file is there");
}
