//! The segmentation of scenes: rates are searched on scenes of validation, then every rule trains
//! with each seed, from balanced and from unbalanced starts, and is judged on the scenes of tests.

mod options;
mod plan;
mod record;
mod spec;
mod table;
mod work;

use std::fs;
use std::io::{Write, stdout};

use crate::digits;
use crate::results::Results;

use options::Options;
use record::SceneRecord;
use work::Data;

/// Does the work that the file of results lacks, and writes the table beside the file.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let options = Options::parse(arguments)?;
    let data = Data::new(digits::read(&options.common.data)?, &options)?;
    let records = if options.common.is_table_only {
        Results::read(&options.common.out)?
    } else {
        let mut results = Results::<SceneRecord>::open(&options.common.out)?;
        loop {
            let jobs = plan::jobs(&options, results.records(), data.sha256())?;
            if jobs.is_empty() {
                break results.records().to_vec();
            }
            work::run(jobs, options.common.threads, &data, &mut results)?;
        }
    };
    let table = table::to_markdown(&options, &records, &data)?;
    let path = options.common.out.with_extension("md");
    fs::write(&path, &table).map_err(|error| format!("{}: {error}", path.display()))?;
    write!(stdout(), "{table}").map_err(|error| error.to_string())
}
