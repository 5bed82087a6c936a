//! How the learning rate changes from epoch to epoch, or from step to step (theory section 7).

/// What decay by steps leaves of λ in a step: 0.077 after 2,000 steps.
const KEPT_BY_STEP: f64 = 0.998_718_846_450_261_3;

/// A schedule by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// The rate stays the same.
    Constant,
    /// 0.95 λ after every epoch.
    ExponentialDecay,
    /// From epoch 2 on: λ/2 when the epoch's mean batch loss rose or is NaN, else 1.1 λ.
    BoldDriver,
    /// 0.077^(1/2000) λ after every step: half of λ is left after 541 steps.
    StepDecay,
}

impl Schedule {
    /// All schedules, in the order of [`Self::CHOICES`].
    pub const ALL: [Self; 4] =
        [Self::Constant, Self::ExponentialDecay, Self::BoldDriver, Self::StepDecay];

    /// Their names in links, and on the page.
    pub const CHOICES: [(&'static str, &'static str); 4] = [
        ("constant", "constant"),
        ("exponential", "exponential"),
        ("bold", "bold driver"),
        ("steps", "decay by steps"),
    ];

    /// The name in links.
    pub fn name(self) -> &'static str {
        Self::CHOICES[self as usize].0
    }

    /// The schedule of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|schedule| schedule.name() == name)
    }
}

/// A learning rate under a schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The schedule.
    pub schedule: Schedule,
    /// λ at present.
    pub learning_rate: f64,
    /// The mean batch loss of the last finished epoch.
    pub previous_loss: Option<f64>,
}

impl Pace {
    /// Starts at this rate.
    pub fn new(schedule: Schedule, learning_rate: f64) -> Self {
        Self { schedule, learning_rate, previous_loss: None }
    }

    /// Adjusts the rate after a step.
    pub fn end_step(&mut self) {
        if self.schedule == Schedule::StepDecay {
            self.learning_rate *= KEPT_BY_STEP;
        }
    }

    /// Adjusts the rate at the end of an epoch. `mean_loss` is the epoch's mean batch loss.
    pub fn end_epoch(&mut self, mean_loss: f64) {
        let factor = match (self.schedule, self.previous_loss) {
            (Schedule::Constant | Schedule::StepDecay, _) | (Schedule::BoldDriver, None) => 1.0,
            (Schedule::ExponentialDecay, _) => 0.95,
            (Schedule::BoldDriver, Some(previous)) => {
                if mean_loss > previous || mean_loss.is_nan() { 0.5 } else { 1.1 }
            }
        };
        self.learning_rate *= factor;
        self.previous_loss = Some(mean_loss);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_schedules() {
        assert!(Schedule::ALL.into_iter().all(|s| Schedule::named(s.name()) == Some(s)));
        assert_eq!(Schedule::named("often"), None);
    }

    #[test]
    fn decay_by_steps_leaves_its_share_after_2000_steps() {
        for (schedule, left) in [(Schedule::StepDecay, 0.077), (Schedule::Constant, 1.0)] {
            let mut pace = Pace::new(schedule, 2.0);
            (0..2000).for_each(|_| pace.end_step());
            pace.end_epoch(1.0);
            assert!((pace.learning_rate / 2.0 - left).abs() < 1e-12, "{schedule:?}");
        }
    }

    /// Rates after each epoch, worked out by hand from the definition.
    #[test]
    fn rates_by_table() {
        let losses = [2.0, 1.5, 1.6, 1.6, f64::NAN, 1.0];
        let table = [
            (Schedule::Constant, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
            (
                Schedule::ExponentialDecay,
                [0.95, 0.9025, 0.857_375, 0.814_506_25, 0.773_780_937_5, 0.735_091_890_625],
            ),
            (Schedule::BoldDriver, [1.0, 1.1, 0.55, 0.605, 0.302_5, 0.332_75]),
        ];
        for (schedule, rates) in table {
            let mut pace = Pace::new(schedule, 1.0);
            for (loss, rate) in losses.into_iter().zip(rates) {
                pace.end_epoch(loss);
                let off = (pace.learning_rate - rate).abs();
                assert!(off < 1e-12, "{schedule:?}: {} for {rate}", pace.learning_rate);
            }
        }
    }
}
