//! Runs the paper's MNIST experiment (theory section 7) and prints its table. With `--task scenes` it
//! runs the segmentation of scenes instead.
//!
//! Every finished run is appended to a file of results at once. The same command continues a run of
//! the program that was stopped. Malformed input ends with exit code 2 and a message that says what
//! would be right.

// Cargo builds the programs of a package beside its browser tests too. A browser has no command
// line.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod clock;
#[cfg(not(target_arch = "wasm32"))]
mod digits;
#[cfg(not(target_arch = "wasm32"))]
mod options;
#[cfg(not(target_arch = "wasm32"))]
mod plan;
#[cfg(not(target_arch = "wasm32"))]
mod pool;
#[cfg(not(target_arch = "wasm32"))]
mod progress;
#[cfg(not(target_arch = "wasm32"))]
mod results;
#[cfg(not(target_arch = "wasm32"))]
mod scenes;
#[cfg(not(target_arch = "wasm32"))]
mod tables;
#[cfg(not(target_arch = "wasm32"))]
mod workers;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match native::paper(&arguments) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("paper: {message}");
            std::process::ExitCode::from(2)
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fs;
    use std::io::{Write, stdout};

    use scale_drift::experiment::protocol::record::RunRecord;

    use crate::options::Options;
    use crate::results::Results;
    use crate::tables::Tables;
    use crate::{digits, plan, scenes, workers};

    pub fn paper(arguments: &[String]) -> Result<(), String> {
        if let Some(at) = arguments.iter().position(|argument| argument == "--task") {
            let rest = [&arguments[..at], arguments.get(at + 2..).unwrap_or_default()].concat();
            return match arguments.get(at + 1).map(String::as_str) {
                Some("scenes") => scenes::run(&rest),
                Some("digits") => self::paper(&rest),
                task => Err(format!("--task {}: digits or scenes", task.unwrap_or_default())),
            };
        }
        let options = Options::parse(arguments)?;
        if options.common.is_table_only {
            let records = Results::read(&options.common.out)?;
            return print(&options, &records);
        }
        let digits = digits::read(&options.common.data)?;
        let mut results = Results::open(&options.common.out)?;
        let assignments = plan::assignments(&options, results.records(), digits.sha256());
        workers::run(assignments, options.common.threads, &digits, &mut results)?;
        print(&options, results.records())
    }

    fn print(options: &Options, records: &[RunRecord]) -> Result<(), String> {
        let tables = Tables::new(records, options)?;
        let files = [("md", tables.to_markdown()), ("csv", tables.to_csv())];
        for (extension, text) in &files {
            let path = options.common.out.with_extension(extension);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        write!(stdout(), "{}", files[0].1).map_err(|error| error.to_string())
    }
}
