//! The runs of one cell in numbers, and the comparison with other runs.

use crate::experiment::protocol::cell::Cell;
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::rules::Grid;
use crate::experiment::protocol::statistics::{
    Comparison, compare, mean_and_deviation, median, put_in_order,
};

/// One row of a table. Errors are in per cent of the test images.
pub struct Summary {
    /// The cell.
    pub cell: Cell,
    /// The rates that were tried.
    pub grid: Grid,
    /// The number of runs; diverged runs are included.
    pub runs: usize,
    /// The number of runs that diverged.
    pub diverged: usize,
    /// The mean and the standard deviation (n − 1) of the errors, over the runs that did not
    /// diverge.
    pub error: (f64, f64),
    /// The comparison with the baseline, in pairs of runs with the same seed.
    pub comparison: Option<Comparison>,
    /// The probability, adjusted for all comparisons of the table.
    pub p_adjusted: f64,
    /// h of each chosen rate `10^(h/2)`, and the number of runs that chose it; the largest rate
    /// first.
    pub rates: Vec<(i32, usize)>,
    /// The mean, the least and the greatest number of epochs.
    pub epochs: (f64, u32, u32),
    /// The median over the runs that were timed; NaN if none was.
    pub seconds_per_step: f64,
    /// The time of a step divided by the time of a step of SGD in the same cell: the median over
    /// seeds.
    pub step_ratio: f64,
}

impl Summary {
    /// All `runs` are of one cell. Their errors are compared with the errors of `baseline`, their
    /// times with the times of `sgd`.
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

/// Pairs of runs with the same seed.
fn pairs<'a>(
    runs: &[&'a RunRecord],
    others: &[&'a RunRecord],
) -> impl Iterator<Item = (&'a RunRecord, &'a RunRecord)> {
    runs.iter().filter_map(|run| {
        let other = others.iter().find(|other| other.seed == run.seed)?;
        Some((*run, *other))
    })
}
