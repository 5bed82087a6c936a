//! Threads that do units of work. One thread writes the results.

use std::sync::mpsc::{Receiver, Sender};

use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::unit::{Assignment, Digits, Unit, Work};

use crate::clock::StepClock;
use crate::pool::{self, Unheard};
use crate::progress::Progress;
use crate::results::Results;

/// What a worker reports.
enum Message {
    /// A unit has this much work left.
    Left(usize, f64),
    Finished(Box<RunRecord>),
    Failed(String),
}

/// Does all the work, and appends every finished run at once.
pub fn run(
    assignments: Vec<Assignment>,
    threads: usize,
    digits: &Digits,
    results: &mut Results<RunRecord>,
) -> Result<(), String> {
    let left = |a: &Assignment| f64::from(a.most_steps()) * a.cell.multiplications();
    let runs = assignments.iter().map(|assignment| assignment.protocols.len()).sum();
    let progress = Progress::new(assignments.iter().map(left).collect(), runs);
    let work = |(index, assignment), sender: &Sender<Message>| {
        work_on(index, assignment, digits, sender).or_else(|problem| match problem {
            Problem::Unheard => Err(Unheard),
            Problem::Of(problem) => tell(sender, Message::Failed(problem)),
        })
    };
    let assignments = assignments.into_iter().enumerate();
    pool::run(assignments, threads, work, |receiver| listen(receiver, progress, results))
}

fn tell(sender: &Sender<Message>, message: Message) -> Result<(), Unheard> {
    sender.send(message).map_err(|_| Unheard)
}

/// Why a unit ends early.
enum Problem {
    /// Another unit has failed.
    Unheard,
    Of(String),
}

impl From<Unheard> for Problem {
    fn from(_: Unheard) -> Self {
        Self::Unheard
    }
}

impl From<scale_drift::error::Error> for Problem {
    fn from(error: scale_drift::error::Error) -> Self {
        Self::Of(error.to_string())
    }
}

/// Ends when all workers have ended.
fn listen(
    receiver: Receiver<Message>,
    mut progress: Progress,
    results: &mut Results<RunRecord>,
) -> Result<(), String> {
    for message in receiver {
        match message {
            Message::Left(unit, left) => progress.set_left(unit, left),
            Message::Finished(record) => {
                results.append(&record)?;
                progress.finish(&record);
            }
            Message::Failed(problem) => return Err(problem),
        }
    }
    Ok(())
}

fn work_on(
    index: usize,
    assignment: Assignment,
    digits: &Digits,
    sender: &Sender<Message>,
) -> Result<(), Problem> {
    let multiplications = assignment.cell.multiplications();
    let mut unit = Unit::new(assignment, digits)?;
    let mut clock = StepClock::new();
    let mut begin = clock.now();
    loop {
        let since = clock.now();
        let work = unit.advance(digits, &mut || {})?;
        let left = f64::from(unit.most_steps_left()) * multiplications;
        tell(sender, Message::Left(index, left))?;
        match work {
            Work::Searched => {}
            Work::Trained(steps) => clock.add(since, steps),
            Work::Judged => clock.end_epoch(),
            Work::Finished(mut record) => {
                // A run that was taken over from earlier results keeps its measured times.
                let seconds = clock.take_seconds_per_step();
                record.seconds_per_step = seconds.or(record.seconds_per_step);
                record.seconds = Some(clock.now() - begin);
                begin = clock.now();
                tell(sender, Message::Finished(record))?;
            }
            Work::Done => return Ok(()),
        }
    }
}
