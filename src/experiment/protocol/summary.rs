//! The runs of one cell in numbers, beside the runs they are compared with.

use crate::experiment::protocol::cell::Cell;
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::rules::Grid;
use crate::experiment::protocol::statistics::{
    Comparison, compare, mean_and_deviation, median, put_in_order,
};

/// One row of a table. Errors are in per cent of the test images.
pub struct Summary {
    /// What was run.
    pub cell: Cell,
    /// The rates that were tried.
    pub grid: Grid,
    /// Runs, the diverged ones included.
    pub runs: usize,
    /// How many of them diverged.
    pub diverged: usize,
    /// Mean and standard deviation (n − 1) over the runs that did not diverge.
    pub error: (f64, f64),
    /// Against the baseline, run by run of the same seed.
    pub comparison: Option<Comparison>,
    /// Adjusted for all comparisons of the table.
    pub p_adjusted: f64,
    /// h of each chosen rate `10^(h/2)`, and how many runs chose it; the largest first.
    pub rates: Vec<(i32, usize)>,
    /// Mean, least and most.
    pub epochs: (f64, u32, u32),
    /// Median over the runs that were timed; NaN for none.
    pub seconds_per_step: f64,
    /// Median over seeds of the time of a step over that of SGD in the same cell.
    pub step_ratio: f64,
}

impl Summary {
    /// `runs` are of one cell; `baseline` is what their errors are compared with, `sgd` what
    /// their times are.
    #[allow(clippy::cast_precision_loss)] // counts are small
    pub fn new(runs: &[&RunRecord], baseline: &[&RunRecord], sgd: &[&RunRecord]) -> Self {
        let error = |run: &RunRecord| run.test_error().map(|error| 100.0 * error);
        let errors: Vec<f64> = runs.iter().filter_map(|run| error(run)).collect();
        let differences: Vec<f64> = pairs(runs, baseline)
            .filter_map(|(run, other)| Some(error(run)? - error(other)?))
            .collect();
        let ratios = pairs(runs, sgd)
            .filter_map(|(run, other)| Some(run.seconds_per_step? / other.seconds_per_step?));
        let mut chosen: Vec<i32> = runs.iter().map(|run| run.search.chosen()).collect();
        put_in_order(&mut chosen, |a, b| a > b);
        let rates = chosen.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
        let epochs = runs.iter().map(|run| run.epochs);
        Self {
            cell: runs[0].cell.clone(),
            grid: runs[0].search.grid,
            runs: runs.len(),
            diverged: runs.len() - errors.len(),
            error: mean_and_deviation(&errors),
            comparison: compare(&differences),
            p_adjusted: f64::NAN,
            rates: rates.collect(),
            epochs: (
                epochs.clone().map(f64::from).sum::<f64>() / runs.len() as f64,
                epochs.clone().min().unwrap_or(0),
                epochs.max().unwrap_or(0),
            ),
            seconds_per_step: median(runs.iter().filter_map(|run| run.seconds_per_step).collect()),
            step_ratio: median(ratios.collect()),
        }
    }

    /// Whether some run chose a rate at an edge of its grid.
    pub fn is_at_edge(&self) -> bool {
        self.rates.iter().any(|&(exponent, _)| self.grid.is_edge(exponent))
    }
}

/// Runs of the same seed.
fn pairs<'a>(
    runs: &[&'a RunRecord],
    others: &[&'a RunRecord],
) -> impl Iterator<Item = (&'a RunRecord, &'a RunRecord)> {
    runs.iter().filter_map(|run| {
        let other = others.iter().find(|other| other.seed == run.seed)?;
        Some((*run, *other))
    })
}
