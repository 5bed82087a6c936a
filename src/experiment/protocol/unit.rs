//! The unit of work: a search, and the trainings that share it.

use sha2::{Digest, Sha256};

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::protocol::cell::{BATCH, Cell, Extent};
use crate::experiment::protocol::course::{Course, Slice};
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::rules::{Grid, rate};
use crate::experiment::protocol::search::{RateSearch, SearchOutcome};
use crate::experiment::protocol::split::Split;
use crate::experiment::protocol::trial::Trial;
use crate::optim::schedule::{Pace, Schedule};

/// The number of steps in a slice. A slice is short enough that the caller stays responsive.
const STEPS_IN_A_SLICE: u32 = 50;

/// The images of the experiment.
#[derive(Debug, Clone)]
pub struct Digits {
    training: Images,
    test: Images,
    sha256: String,
}

impl Digits {
    /// Takes these training and test images.
    pub fn new(training: Images, test: Images) -> Self {
        let mut digest = Sha256::new();
        for images in [&training, &test] {
            for index in 0..images.len() {
                feed(&mut digest, images.pixels(index));
                feed(&mut digest, &[images.label(index)]);
            }
        }
        let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { training, test, sha256 }
    }

    /// SHA-256 of all pixels and labels. Results of other images are not comparable.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The images to train and validate on.
    pub fn training(&self) -> &Images {
        &self.training
    }

    /// The images of tests.
    pub fn test(&self) -> &Images {
        &self.test
    }

    /// The number of images to train and validate on.
    pub fn training_images(&self) -> usize {
        self.training.len()
    }
}

/// A cell and a seed under one or both protocols: both share the search for a rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The cell. Its protocol is the first of `protocols`.
    pub cell: Cell,
    /// The protocols to train under.
    pub protocols: Vec<Schedule>,
    /// How much of the protocol is run.
    pub extent: Extent,
    /// The rates to try.
    pub grid: Grid,
    /// Earlier runs of this cell and seed, with any protocol and grid. Rates that they tried are
    /// not tried again, and a training that would repeat an earlier run is taken over from it.
    pub known: Vec<RunRecord>,
    /// Run k has seed k.
    pub seed: u32,
}

impl Assignment {
    /// The number of steps if no training stops early: an upper bound.
    pub fn most_steps(&self) -> u32 {
        let (training, search_training) = Split::training_sizes(self.extent);
        let rates = RateSearch::new(self.grid, self.known_searches()).rates_left();
        count(rates) * steps(search_training, self.extent.search_epochs())
            + count(self.protocols.len()) * steps(training, self.extent.epochs)
    }

    fn known_searches(&self) -> impl Iterator<Item = &SearchOutcome> {
        self.known.iter().map(|run| &run.search)
    }
}

/// The work that a slice did.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// The slice tried rates.
    Searched,
    /// The slice did this many steps of training and nothing else, so its time can be measured.
    Trained(u32),
    /// The slice judged weights.
    Judged,
    /// A run is finished.
    Finished(Box<RunRecord>),
    /// No work is left.
    Done,
}

/// A unit of work in progress.
pub struct Unit {
    assignment: Assignment,
    split: Split,
    state: State,
    finished: usize,
}

enum State {
    Searching(RateSearch),
    Training(SearchOutcome, Option<Course>),
}

impl Unit {
    /// The unit at its start.
    ///
    /// # Errors
    /// The cell cannot be trained, or there are too few images.
    pub fn new(assignment: Assignment, digits: &Digits) -> Result<Self, Error> {
        Self::check(&assignment.cell)?;
        let split = Split::new(digits.training.len(), assignment.extent, assignment.seed)?;
        let search = RateSearch::new(assignment.grid, assignment.known_searches());
        Ok(Self { assignment, split, state: State::Searching(search), finished: 0 })
    }

    /// Builds a training of this cell and drops it again.
    ///
    /// # Errors
    /// A setting is outside its limits, or the rule does not fit this network.
    pub fn check(cell: &Cell) -> Result<(), Error> {
        Trial::new(cell, 1, Pace::new(cell.protocol, 1.0), 1).map(drop)
    }

    /// Does a slice of work. `beat` is called between layers and changes nothing.
    ///
    /// # Errors
    /// The cell cannot be trained.
    pub fn advance(&mut self, digits: &Digits, beat: &mut dyn FnMut()) -> Result<Work, Error> {
        let Assignment { cell, extent, seed, protocols, known, .. } = &self.assignment;
        let (search, course) = match &mut self.state {
            State::Searching(search) => {
                let what = (cell, *extent, *seed);
                let (split, images) = (&self.split, &digits.training);
                if let Some(outcome) =
                    search.advance(what, split, images, STEPS_IN_A_SLICE, beat)?
                {
                    self.state = State::Training(outcome, None);
                }
                return Ok(Work::Searched);
            }
            State::Training(search, course) => (search, course),
        };
        let Some(&protocol) = protocols.get(self.finished) else {
            return Ok(Work::Done);
        };
        let repeated = known.iter().find(|known| {
            known.cell.protocol == protocol && known.search.chosen() == search.chosen()
        });
        if let Some(repeated) = repeated {
            self.finished += 1;
            let record = RunRecord { search: search.clone(), ..repeated.clone() };
            return Ok(Work::Finished(Box::new(record)));
        }
        let cell = Cell { protocol, ..cell.clone() };
        let course = match course {
            Some(course) => course,
            None => course.insert(Course::new(&cell, *seed, rate(search.chosen()), &self.split)?),
        };
        let images = (&digits.training, &digits.test);
        let end = match course.advance(*extent, &self.split, images, STEPS_IN_A_SLICE, beat) {
            Slice::Trained(steps) => return Ok(Work::Trained(steps)),
            Slice::Judged => return Ok(Work::Judged),
            Slice::Ended(end) => end,
        };
        let record = RunRecord {
            data: digits.sha256.clone(),
            cell,
            extent: *extent,
            seed: *seed,
            search: search.clone(),
            epochs: end.epochs,
            stop: end.stop,
            validation_errors: core::mem::take(&mut course.validation),
            validation_images: count(self.split.validation().len()),
            test_errors: end.test_errors,
            test_images: count(digits.test.len()),
            weights_sha256: end.weights_sha256,
            seconds_per_step: None,
            seconds: None,
        };
        self.state = State::Training(search.clone(), None);
        self.finished += 1;
        Ok(Work::Finished(Box::new(record)))
    }

    /// The number of steps that are left if no training stops early: an upper bound.
    pub fn most_steps_left(&self) -> u32 {
        let Assignment { extent, protocols, .. } = &self.assignment;
        let (training, search_training) = Split::training_sizes(*extent);
        let courses = count(protocols.len() - self.finished) * steps(training, extent.epochs);
        match &self.state {
            State::Searching(search) => {
                count(search.rates_left()) * steps(search_training, extent.search_epochs())
                    + courses
            }
            State::Training(_, course) => courses - course.as_ref().map_or(0, Course::steps),
        }
    }
}

fn feed(digest: &mut Sha256, bytes: &[u8]) {
    digest.update(bytes);
}

fn steps(images: usize, epochs: u32) -> u32 {
    count(images) / BATCH * epochs
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
