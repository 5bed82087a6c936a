//! The paper's protocol for a worker, which holds the digits and does one unit of work at a time.

use core::mem::take;

use js_sys::{Error as JsError, Function};
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::data::images::Images;
use crate::data::synthetic;
use crate::error::Error;
use crate::experiment::protocol::csv::to_csv;
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::sections::sections;
use crate::experiment::protocol::unit::{Assignment, Digits, Unit, Work};

/// The tables of these runs as comma-separated values; all runs have the same images and extent.
#[wasm_bindgen]
pub fn paper_table(lines: &str) -> Result<String, JsError> {
    let records = read_records(lines)?;
    Ok(to_csv(&sections(&records.iter().collect::<Vec<_>>())))
}

/// Multiplications of a forward pass over one image, for each step of a unit of work if no run
/// stops early.
#[wasm_bindgen]
pub fn paper_work(assignment: &str, known: &str) -> Result<f64, JsError> {
    let assignment = read_assignment(assignment, known)?;
    assignment.cell.definitions().map_err(to_js)?;
    Ok(f64::from(assignment.most_steps()) * assignment.cell.multiplications())
}

/// The digits of a worker, and at most one unit of work over them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Paper {
    training: Images,
    test: Images,
    digits: Option<Digits>,
    unit: Option<Unit>,
    finished: Option<RunRecord>,
    weight: f64,
    steps: u32,
}

#[wasm_bindgen]
impl Paper {
    /// A worker's state without images.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an unzipped shard of training images.
    pub fn add_training_shard(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.training.append_shard(bytes).map_err(to_js)
    }

    /// Appends an unzipped shard of test images.
    pub fn add_test_shard(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.test.append_shard(bytes).map_err(to_js)
    }

    /// Ends the loading of shards, and returns the SHA-256 of their images.
    pub fn seal(&mut self) -> String {
        let (training, test) = (take(&mut self.training), take(&mut self.test));
        self.digits.insert(Digits::new(training, test)).sha256().to_owned()
    }

    /// Takes made-up images in place of digits, to measure how fast this machine works on a plan.
    pub fn make_up(&mut self, images: u32) {
        let images = synthetic::images(images as usize);
        self.digits = Some(Digits::new(images.clone(), images));
    }

    /// Begins a unit of work, in place of any other unit.
    pub fn begin(&mut self, assignment: &str, known: &str) -> Result<(), JsError> {
        let assignment = read_assignment(assignment, known)?;
        let digits = self.digits.as_ref().ok_or_else(not_begun)?;
        self.weight = assignment.cell.multiplications();
        self.unit = Some(Unit::new(assignment, digits).map_err(to_js)?);
        Ok(())
    }

    /// Does a slice of work and says which: `searched`, `trained`, `judged`, `finished` or `done`.
    /// It calls `beat` between layers.
    pub fn advance(&mut self, beat: &Function) -> Result<String, JsError> {
        let (Some(unit), Some(digits)) = (&mut self.unit, &self.digits) else {
            return Err(not_begun());
        };
        let beat = &mut || {
            // An error in `beat` must not stop the work.
            let _ = beat.call0(&JsValue::UNDEFINED);
        };
        self.steps = 0;
        let what = match unit.advance(digits, beat).map_err(to_js)? {
            Work::Searched => "searched",
            Work::Trained(steps) => {
                self.steps = steps;
                "trained"
            }
            Work::Judged => "judged",
            Work::Finished(record) => {
                self.finished = Some(*record);
                "finished"
            }
            Work::Done => "done",
        };
        Ok(what.to_owned())
    }

    /// The number of steps that the last slice trained.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The work that is left of the unit, counted as in [`paper_work`].
    #[wasm_bindgen(getter)]
    pub fn left(&self) -> f64 {
        self.unit.as_ref().map_or(0.0, |unit| f64::from(unit.most_steps_left()) * self.weight)
    }

    /// The line of the run that has just finished, with the times that the worker measured; NaN
    /// stands for a missing time.
    pub fn record(&mut self, seconds_per_step: f64, seconds: f64) -> Result<String, JsError> {
        let mut record = self.finished.take().ok_or_else(not_begun)?;
        let measured = |seconds: f64| seconds.is_finite().then_some(seconds);
        record.seconds_per_step = measured(seconds_per_step).or(record.seconds_per_step);
        record.seconds = measured(seconds).or(record.seconds);
        Ok(record.to_json())
    }
}

/// `assignment`: `key=value&…`, see [`Assignment::read`]. `known`: lines of runs of the same cell
/// and seed.
fn read_assignment(assignment: &str, known: &str) -> Result<Assignment, JsError> {
    Assignment::read(assignment, read_records(known)?).map_err(to_js)
}

fn read_records(lines: &str) -> Result<Vec<RunRecord>, JsError> {
    let mut records = Vec::new();
    for line in lines.split('\n').filter(|line| !line.is_empty()) {
        records.push(line.parse().map_err(|error: Error| to_js(error))?);
    }
    Ok(records)
}

fn not_begun() -> JsError {
    JsError::new("seal the images, begin a unit of work, then advance")
}
