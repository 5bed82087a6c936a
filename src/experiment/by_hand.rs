//! What is done by hand while a run trains: another rate or schedule, and rescalings of the
//! twin. Each belongs to the number of steps done by then and is part of the run's description,
//! so that a link replays it.

use core::fmt;

use crate::decimal;
use crate::error::Error;
use crate::experiment::settings::{check, setting};
use crate::experiment::spec::RunSpec;
use crate::optim::schedule::{Pace, Schedule};
use crate::symmetry::orbit::{OrbitBank, Rescaling};

/// The lists that a description may have beside its settings.
pub const LISTS: [&str; 2] = ["changes", "rescalings"];
/// More entries than this in a list do not fit a link.
const MOST: usize = 32;
/// The largest |log2| of one rescaling.
const MOST_DOUBLINGS: f64 = 20.0;

/// Another learning rate, and perhaps another schedule, from a step on: `step:rate` or
/// `step:rate:schedule`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceChange {
    /// Steps done by then.
    pub step: u32,
    /// λ from there on.
    pub learning_rate: f64,
    /// The schedule from there on; `None` if it stays.
    pub schedule: Option<Schedule>,
}

/// A rescaling of the twin before a step: `step:layer:unit:log2`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwinRescaling {
    /// Steps done by then.
    pub step: u32,
    /// Hidden layer, from 0.
    pub layer: u32,
    /// Orbit unit of the layer, from 0; `None`, written `all`, for each of them.
    pub unit: Option<u32>,
    /// log2 of the factor: incoming weights are multiplied by it, what reads the unit divided.
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
    /// Two of the same place cannot both be made.
    fn place(&self) -> (u32, u32, Option<u32>) {
        (self.step, self.layer, self.unit)
    }
}

impl RunSpec {
    /// The schedule in force after this many steps.
    pub fn schedule_at(&self, step: u32) -> Schedule {
        let past = self.changes.iter().take_while(|change| change.step <= step);
        past.filter_map(|change| change.schedule).last().unwrap_or(self.schedule)
    }

    /// The pace of the step after this many, from the pace before it.
    pub(super) fn pace_at(&self, step: u32, before: Pace) -> Pace {
        let Some(change) = self.changes.iter().find(|change| change.step == step) else {
            return before;
        };
        Pace {
            learning_rate: change.learning_rate,
            schedule: change.schedule.unwrap_or(before.schedule),
            ..before
        }
    }

    /// Sets rate and schedule from `step` on, as if the link had said so; what it had planned
    /// for later is void.
    ///
    /// # Errors
    /// A rate out of range, or more changes than a link holds.
    pub fn change_pace(
        &mut self,
        step: u32,
        learning_rate: f64,
        schedule: Schedule,
    ) -> Result<(), Error> {
        check(setting("rate").expect("a key of the table"), &decimal::format(learning_rate))?;
        let kept = self.changes.iter().take_while(|change| change.step < step).count();
        if kept >= MOST {
            return Err(too_many("changes"));
        }
        self.changes.truncate(kept);
        let schedule = (schedule != self.schedule_at(step)).then_some(schedule);
        self.changes.push(PaceChange { step, learning_rate, schedule });
        Ok(())
    }

    /// Adds a rescaling of the twin, in place of one at the same place before the same step, as
    /// if the link had said so; what it had planned for later is void. A log2 of 0 is none.
    ///
    /// # Errors
    /// No twin, no such layer or unit, a log2 out of range, or more than a link holds.
    pub fn rescale(&mut self, rescaling: TwinRescaling) -> Result<(), Error> {
        if !is_in_range(&rescaling.log2) {
            return Err(Error::setting("rescalings", "log2 must be from -20 to 20"));
        }
        self.check_rescaling(&rescaling)?;
        let stays = |other: &&TwinRescaling| {
            other.step <= rescaling.step && other.place() != rescaling.place()
        };
        let mut rescalings: Vec<_> = self.rescalings.iter().filter(stays).copied().collect();
        if rescaling.log2.abs() > 0.0 {
            insert(&mut rescalings, rescaling);
        }
        if rescalings.len() > MOST {
            return Err(too_many("rescalings"));
        }
        self.rescalings = rescalings;
        Ok(())
    }

    /// Whether the run has what is to be rescaled.
    pub(super) fn check_rescaling(&self, rescaling: &TwinRescaling) -> Result<(), Error> {
        if self.twin.is_none() {
            let problem = "there is no twin to rescale: start with twin=powers";
            return Err(Error::setting("rescalings", problem));
        }
        let problem = self.place_problem(rescaling.layer, rescaling.unit);
        problem.map_or(Ok(()), |problem| Err(Error::setting("rescalings", problem)))
    }

    /// Why there is no such hidden layer or no such orbit unit in it; `None` if there is.
    pub(super) fn place_problem(&self, layer: u32, unit: Option<u32>) -> Option<String> {
        let units = self.orbit_units();
        let is_none_of = |place, count, of| format!("{place} is none of the {count} {of} from 0");
        match unit {
            _ if layer >= self.depth => Some(is_none_of(layer, self.depth, "hidden layers")),
            Some(unit) if unit >= units => Some(is_none_of(unit, units, "orbit units")),
            _ => None,
        }
    }

    /// All rescalings before the step that follows `step`, as one; `None` if there are none.
    ///
    /// Their exponents are added up, so that the order in which they were made leaves no trace.
    pub fn rescaling_at(&self, step: u32, banks: &[OrbitBank]) -> Option<Rescaling> {
        let mut now = self.rescalings.iter().filter(|rescaling| rescaling.step == step).peekable();
        now.peek()?;
        let mut exponents: Vec<Vec<f64>> = banks.iter().map(|bank| vec![0.0; bank.units]).collect();
        for rescaling in now {
            let of_layer = &mut exponents[rescaling.layer as usize];
            match rescaling.unit {
                Some(unit) => of_layer[unit as usize] += rescaling.log2,
                None => of_layer.iter_mut().for_each(|exponent| *exponent += rescaling.log2),
            }
        }
        exponents.iter_mut().flatten().for_each(|exponent| *exponent = libm::exp2(*exponent));
        Some(Rescaling::from_factors(banks, exponents).expect("two exponents at most a unit"))
    }
}

/// Reads `step:rate` and `step:rate:schedule`, in order of steps.
///
/// # Errors
/// The entry that is wrong, and why.
pub fn read_changes(text: &str) -> Result<Vec<PaceChange>, Error> {
    read_list("changes", text, &|before: &mut Vec<PaceChange>, entry| {
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

/// Reads `step:layer:unit:log2`, in order of steps; those of log2 0 are left out.
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
            return Err("does not come after the one before it");
        }
        if before.iter().any(|other| other.place() == rescaling.place()) {
            return Err("is given twice");
        }
        insert(before, rescaling);
        Ok(())
    };
    let mut rescalings = read_list("rescalings", text, read)?;
    rescalings.retain(|rescaling| rescaling.log2.abs() > 0.0);
    Ok(rescalings)
}

/// Adds an entry to those before it, or says what is wrong with it.
type Read<'a, T> = &'a dyn Fn(&mut Vec<T>, &str) -> Result<(), &'static str>;

fn read_list<T>(key: &str, text: &str, read: Read<T>) -> Result<Vec<T>, Error> {
    let mut list = Vec::new();
    for entry in text.split(',').filter(|_| !text.is_empty()) {
        if list.len() >= MOST {
            return Err(too_many(key));
        }
        read(&mut list, entry)
            .map_err(|problem| Error::setting(key, format!("\"{entry}\" {problem}")))?;
    }
    Ok(list)
}

fn whole(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "has a step, layer or unit that is no whole number")
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

/// Equal lists are written alike, in whatever order they were made.
fn insert(rescalings: &mut Vec<TwinRescaling>, rescaling: TwinRescaling) {
    let at = rescalings.partition_point(|other| other.place() < rescaling.place());
    rescalings.insert(at, rescaling);
}

fn is_in_range(log2: &f64) -> bool {
    log2.abs() <= MOST_DOUBLINGS
}

fn too_many(key: &str) -> Error {
    Error::setting(key, format!("{MOST} are the most that a run keeps; reset it first"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> RunSpec {
        text.parse().expect("a valid spec")
    }

    fn by(step: u32, layer: u32, unit: Option<u32>, log2: f64) -> TwinRescaling {
        TwinRescaling { step, layer, unit, log2 }
    }

    #[test]
    fn a_change_of_pace_replaces_what_was_planned_after_it() {
        let mut run = spec("changes=10:0.5,20:0.25:bold");
        assert_eq!(run.schedule_at(19), Schedule::Constant);
        assert_eq!(run.schedule_at(20), Schedule::BoldDriver);
        run.change_pace(15, 0.1, Schedule::Constant).expect("a valid rate");
        assert!(run.to_string().ends_with("&changes=10:0.5,15:0.1"), "{run}");
        run.change_pace(15, 0.1, Schedule::ExponentialDecay).expect("a valid rate");
        assert!(run.to_string().ends_with("&changes=10:0.5,15:0.1:exponential"), "{run}");
        assert!(run.change_pace(16, f64::NAN, Schedule::Constant).is_err());
        for step in 20..50 {
            run.change_pace(step, 0.1, Schedule::Constant).expect("room");
        }
        let full = run.change_pace(50, 0.1, Schedule::Constant);
        assert!(full.is_err_and(|e| e.to_string().contains("32")));
    }

    #[test]
    fn a_rescaling_replaces_the_one_at_its_place_and_what_was_planned_after_it() {
        let mut run = spec("rescalings=3:0:5:2,9:1:all:-1,30:0:0:4");
        run.rescale(by(9, 0, Some(7), 0.5)).expect("valid");
        assert!(run.to_string().ends_with("&rescalings=3:0:5:2,9:0:7:0.5,9:1:all:-1"), "{run}");
        run.rescale(by(9, 1, None, 2.0)).expect("valid");
        assert!(run.to_string().ends_with("&rescalings=3:0:5:2,9:0:7:0.5,9:1:all:2"), "{run}");
        run.rescale(by(9, 0, Some(7), 0.0)).expect("none");
        run.rescale(by(9, 0, Some(8), 0.0)).expect("none");
        assert!(run.to_string().ends_with("&rescalings=3:0:5:2,9:1:all:2"), "{run}");
        for step in 10..40 {
            run.rescale(by(step, 0, None, 1.0)).expect("room");
        }
        let before = run.clone();
        assert!(run.rescale(by(40, 0, None, 1.0)).is_err_and(|e| e.to_string().contains("32")));
        assert_eq!(run, before);
        run.rescale(by(39, 0, None, 2.0)).expect("in place of another");
    }

    #[test]
    fn rescalings_that_cannot_be_are_refused() {
        let mut run = spec("width=32&group=2");
        for (wrong, said) in [
            (by(0, 2, None, 1.0), "2 hidden layers"),
            (by(0, 0, Some(16), 1.0), "16 orbit units"),
            (by(0, 0, None, 20.5), "from -20 to 20"),
            (by(0, 0, None, f64::NAN), "log2"),
        ] {
            let problem = run.rescale(wrong).expect_err("refused").to_string();
            assert!(problem.starts_with("rescalings: ") && problem.contains(said), "{problem}");
        }
        assert!(run.rescalings.is_empty());
        assert!(spec("twin=off").rescale(by(0, 0, None, 1.0)).is_err());
        // Batch normalization frees each filter of a pooled group.
        let mut free = spec("width=32&group=2&architecture=arch2");
        free.rescale(by(0, 0, Some(31), 1.0)).expect("one of 32 filters");
    }

    #[test]
    fn exponents_of_one_step_add_up() {
        let banks = [OrbitBank { units: 3, rows_per_unit: 1, is_read: true }; 2];
        let run = spec("rescalings=4:0:all:1,4:0:2:-3,4:1:0:0.5,5:0:all:9");
        let rescaling = run.rescaling_at(4, &banks).expect("some");
        let half = libm::exp2(0.5);
        assert_eq!(rescaling.factors(), [vec![2.0, 2.0, 0.25], vec![half, 1.0, 1.0]]);
        assert_eq!(run.rescaling_at(3, &banks), None);
    }
}
