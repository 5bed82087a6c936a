//! The work that is left: the search for rates, then the runs. All cells of seed 1 come first, then
//! all cells of seed 2, so that an interrupted table is balanced.

use scale_drift::optim::schedule::Schedule;
use scale_drift::optim::{self, Invariance};

use super::options::Options;
use super::record::{Job, SceneRecord, Set};
use super::spec::{RATES, RULES, Start, spec};

/// Runs of the search have seeds of their own, from this seed on.
const SEARCH_SEED: u32 = 1001;

/// The first record of this job.
pub fn find<'a>(records: &'a [SceneRecord], job: &Job) -> Option<&'a SceneRecord> {
    records.iter().find(|record| record.job == *job)
}

/// A rule under a schedule, with all that its runs have in common.
pub struct Cell<'a> {
    pub options: &'a Options,
    pub rule: &'a str,
    pub schedule: Schedule,
    pub data: &'a str,
}

/// All cells, in the order of the runs.
pub fn cells<'a>(options: &'a Options, data: &'a str) -> Vec<Cell<'a>> {
    let of_schedule = |&schedule: &Schedule| {
        options.rules.iter().map(move |rule| Cell { options, rule, schedule, data })
    };
    options.schedules.iter().flat_map(of_schedule).collect()
}

impl Cell<'_> {
    /// The run on test scenes at this rate.
    pub fn test(&self, rate: f64, start: Start) -> Result<Job, String> {
        self.job(Set::Test, self.options.test_scenes, rate, start)
    }

    /// The runs that judge a rate of the grid.
    pub fn trials(&self, index: usize) -> Result<Vec<Job>, String> {
        let scenes = self.options.validation_scenes;
        let seeds = SEARCH_SEED..SEARCH_SEED + self.options.search_runs;
        let job = |seed| self.job(Set::Validation, scenes, RATES[index], Start { spread: 0, seed });
        seeds.map(job).collect()
    }

    fn job(&self, set: Set, scenes: u32, rate: f64, start: Start) -> Result<Job, String> {
        let spec = spec(self.options.images, self.rule, self.schedule, rate, start)?;
        let (data, steps) = (self.data.to_owned(), self.options.steps);
        Ok(Job { data, set, scenes, steps, spec })
    }

    /// The mean IoU of a rate over its runs, where a run that diverged counts as 0; `None` while a
    /// run is missing.
    pub fn judgement(&self, records: &[SceneRecord], index: usize) -> Result<Option<f64>, String> {
        let trials = self.trials(index)?;
        let found = trials.iter().map(|job| find(records, job));
        let scores: Option<Vec<f64>> =
            found.map(|run| Some(run?.score().map_or(0.0, |score| score.mean_iou))).collect();
        Ok(scores.map(|scores| scores.iter().sum::<f64>() / scores.len() as f64))
    }

    /// Walks the grid until both neighbours of the best rate are tried and not better. `Ok` is the
    /// best rate, `Err` a rate to try.
    pub fn search(&self, records: &[SceneRecord]) -> Result<Result<usize, usize>, String> {
        let mut best = RULES.iter().find(|(rule, _)| *rule == self.rule).map_or(0, |(_, at)| *at);
        loop {
            let Some(score) = self.judgement(records, best)? else { return Ok(Err(best)) };
            let mut better = (best, score);
            for index in [best + 1, best.wrapping_sub(1)] {
                if index >= RATES.len() {
                    continue;
                }
                match self.judgement(records, index)? {
                    None => return Ok(Err(index)),
                    Some(score) if score > better.1 => better = (index, score),
                    Some(_) => {}
                }
            }
            if better.0 == best {
                return Ok(Ok(best));
            }
            best = better.0;
        }
    }

    /// Whether no rescaling of units moves the rule.
    pub fn is_invariant(&self) -> bool {
        let rule = optim::rule::<f32>(self.rule);
        rule.is_some_and(|rule| rule.invariance == Invariance::PerUnit)
    }

    /// The number of seeds of this spread. An invariant rule goes the same way from starts that
    /// differ by powers of two, so its first run shows what all would show.
    fn seeds(&self, spread: u32) -> u32 {
        if spread > 0 && self.is_invariant() { 1 } else { self.options.runs }
    }
}

/// The jobs that can be done now. When they are done there may be more; when there are none, all
/// work is done.
pub fn jobs(options: &Options, records: &[SceneRecord], data: &str) -> Result<Vec<Job>, String> {
    let is_missing = |job: &Job| find(records, job).is_none();
    let (mut trials, mut best) = (Vec::new(), Vec::new());
    for cell in cells(options, data) {
        match cell.search(records)? {
            Err(index) => trials.extend(cell.trials(index)?.into_iter().filter(is_missing)),
            Ok(index) => best.push((cell, RATES[index])),
        }
    }
    if !trials.is_empty() || options.is_search_only {
        return Ok(trials);
    }
    let mut jobs = Vec::new();
    for seed in 1..=options.runs {
        for (cell, rate) in &best {
            for &spread in options.spreads.iter().filter(|spread| seed <= cell.seeds(**spread)) {
                jobs.push(cell.test(*rate, Start { spread, seed })?);
            }
        }
    }
    Ok(jobs.into_iter().filter(is_missing).collect())
}
