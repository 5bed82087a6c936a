//! Means with spreads, and the paired t test with Holm's correction.

/// The mean and the standard deviation (n − 1). The deviation is NaN for fewer than two numbers.
#[allow(clippy::cast_precision_loss)] // counts are small
pub fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = if values.len() < 2 { f64::NAN } else { (squares / (count - 1.0)).sqrt() };
    (mean, deviation)
}

/// Sorts the items; equal items keep their order. There are few items, and the library's sorting
/// would be a tenth of the page's download.
pub fn put_in_order<T>(values: &mut [T], is_before: impl Fn(&T, &T) -> bool) {
    for end in 1..values.len() {
        let mut index = end;
        while index > 0 && is_before(&values[index], &values[index - 1]) {
            values.swap(index, index - 1);
            index -= 1;
        }
    }
}

/// The middle value, or the mean of the two middle values; NaN if there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    put_in_order(&mut values, |a, b| a.total_cmp(b).is_lt());
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        (at(middle.wrapping_sub(1)) + at(middle)) / 2.0
    } else {
        at(middle)
    }
}

/// The probability that a t variable with this many degrees of freedom lies within ±t. It is
/// computed from the finite sums for whole numbers of degrees (Abramowitz and Stegun, 26.7.3 and
/// 26.7.4).
pub fn probability_within(t: f64, degrees: u32) -> f64 {
    let root = f64::from(degrees).sqrt();
    let length = t.hypot(root);
    let (sine, cosine) = (t.abs() / length, root / length);
    let is_odd = degrees % 2 == 1;
    // The terms are products (2·4·…)/(1·3·…) · cosⁿ, or the inverse of such a fraction.
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let mut next = if is_odd { 3 } else { 2 };
    while next <= degrees {
        sum += term;
        term *= f64::from(next - 1) / f64::from(next) * cosine * cosine;
        next += 2;
    }
    if is_odd {
        core::f64::consts::FRAC_2_PI * (libm::atan2(sine, cosine) + sine * sum)
    } else {
        sine * sum
    }
}

/// The t for which a t variable lies within ±t with the given probability.
pub fn quantile_within(probability: f64, degrees: u32) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while probability_within(high, degrees) < probability && high < 1e9 {
        high *= 2.0;
    }
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if probability_within(middle, degrees) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// A paired comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The number of pairs.
    pub pairs: usize,
    /// The mean of the differences.
    pub difference: f64,
    /// Half the width of the 95 % confidence interval of the mean.
    pub half_width: f64,
    /// The two-sided probability of a difference at least this large when there is no true
    /// difference.
    pub p: f64,
}

/// Student's test on paired differences; `None` for fewer than two pairs.
#[allow(clippy::cast_precision_loss)] // counts are small
pub fn compare(differences: &[f64]) -> Option<Comparison> {
    let pairs = differences.len();
    let degrees = u32::try_from(pairs).ok()?.checked_sub(1).filter(|degrees| *degrees > 0)?;
    let (difference, deviation) = mean_and_deviation(differences);
    let standard_error = deviation / (pairs as f64).sqrt();
    let half_width = quantile_within(0.95, degrees) * standard_error;
    let p = if standard_error > 0.0 {
        (1.0 - probability_within(difference / standard_error, degrees)).max(0.0)
    } else if difference.abs() > 0.0 {
        0.0
    } else {
        1.0
    };
    Some(Comparison { pairs, difference, half_width, p })
}

/// Holm's adjustment. With it, 0.05 bounds the probability of any false alarm among all tests.
#[allow(clippy::cast_precision_loss)] // counts are small
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    put_in_order(&mut order, |a, b| probabilities[*a].total_cmp(&probabilities[*b]).is_lt());
    let mut adjusted = vec![0.0; probabilities.len()];
    let mut largest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let tests_left = (probabilities.len() - rank) as f64;
        largest = largest.max(probabilities[index] * tests_left).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} for {expected}");
    }

    /// The two-sided 95 % and 99 % quantiles as printed tables give them.
    #[test]
    fn quantiles_are_those_of_the_tables() {
        let table = [
            (1, 12.7062, 63.6567),
            (2, 4.3027, 9.9248),
            (3, 3.1824, 5.8409),
            (4, 2.7764, 4.6041),
            (5, 2.5706, 4.0321),
            (9, 2.2622, 3.2498),
            (10, 2.2281, 3.1693),
            (30, 2.0423, 2.7500),
        ];
        for (degrees, at_95, at_99) in table {
            assert_near(quantile_within(0.95, degrees), at_95, 5.1e-5);
            assert_near(quantile_within(0.99, degrees), at_99, 5.1e-5);
        }
    }

    #[test]
    fn probabilities_have_their_closed_forms() {
        // With one degree of freedom this is Cauchy's distribution. With two degrees it is t/√(2 +
        // t²).
        assert_near(probability_within(1.0, 1), 0.5, 1e-15);
        assert_near(probability_within(2.0, 2), 2.0 / 6.0_f64.sqrt(), 1e-15);
        assert_near(probability_within(-2.0, 2), 2.0 / 6.0_f64.sqrt(), 1e-15);
        for degrees in 1..40 {
            assert_near(probability_within(0.0, degrees), 0.0, 1e-15);
            assert_near(probability_within(1e12, degrees), 1.0, 1e-11);
        }
    }

    /// Student's own data (1908): ten patients, hours of sleep gained by one drug over another. t =
    /// 4.0621 with 9 degrees of freedom, p = 0.002833.
    #[test]
    fn sleep_data() {
        let gained = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        let comparison = compare(&gained).expect("ten pairs");
        assert_eq!(comparison.pairs, 10);
        assert_near(comparison.difference, 1.58, 1e-12);
        assert_near(comparison.p, 0.002_833, 5e-7);
        assert_near(comparison.difference - comparison.half_width, 0.700_114, 1e-6);
    }

    #[test]
    fn what_has_no_spread_is_no_test() {
        assert_eq!(compare(&[]), None);
        assert_eq!(compare(&[0.1]), None);
        let equal = compare(&[0.0, 0.0]).expect("two pairs");
        assert!(equal.p >= 1.0 && equal.half_width <= 0.0);
        assert!(compare(&[0.5, 0.5]).expect("two pairs").p <= 0.0);
    }

    #[test]
    fn holm_by_hand() {
        // In order: 0.005 · 4, 0.01 · 3, 0.03 · 2, and 0.04 · 1, which is raised to the value
        // before it.
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in adjusted.into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert_near(found, expected, 1e-15);
        }
        assert_near(holm(&[0.7, 0.8])[0], 1.0, 0.0);
    }

    #[test]
    fn order_keeps_equals_as_they_were() {
        let mut pairs = [(3, 'a'), (1, 'b'), (3, 'c'), (1, 'd'), (2, 'e')];
        put_in_order(&mut pairs, |a, b| a.0 < b.0);
        assert_eq!(pairs, [(1, 'b'), (1, 'd'), (2, 'e'), (3, 'a'), (3, 'c')]);
    }

    #[test]
    fn spreads_by_hand() {
        let (mean, deviation) = mean_and_deviation(&[1.0, 2.0, 3.0, 4.0]);
        assert_near(mean, 2.5, 1e-15);
        assert_near(deviation, (5.0_f64 / 3.0).sqrt(), 1e-15);
        assert!(mean_and_deviation(&[1.0]).1.is_nan() && median(vec![]).is_nan());
        assert_near(median(vec![3.0, 1.0, 2.0]), 2.0, 0.0);
        assert_near(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5, 0.0);
    }
}
