//! Integer word lengths (theory section 9): how large the pre-activations of a network can
//! become, and how many bits a fixed-point computation needs for them.
//!
//! The ranges of the first bank are exact, because pixels are independent. From the second bank on,
//! intervals are an outer bound. All ranges assume exact arithmetic. If a number is rounded before
//! the next bank reads it, that bank can leave its range by the effect of the rounding. The idea,
//! to bound a variable by the input that makes it extreme, comes from the word-length analysis of
//! recursive fixed-point systems.

use ndarray::Array2;

use crate::layers::Mode;
use crate::math::interval::Interval;
use crate::network::Network;
use crate::real::Real;

/// The range of every filter's pre-activation, bank by bank, for inputs in the interval `input`.
///
/// Batch normalization uses the statistics of evaluation: calibrate the network first.
pub fn pre_activations<F: Real>(network: &Network<F>, input: Interval) -> Vec<Vec<Interval>> {
    let mut ranges = vec![input; network.input_shape().channels];
    let mut banks = Vec::new();
    for layer in network.layers() {
        ranges = layer.range(&ranges);
        if layer.param().is_some() {
            banks.push(ranges.clone());
        }
    }
    banks
}

/// The range of the recursive filter `v ← βv + g`, 0 ≤ β < 1, v₀ = 0, for g in `gradient`. The
/// filter approaches the ends and never reaches them.
pub fn momentum(beta: f64, gradient: Interval) -> Interval {
    let ends = gradient.with_zero();
    Interval { min: ends.min / (1.0 - beta), max: ends.max / (1.0 - beta) }
}

/// The number of integer bits, sign included: the least n ≥ 1 with −2^(n−1) ≤ min and max <
/// 2^(n−1).
///
/// For an infinite or NaN end no number of bits suffices: [`u32::MAX`].
pub fn integer_bits(range: Interval) -> u32 {
    if !range.min.is_finite() || !range.max.is_finite() {
        return u32::MAX;
    }
    let mut bits = 1;
    let mut bound = 1.0;
    while range.min < -bound || range.max >= bound {
        bound *= 2.0;
        bits += 1;
    }
    bits
}

/// The integer bits of each bank. They suffice for all filters of the bank.
pub fn bank_bits(banks: &[Vec<Interval>]) -> Vec<u32> {
    let bits = |bank: &Vec<Interval>| bank.iter().map(|range| integer_bits(*range)).max();
    banks.iter().map(|bank| bits(bank).unwrap_or(1)).collect()
}

/// A number that does not fit its word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overflow {
    /// The index of the bank, from 0.
    pub bank: usize,
    /// The index of the number in the bank.
    pub index: usize,
    /// The number.
    pub value: f64,
}

/// A forward pass of one example with fixed-point words. Every pre-activation is rounded down to a
/// word of its bank's integer bits and of `fraction_bits` more.
///
/// # Errors
/// The first pre-activation that does not fit.
///
/// # Panics
/// When there are not as many entries in `integer_bits` as the network has banks.
pub fn forward_in_fixed_point<F: Real>(
    network: &mut Network<F>,
    example: &[F],
    integer_bits: &[u32],
    fraction_bits: u32,
) -> Result<Vec<F>, Overflow> {
    let mut values = Array2::from_shape_vec((1, example.len()), example.to_vec())
        .expect("one row of as many numbers");
    let mut bank = 0;
    for layer in network.layers_mut() {
        let mut output = Array2::zeros((1, layer.output_shape().features()));
        layer.forward(values.view(), output.view_mut(), Mode::Evaluate);
        if layer.param().is_some() {
            let word = Word { integer_bits: integer_bits[bank], fraction_bits };
            for (index, value) in output.iter_mut().enumerate() {
                let exact = value.to_f64();
                let kept = word.hold(exact).ok_or(Overflow { bank, index, value: exact })?;
                *value = F::from_f64(kept);
            }
            bank += 1;
        }
        values = output;
    }
    Ok(values.into_iter().collect())
}

struct Word {
    integer_bits: u32,
    fraction_bits: u32,
}

impl Word {
    /// The largest number of the word that is not above `value`; `None` if `value` is outside the
    /// word.
    fn hold(&self, value: f64) -> Option<f64> {
        let scale = libm::exp2(f64::from(self.fraction_bits));
        let bound = libm::exp2(f64::from(self.integer_bits) - 1.0);
        let held = (value * scale).floor() / scale;
        (-bound <= held && held < bound).then_some(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_by_table() {
        for (min, max, bits) in [
            (0.0, 0.5, 1),
            (-1.0, 0.99, 1),
            (0.0, 1.0, 2),
            (-1.01, 0.0, 2),
            (-2.0, 1.99, 2),
            (-2.0, 2.0, 3),
            (-1e6, 0.0, 21),
        ] {
            assert_eq!(integer_bits(Interval { min, max }), bits, "{min} {max}");
        }
        assert_eq!(integer_bits(Interval { min: 0.0, max: f64::INFINITY }), u32::MAX);
    }

    #[test]
    fn momentum_approaches_its_bound_and_stays_inside() {
        let bound = momentum(0.9, Interval::new(-0.5, 2.0));
        assert!((bound.min + 5.0).abs() < 1e-12 && (bound.max - 20.0).abs() < 1e-12);
        let mut velocity = 0.0;
        for _ in 0..200 {
            velocity = 0.9 * velocity + 2.0;
            assert!(bound.contains(velocity));
        }
        assert!(velocity > 19.9);
        assert_eq!(momentum(0.9, Interval::new(1.0, 2.0)).min.to_bits(), 0);
    }

    #[test]
    fn words_round_down_and_overflow_at_their_ends() {
        let word = Word { integer_bits: 2, fraction_bits: 1 };
        assert_eq!(word.hold(1.9), Some(1.5));
        assert_eq!(word.hold(-0.1), Some(-0.5));
        assert_eq!(word.hold(-2.0), Some(-2.0));
        assert_eq!(word.hold(2.0), None);
        assert_eq!(word.hold(-2.1), None);
        assert_eq!(word.hold(f64::NAN), None);
    }
}
