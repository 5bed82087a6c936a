//! Threads that take units of work one after the other. One thread writes the results.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::unit::{Assignment, Digits, Unit, Work};

use crate::clock::StepClock;
use crate::progress::Progress;
use crate::results::Results;

type Queue = Mutex<VecDeque<(usize, Assignment)>>;

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
    let queue: Queue = Mutex::new(assignments.into_iter().enumerate().collect());
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || work(queue, digits, &sender));
        }
        drop(sender);
        listen(receiver, progress, results)
    })
}

/// Ends when all workers have ended. After a failure the workers end because nobody listens to
/// them.
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

fn work(queue: &Queue, digits: &Digits, sender: &Sender<Message>) {
    loop {
        let next = queue.lock().map(|mut queue| queue.pop_front());
        let Ok(Some((index, assignment))) = next else { return };
        if let Err(problem) = work_on(index, assignment, digits, sender) {
            // Nobody listens any more: another worker has failed.
            let _ = sender.send(Message::Failed(problem));
            return;
        }
    }
}

fn work_on(
    index: usize,
    assignment: Assignment,
    digits: &Digits,
    sender: &Sender<Message>,
) -> Result<(), String> {
    let multiplications = assignment.cell.multiplications();
    let mut unit = Unit::new(assignment, digits).map_err(|error| error.to_string())?;
    let mut clock = StepClock::new();
    let mut begin = clock.now();
    loop {
        let since = clock.now();
        let work = unit.advance(digits, &mut || {}).map_err(|error| error.to_string())?;
        let left = f64::from(unit.most_steps_left()) * multiplications;
        let heard = sender.send(Message::Left(index, left));
        heard.map_err(|_| "nobody listens")?;
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
                sender.send(Message::Finished(record)).map_err(|_| "nobody listens")?;
            }
            Work::Done => return Ok(()),
        }
    }
}
