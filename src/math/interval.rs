//! Closed intervals in double precision: the range of a number.

/// All numbers from `min` to `max`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least number.
    pub min: f64,
    /// The greatest number.
    pub max: f64,
}

impl Interval {
    /// The interval between two ends, which may come in any order.
    pub fn new(a: f64, b: f64) -> Self {
        Self { min: a.min(b), max: a.max(b) }
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// The smallest interval that holds this one and 0.
    #[must_use]
    pub fn with_zero(self) -> Self {
        self.hull(Self { min: 0.0, max: 0.0 })
    }

    /// The interval between the images of both ends under an increasing or a decreasing function.
    #[must_use]
    pub fn map(self, monotone: impl Fn(f64) -> f64) -> Self {
        Self::new(monotone(self.min), monotone(self.max))
    }

    /// Whether `value` lies in the interval.
    pub fn contains(self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

/// The range of `offset + Σ wᵢ xᵢ` when each xᵢ varies over its own interval independently. The
/// range is exact: each end is reached where every xᵢ is at the end of its interval that the sign
/// of wᵢ selects.
pub fn linear_form(terms: impl Iterator<Item = (f64, Interval)>, offset: f64) -> Interval {
    terms.fold(Interval { min: offset, max: offset }, |sum, (weight, input)| {
        let term = input.map(|x| weight * x);
        Interval { min: sum.min + term.min, max: sum.max + term.max }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_forms_reach_both_ends_and_no_farther() {
        let inputs = [Interval::new(-1.0, 2.0), Interval::new(0.0, 3.0), Interval::new(5.0, 5.0)];
        let weights = [2.0, -1.0, 0.5];
        let range = linear_form(weights.into_iter().zip(inputs), 1.0);
        // 1 − 2 − 3 + 2.5 and 1 + 4 − 0 + 2.5.
        assert_eq!(range, Interval { min: -1.5, max: 7.5 });
    }

    #[test]
    fn hulls_and_maps() {
        let interval = Interval::new(3.0, -1.0);
        assert_eq!(interval, Interval { min: -1.0, max: 3.0 });
        assert_eq!(interval.map(|x| -2.0 * x), Interval { min: -6.0, max: 2.0 });
        assert_eq!(Interval::new(1.0, 2.0).with_zero(), Interval { min: 0.0, max: 2.0 });
        assert!(interval.contains(3.0) && !interval.contains(3.1));
    }
}
