//! How much work is done, and how long the rest will take.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::rate;

/// The time between two updates of the terminal's line.
const BETWEEN_LINES: Duration = Duration::from_secs(1);

/// The work that is left, in multiplications of forward passes, unit by unit.
pub struct Progress {
    begin: Instant,
    all: f64,
    left: Vec<f64>,
    runs: usize,
    finished: usize,
    shown: Option<Instant>,
}

impl Progress {
    /// Starts with the work of each unit and the number of all runs.
    pub fn new(left: Vec<f64>, runs: usize) -> Self {
        let all = left.iter().sum();
        Self { begin: Instant::now(), all, left, runs, finished: 0, shown: None }
    }

    /// Notes that this much work of a unit is left.
    pub fn set_left(&mut self, unit: usize, left: f64) {
        self.left[unit] = left;
        let is_due = self.shown.is_none_or(|shown| shown.elapsed() >= BETWEEN_LINES);
        if is_due && stderr().is_terminal() {
            eprint!("\r{}\x1b[K", self.line());
            self.shown = Some(Instant::now());
        }
    }

    /// Prints a line about a finished run. The line stays.
    pub fn finish(&mut self, record: &RunRecord) {
        self.finished += 1;
        let clear = if stderr().is_terminal() { "\r\x1b[K" } else { "" };
        let outcome = match record.test_error() {
            None => "diverged".to_owned(),
            Some(error) => format!("{:.2} % wrong", 100.0 * error),
        };
        let cell = &record.cell;
        eprintln!(
            "{clear}{} depth {} {} {} spread {} seed {}: rate {:.2e}, {} epochs, {outcome}; {}",
            cell.architecture(),
            cell.depth,
            cell.rule,
            cell.protocol.name(),
            cell.spread,
            record.seed,
            rate(record.search.chosen()),
            record.epochs,
            self.line()
        );
    }

    fn line(&self) -> String {
        let left: f64 = self.left.iter().sum();
        let seconds = self.begin.elapsed().as_secs_f64();
        let estimate = seconds * left / (self.all - left);
        let estimate = if estimate.is_finite() { time(estimate) } else { "?".to_owned() };
        let (finished, runs) = (self.finished, self.runs);
        format!("{finished} of {runs} runs in {}, about {estimate} left", time(seconds))
    }
}

/// A time in a unit of its size.
pub fn time(seconds: f64) -> String {
    if seconds < 100.0 {
        format!("{seconds:.0} s")
    } else if seconds < 6000.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3600.0)
    }
}
