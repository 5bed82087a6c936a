//! The pace and the rescalings of a run at each step, and their changes by hand while it trains.

use crate::decimal;
use crate::error::Error;
use crate::experiment::by_hand::{
    MOST_CHANGES, MOST_DOUBLINGS, MOST_RESCALINGS, PaceChange, TwinRescaling, insert, is_in_range,
    too_many,
};
use crate::experiment::settings::{check, setting};
use crate::experiment::spec::RunSpec;
use crate::optim::schedule::{Pace, Schedule};
use crate::symmetry::orbit::{OrbitBank, Rescaling};

impl RunSpec {
    /// The schedule in force after `step` steps.
    pub fn schedule_at(&self, step: u32) -> Schedule {
        let past = self.changes.iter().take_while(|change| change.step <= step);
        past.filter_map(|change| change.schedule).last().unwrap_or(self.schedule)
    }

    /// The pace of the next step after `step` steps, given the pace before it.
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

    /// Sets rate and schedule from `step` on, as if the link had said so, and drops the changes
    /// that the link had planned for later.
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
        if kept >= MOST_CHANGES {
            return Err(too_many("changes", MOST_CHANGES));
        }
        self.changes.truncate(kept);
        let schedule = (schedule != self.schedule_at(step)).then_some(schedule);
        self.changes.push(PaceChange { step, learning_rate, schedule });
        Ok(())
    }

    /// Adds a rescaling of the twin, as if the link had said so. It replaces a rescaling of the
    /// same place before the same step and drops the rescalings that the link had planned for
    /// later. A log2 of 0 adds no rescaling.
    ///
    /// # Errors
    /// No twin, no such layer or unit, a log2 out of range, or more than a link holds.
    pub fn rescale(&mut self, rescaling: TwinRescaling) -> Result<(), Error> {
        if !is_in_range(&rescaling.log2) {
            let most = decimal::format(MOST_DOUBLINGS);
            let problem = format!("log2 must be from -{most} to {most}");
            return Err(Error::setting("rescalings", problem));
        }
        self.check_rescaling(&rescaling)?;
        let stays = |other: &&TwinRescaling| {
            other.step <= rescaling.step && other.place() != rescaling.place()
        };
        let mut rescalings: Vec<_> = self.rescalings.iter().filter(stays).copied().collect();
        if rescaling.log2.abs() > 0.0 {
            insert(&mut rescalings, rescaling);
        }
        if rescalings.len() > MOST_RESCALINGS {
            return Err(too_many("rescalings", MOST_RESCALINGS));
        }
        self.rescalings = rescalings;
        Ok(())
    }

    /// All rescalings before the step that follows `step`, as one rescaling; `None` without any.
    ///
    /// It adds the exponents, so that the order of the rescalings leaves no trace.
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
