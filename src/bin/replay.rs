//! Runs a reference case and prints the results as JSON.
//!
//! `replay CASE.json` computes in single precision, `replay --double CASE.json` in
//! double. Malformed input ends with exit code 2 and a message that names the field.

// Cargo builds the programs of a package beside its browser tests too. A browser has no command
// line.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fs;
    use std::io::{Write, stdout};
    use std::process::ExitCode;

    use scale_drift::experiment::case::Case;

    const USAGE: &str = "usage: replay [--double] CASE.json";

    pub fn main() -> ExitCode {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let outcome = replay(&arguments)
            .and_then(|results| writeln!(stdout(), "{results}").map_err(|e| e.to_string()));
        if let Err(message) = outcome {
            eprintln!("replay: {message}");
            return ExitCode::from(2);
        }
        ExitCode::SUCCESS
    }

    fn replay(arguments: &[String]) -> Result<String, String> {
        let (options, paths): (Vec<_>, Vec<_>) =
            arguments.iter().partition(|argument| argument.starts_with("--"));
        if let Some(unknown) = options.iter().find(|option| **option != "--double") {
            return Err(format!("there is no option {unknown}\n{USAGE}"));
        }
        let [path] = paths[..] else {
            return Err(USAGE.to_owned());
        };
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let case: Case = text.parse().map_err(|error| format!("{path}: {error}"))?;
        let results = if options.is_empty() {
            case.replay::<f32>().map(|results| results.to_json())
        } else {
            case.replay::<f64>().map(|results| results.to_json())
        };
        results.map(|results| results.to_string()).map_err(|error| format!("{path}: {error}"))
    }
}
