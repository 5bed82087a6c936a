//! The decisions of the protocol, as functions of the errors seen so far. The bold driver and the
//! exponential decay themselves are in [`crate::optim::schedule`].

/// A grid of rates `10^(h/2)`, h from `highest` down to `lowest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// h of the largest rate.
    pub highest: i32,
    /// h of the smallest rate.
    pub lowest: i32,
}

impl Grid {
    /// The grid of the paper: 1 down to 10⁻⁵.
    pub const PAPER: Self = Self { highest: 0, lowest: -10 };

    /// The grid with three decades more at each end: for cells whose best rate was at an edge.
    pub const EXTENDED: Self = Self { highest: 6, lowest: -16 };

    /// h of each rate, the largest rate first.
    pub fn exponents(self) -> impl DoubleEndedIterator<Item = i32> {
        (self.lowest..=self.highest).rev()
    }

    /// Number of rates.
    #[allow(clippy::cast_sign_loss)] // the highest is not below the lowest
    pub fn len(self) -> usize {
        (self.highest - self.lowest + 1).max(0) as usize
    }

    /// Whether there are no rates.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether a better rate could lie outside the grid.
    pub fn is_edge(self, exponent: i32) -> bool {
        exponent == self.highest || exponent == self.lowest
    }
}

/// The rate `10^(h/2)`. It takes powers of ten and one root, which every machine rounds alike.
pub fn rate(exponent: i32) -> f64 {
    let size = exponent.unsigned_abs();
    let whole: f64 = (0..size / 2).map(|_| 10.0).product();
    let size = if size.is_multiple_of(2) { whole } else { whole * 10.0_f64.sqrt() };
    if exponent < 0 { 1.0 / size } else { size }
}

/// The position of the chosen rate: the rate with the fewest errors, and the larger rate on a tie.
/// `errors` is in order of falling rates. `None` means a loss that was not finite, and counts as
/// `images` errors.
pub fn choose(errors: &[Option<u32>], images: u32) -> usize {
    let counted = errors.iter().map(|errors| errors.unwrap_or(images));
    let best = counted.enumerate().min_by_key(|&(position, errors)| (errors, position));
    best.map_or(0, |(position, _)| position)
}

/// Why a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// All its epochs are done.
    Epochs,
    /// No training image is wrong.
    TrainingPerfect,
    /// The validation error was above the validation error four epochs before.
    ValidationRose,
    /// The validation error was equal to the error of the epoch before.
    ValidationEqual,
    /// A weight is not finite.
    Diverged,
}

impl Stop {
    /// All reasons, with their names in results.
    pub const NAMES: [(Self, &'static str); 5] = [
        (Self::Epochs, "epochs"),
        (Self::TrainingPerfect, "training-perfect"),
        (Self::ValidationRose, "validation-rose"),
        (Self::ValidationEqual, "validation-equal"),
        (Self::Diverged, "diverged"),
    ];

    /// The name in results.
    pub fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(stop, _)| *stop == self).map_or("", |(_, name)| name)
    }

    /// The stop with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(stop, _)| stop)
    }
}

/// The number of epochs before which no rule stops a training.
pub const EPOCHS_BEFORE_STOPS: usize = 25;

/// Whether the bold driver stops, from its validation errors, a count for each finished epoch.
///
/// From the same epoch on, a training also stops when no training image is wrong. That question
/// costs a pass over the training images, so it is asked only where this function gives `None`.
pub fn validation_stop(validation: &[u32]) -> Option<Stop> {
    let epoch = validation.len();
    if epoch <= EPOCHS_BEFORE_STOPS {
        return None;
    }
    let errors = |epochs_ago: usize| validation[epoch - 1 - epochs_ago];
    if epoch.is_multiple_of(5) && errors(0) > errors(4) {
        return Some(Stop::ValidationRose);
    }
    (errors(0) == errors(1)).then_some(Stop::ValidationEqual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_of_the_paper() {
        let rates: Vec<f64> = Grid::PAPER.exponents().map(rate).collect();
        let expected = [1.0, 0.1_f64.sqrt(), 0.1, 0.001_f64.sqrt(), 0.01, 1e-5_f64.sqrt(), 0.001];
        for (found, expected) in rates.iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 1e-15, "{found} for {expected}");
        }
        let decades: Vec<f64> = [0, -2, -4, -6, -8, -10, 2, 4].map(rate).to_vec();
        assert_eq!(decades, [1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5, 10.0, 100.0]);
        assert_eq!((rates.len(), Grid::PAPER.len()), (11, 11));
        assert!(Grid::PAPER.is_edge(0) && Grid::PAPER.is_edge(-10) && !Grid::PAPER.is_edge(-1));
        assert!(Grid { highest: -1, lowest: 0 }.is_empty());
    }

    #[test]
    fn the_choice_by_table() {
        let table: [(&[Option<u32>], usize); 6] = [
            (&[None, Some(40), Some(12), Some(13)], 2),
            (&[Some(12), Some(40), Some(12)], 0),
            (&[None, Some(500), Some(499)], 2),
            // All images are wrong at every rate: on a tie the larger rate.
            (&[None, Some(500), None], 0),
            (&[Some(500), None], 0),
            (&[None, None, Some(0)], 2),
        ];
        for (errors, chosen) in table {
            assert_eq!(choose(errors, 500), chosen, "{errors:?}");
        }
    }

    /// A curve that falls by one an epoch up to `epochs`, then goes on with `tail`.
    fn curve(epochs: u32, tail: &[u32]) -> Vec<u32> {
        (0..epochs).map(|epoch| 900 - epoch).chain(tail.iter().copied()).collect()
    }

    #[test]
    fn stops_by_table() {
        let table = [
            // Falling all the way.
            (curve(26, &[]), None),
            (curve(60, &[]), None),
            // Equal counts, but epoch 25 is too early; epoch 26 is not.
            (curve(24, &[877]), None),
            (curve(25, &[876]), Some(Stop::ValidationEqual)),
            // Epoch 30 is compared with epoch 26 (875 errors here).
            (curve(29, &[876]), Some(Stop::ValidationRose)),
            (curve(29, &[875]), None),
            // The same rise in epoch 29 or 31 is no reason.
            (curve(28, &[878]), None),
            (curve(30, &[879]), None),
            // A rise in epoch 25 is too early.
            (curve(24, &[899]), None),
            // Both reasons at once: the rise is named.
            (curve(28, &[880, 880]), Some(Stop::ValidationRose)),
            // Above the epoch before, but not above the epoch four before.
            (curve(25, &[880, 870, 860, 850, 855]), None),
            (curve(25, &[850, 849, 848, 847, 851]), Some(Stop::ValidationRose)),
            (vec![], None),
        ];
        for (validation, stop) in table {
            assert_eq!(validation_stop(&validation), stop, "{:?}", validation.last_chunk::<6>());
        }
    }

    #[test]
    fn reasons_have_names() {
        for (stop, name) in Stop::NAMES {
            assert_eq!((stop.name(), Stop::named(name)), (name, Some(stop)));
        }
        assert_eq!(Stop::named("boredom"), None);
    }
}
