//! The search for a learning rate: each rate of the grid is tried from the same start on
//! the same batches, and judged after its last epoch.

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::protocol::cell::{Cell, Extent};
use crate::experiment::protocol::rules::{Grid, choose, rate};
use crate::experiment::protocol::split::Split;
use crate::experiment::protocol::trial::Trial;
use crate::optim::schedule::{Pace, Schedule};

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOutcome {
    /// The rates that were tried.
    pub grid: Grid,
    /// Wrong validation images after the last epoch, in order of falling rates; `None` after a loss
    /// that was not finite.
    pub errors: Vec<Option<u32>>,
    /// The number of images that judged.
    pub images: u32,
}

impl SearchOutcome {
    /// h of the chosen rate `10^(h/2)`.
    pub fn chosen(&self) -> i32 {
        self.grid.exponents().nth(choose(&self.errors, self.images)).unwrap_or(self.grid.highest)
    }

    /// Whether a rate outside the grid could have been better.
    pub fn is_at_edge(&self) -> bool {
        self.grid.is_edge(self.chosen())
    }

    /// The rates that were tried, each with its errors.
    fn found(&self) -> impl Iterator<Item = (i32, Option<u32>)> {
        self.grid.exponents().zip(self.errors.iter().copied())
    }
}

/// A search in progress. It does not depend on the cell's protocol.
pub(super) struct RateSearch {
    grid: Grid,
    found: Vec<(i32, Option<u32>)>,
    current: Option<(i32, Trial)>,
}

impl RateSearch {
    /// A search over this grid. Rates that a `known` search of the same cell and seed tried are
    /// not tried again.
    pub fn new<'a>(grid: Grid, known: impl Iterator<Item = &'a SearchOutcome>) -> Self {
        let found = known.flat_map(SearchOutcome::found).collect();
        Self { grid, found, current: None }
    }

    fn errors(&self, exponent: i32) -> Option<Option<u32>> {
        self.found.iter().find(|(known, _)| *known == exponent).map(|(_, errors)| *errors)
    }

    /// Rates of the grid that are not judged yet.
    pub fn rates_left(&self) -> usize {
        self.grid.exponents().filter(|&exponent| self.errors(exponent).is_none()).count()
    }

    /// Does at most `most_steps` steps with one rate. Returns the outcome when all rates are
    /// judged.
    pub fn advance(
        &mut self,
        (cell, extent, seed): (&Cell, Extent, u32),
        split: &Split,
        images: &Images,
        most_steps: u32,
        beat: &mut dyn FnMut(),
    ) -> Result<Option<SearchOutcome>, Error> {
        let judges = split.search_validation();
        let (exponent, mut trial) = match self.current.take() {
            Some(current) => current,
            None => match self.grid.exponents().find(|&h| self.errors(h).is_none()) {
                Some(exponent) => {
                    let pace = Pace::new(Schedule::Constant, rate(exponent));
                    let listed = split.search_training().len();
                    (exponent, Trial::new(cell, seed, pace, listed)?)
                }
                None => {
                    let errors = self.grid.exponents().filter_map(|h| self.errors(h)).collect();
                    let images = u32::try_from(judges.len()).unwrap_or(u32::MAX);
                    return Ok(Some(SearchOutcome { grid: self.grid, errors, images }));
                }
            },
        };
        let last = trial.steps_per_epoch() * extent.search_epochs();
        for _ in 0..most_steps.min(last - trial.steps()) {
            if !trial.step(split.search_training(), images, beat).is_finite() {
                self.found.push((exponent, None));
                return Ok(None);
            }
        }
        if trial.steps() < last {
            self.current = Some((exponent, trial));
            return Ok(None);
        }
        // If the last step made weights that are not finite, the next loss is not finite either.
        let errors = trial.is_finite().then(|| {
            trial.calibrate(split.search_training(), images, beat);
            trial.count_errors(judges.iter().copied(), images, u32::MAX, beat)
        });
        self.found.push((exponent, errors));
        Ok(None)
    }
}
