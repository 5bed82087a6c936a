//! The time that a thread was at work. On Linux this is the time that the kernel counts for the
//! thread, so neither a pause nor another program's turn on the processor is counted. Elsewhere it
//! is wall time.

use std::fs;
use std::time::Instant;

use scale_drift::experiment::protocol::statistics::median;

/// Times the training of one run, epoch by epoch.
pub struct StepClock {
    begin: Instant,
    /// Seconds and steps of the epoch so far.
    epoch: (f64, u32),
    /// Mean seconds per step of each finished epoch.
    means: Vec<f64>,
}

impl StepClock {
    pub fn new() -> Self {
        Self { begin: Instant::now(), epoch: (0.0, 0), means: Vec::new() }
    }

    /// Seconds at work since some fixed moment.
    pub fn now(&self) -> f64 {
        let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nanoseconds = text.split(' ').next().and_then(|first| first.parse::<f64>().ok());
        nanoseconds.map_or_else(|| self.begin.elapsed().as_secs_f64(), |count| count / 1e9)
    }

    /// Counts training steps that began at `since`.
    pub fn add(&mut self, since: f64, steps: u32) {
        self.epoch.0 += self.now() - since;
        self.epoch.1 += steps;
    }

    /// Ends an epoch, if an epoch was begun.
    pub fn end_epoch(&mut self) {
        let (seconds, steps) = std::mem::take(&mut self.epoch);
        if steps > 0 {
            self.means.push(seconds / f64::from(steps));
        }
    }

    /// The median over the epochs since the last reading; `None` if there were none.
    pub fn take_seconds_per_step(&mut self) -> Option<f64> {
        self.end_epoch();
        let means = std::mem::take(&mut self.means);
        (!means.is_empty()).then(|| median(means))
    }
}
