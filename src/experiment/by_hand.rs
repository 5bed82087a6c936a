//! Changes by hand while a run trains: another rate or schedule, and rescalings of the twin.
//! Each change names the number of steps done before it and is part of the run's description
//! ([`super::spec`]), so that a link replays it. This file holds the two lists and their text
//! form; [`super::adjustments`] adds to the lists.

use core::fmt;

use crate::decimal;
use crate::error::Error;
use crate::experiment::settings::{check, setting};
use crate::optim::schedule::Schedule;

/// The lists that a description may hold beside its settings.
pub const LISTS: [&str; 2] = ["changes", "rescalings"];
/// The most changes of pace of a run: a link has no room for more.
pub const MOST_CHANGES: usize = 32;
/// The most rescalings of a run: a link has no room for more.
pub const MOST_RESCALINGS: usize = 32;
/// The largest |log2| of one rescaling.
pub const MOST_DOUBLINGS: f64 = 20.0;

/// A new learning rate, and perhaps a new schedule, from a step on: `step:rate` or
/// `step:rate:schedule`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceChange {
    /// Steps done by then.
    pub step: u32,
    /// λ from this step on.
    pub learning_rate: f64,
    /// The schedule from this step on; `None` if the schedule stays.
    pub schedule: Option<Schedule>,
}

/// A rescaling of the twin before a step: `step:layer:unit:log2`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwinRescaling {
    /// Steps done by then.
    pub step: u32,
    /// Hidden layer, from 0.
    pub layer: u32,
    /// Orbit unit of the layer, from 0; `None`, written `all`, for all units.
    pub unit: Option<u32>,
    /// log2 of the factor, which multiplies the unit's incoming weights and divides the weights
    /// that read the unit.
    pub log2: f64,
}

impl fmt::Display for PaceChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.step, decimal::format(self.learning_rate))?;
        self.schedule.map_or(Ok(()), |schedule| write!(f, ":{}", schedule.name()))
    }
}

impl fmt::Display for TwinRescaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.step, self.layer)?;
        match self.unit {
            Some(unit) => write!(f, "{unit}")?,
            None => f.write_str("all")?,
        }
        write!(f, ":{}", decimal::format(self.log2))
    }
}

impl TwinRescaling {
    /// Where and when the rescaling happens; a list may hold only one rescaling per place.
    pub(super) fn place(&self) -> (u32, u32, Option<u32>) {
        (self.step, self.layer, self.unit)
    }
}

/// Reads `step:rate` and `step:rate:schedule`, in order of steps.
///
/// # Errors
/// The entry that is wrong, and why.
pub fn read_changes(text: &str) -> Result<Vec<PaceChange>, Error> {
    read_list("changes", text, MOST_CHANGES, &|before: &mut Vec<PaceChange>, entry| {
        let (step, pace) = entry.split_once(':').ok_or("is not step:rate")?;
        let (rate, name) =
            pace.split_once(':').map_or((pace, None), |(rate, name)| (rate, Some(name)));
        let schedule = match name {
            Some(name) => Some(Schedule::named(name).ok_or("names no schedule")?),
            None => None,
        };
        let step = whole(step)?;
        if before.last().is_some_and(|before| before.step >= step) {
            return Err("does not come after the change before it");
        }
        check(setting("rate").expect("a key of the table"), rate)
            .map_err(|_| "has no rate above 0, at most 10")?;
        let learning_rate = decimal::parse(rate).ok_or("has no rate")?;
        before.push(PaceChange { step, learning_rate, schedule });
        Ok(())
    })
}

/// Reads `step:layer:unit:log2`, in order of steps, and leaves out entries with log2 = 0.
///
/// # Errors
/// The entry that is wrong, and why.
pub fn read_rescalings(text: &str) -> Result<Vec<TwinRescaling>, Error> {
    let read = &|before: &mut Vec<TwinRescaling>, entry: &str| {
        let mut parts = entry.split(':');
        let (Some(step), Some(layer), Some(unit), Some(log2), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("is not step:layer:unit:log2");
        };
        let unit = if unit == "all" { None } else { Some(whole(unit)?) };
        let (step, layer) = (whole(step)?, whole(layer)?);
        let log2 = decimal::parse(log2).filter(is_in_range).ok_or("has a log2 out of range")?;
        let rescaling = TwinRescaling { step, layer, unit, log2 };
        if before.last().is_some_and(|before| before.step > step) {
            return Err("does not come after the rescaling before it");
        }
        if before.iter().any(|other| other.place() == rescaling.place()) {
            return Err("is given twice");
        }
        insert(before, rescaling);
        Ok(())
    };
    let mut rescalings = read_list("rescalings", text, MOST_RESCALINGS, read)?;
    rescalings.retain(|rescaling| rescaling.log2.abs() > 0.0);
    Ok(rescalings)
}

/// Leaves the schedule out of a change if it is already in force, so that equal changes have
/// equal texts.
pub(super) fn drop_repeated_schedules(changes: &mut [PaceChange], start: Schedule) {
    let mut in_force = start;
    for change in changes {
        change.schedule = change.schedule.filter(|schedule| *schedule != in_force);
        in_force = change.schedule.unwrap_or(in_force);
    }
}

/// Adds an entry to the entries before it, or says what is wrong with the entry.
type Read<'a, T> = &'a dyn Fn(&mut Vec<T>, &str) -> Result<(), &'static str>;

fn read_list<T>(key: &str, text: &str, most: usize, read: Read<T>) -> Result<Vec<T>, Error> {
    let mut list = Vec::new();
    for entry in text.split(',').filter(|_| !text.is_empty()) {
        if list.len() >= most {
            return Err(too_many(key, most));
        }
        read(&mut list, entry)
            .map_err(|problem| Error::setting(key, format!("\"{entry}\" {problem}")))?;
    }
    Ok(list)
}

fn whole(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "has a step, layer or unit that is not a whole number")
}

/// Writes a list as `&key=entry,entry`, or nothing when it is empty.
pub(super) fn write_list(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    list: &[impl fmt::Display],
) -> fmt::Result {
    for (position, entry) in list.iter().enumerate() {
        match position {
            0 => write!(f, "&{key}={entry}")?,
            _ => write!(f, ",{entry}")?,
        }
    }
    Ok(())
}

/// Sorts the list, so that equal lists have equal texts in whatever order they were made.
pub(super) fn insert(rescalings: &mut Vec<TwinRescaling>, rescaling: TwinRescaling) {
    let at = rescalings.partition_point(|other| other.place() < rescaling.place());
    rescalings.insert(at, rescaling);
}

/// Whether a rescaling may have this log2.
pub(super) fn is_in_range(log2: &f64) -> bool {
    log2.abs() <= MOST_DOUBLINGS
}

pub(super) fn too_many(key: &str, most: usize) -> Error {
    Error::setting(key, format!("a run keeps at most {most}; reset the run first"))
}
