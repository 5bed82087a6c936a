//! The same without a browser: `bench-native SHARD` reads commands and answers each in one
//! line of JSON.
//!
//! | command | answer |
//! |---|---|
//! | `list` | `[{"id": …, "flops": …}, …]` |
//! | `time INDEX MILLISECONDS` | `{"passes": …, "milliseconds": …}`, as long or longer |
//! | `memory INDEX` | `{"allocations": …, "gained": …, "before": …, "after": …}` or `null` |

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::time::Instant;

use scale_drift::data::images::Images;
use scale_drift_bench::workloads::{Workload, catalog};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: bench-native SHARD")?;
    let mut images = Images::default();
    images.append_shard(&std::fs::read(path)?)?;
    let workloads = catalog();
    let mut prepared: Vec<Option<Box<dyn FnMut()>>> = workloads.iter().map(|_| None).collect();
    for line in stdin().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            ["list"] => list(&workloads),
            ["time", index, milliseconds] => {
                let index: usize = index.parse()?;
                let pass = match &mut prepared[index] {
                    Some(pass) => pass,
                    empty => empty.insert(workloads[index].prepare(&images)?),
                };
                time(pass, milliseconds.parse()?)
            }
            ["memory", index] => match workloads[index.parse::<usize>()?].memory(&images)? {
                None => "null".to_owned(),
                Some(memory) => format!(
                    r#"{{"allocations": {}, "gained": {}, "before": {}, "after": {}}}"#,
                    memory.allocations, memory.gained, memory.before, memory.after
                ),
            },
            _ => return Err(format!("unknown command: {line}").into()),
        };
        println!("{answer}");
        stdout().flush()?;
    }
    Ok(())
}

fn list(workloads: &[Workload]) -> String {
    let entries: Vec<String> = workloads
        .iter()
        .map(|workload| format!(r#"{{"id": "{}", "flops": {}}}"#, workload.id, workload.flops))
        .collect();
    format!("[{}]", entries.join(", "))
}

fn time(pass: &mut dyn FnMut(), milliseconds: f64) -> String {
    let started = Instant::now();
    let (mut passes, mut spent) = (0_u32, 0.0);
    while spent < milliseconds {
        pass();
        passes += 1;
        spent = started.elapsed().as_secs_f64() * 1000.0;
    }
    format!(r#"{{"passes": {passes}, "milliseconds": {spent}}}"#)
}
