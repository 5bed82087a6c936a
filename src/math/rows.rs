//! Sums along a filter.
//!
//! Eight partial sums are always combined in the same order. WebAssembly's SIMD can use them, the
//! rounding error is a fraction of the error of one running sum, and the bits do not depend on the
//! target.

use crate::real::Real;

/// Partial sums side by side.
pub(crate) const LANES: usize = 8;

/// Σ aᵢ bᵢ.
pub fn dot<F: Real>(a: &[F], b: &[F]) -> F {
    combine(&sum(a, b, |x, y| x * y))
}

/// Σ aᵢ².
pub fn square_norm<F: Real>(a: &[F]) -> F {
    dot(a, a)
}

/// The norm of a row with this square, and 1 for a row of exactly 0: dividing by it leaves such a
/// row as it is.
#[allow(clippy::float_cmp)] // exactly zero is meant
pub fn norm_or_one<F: Real>(square_norm: F) -> F {
    if square_norm == F::ZERO { F::ONE } else { square_norm.sqrt() }
}

/// Whether Σ aᵢ² is exactly 0. In a row that has a norm this reads hardly more than one number.
#[allow(clippy::float_cmp)] // exactly zero is meant
pub fn has_no_norm<F: Real>(a: &[F]) -> bool {
    a.iter().all(|&x| x * x == F::ZERO)
}

/// Σ aᵢ² gᵢ, with the squared gains `g` of the inputs: r² of theory section 3.
pub fn gauged_square_norm<F: Real>(a: &[F], square_gains: &[F]) -> F {
    combine(&sum(a, square_gains, |x, g| x * x * g))
}

/// Σ term(aᵢ, bᵢ), in partial sums. Not inlined: the sums stay in SIMD registers only as long as
/// the compiler does not see how they are combined.
#[inline(never)]
fn sum<F: Real>(a: &[F], b: &[F], term: impl Fn(F, F) -> F) -> [F; LANES] {
    let mut sums = [F::ZERO; LANES];
    let (whole_a, rest_a) = a.as_chunks::<LANES>();
    let (whole_b, rest_b) = b.as_chunks::<LANES>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for lane in 0..LANES {
            sums[lane] += term(x[lane], y[lane]);
        }
    }
    for (sum, (&x, &y)) in sums.iter_mut().zip(rest_a.iter().zip(rest_b)) {
        *sum += term(x, y);
    }
    sums
}

/// The sum of the partial sums, always in this order.
pub(crate) fn combine<F: Real>(sums: &[F; LANES]) -> F {
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_equal_their_definition_at_every_length() {
        for length in 0..40 {
            let a: Vec<f64> = (0..length).map(|i| f64::from(i) - 7.5).collect();
            let g: Vec<f64> = (0..length).map(|i| f64::from(i % 5)).collect();
            // Small halves: every sum is exact, in any order.
            let dots: f64 = a.iter().zip(&g).map(|(x, y)| x * y).sum();
            let norm: f64 = a.iter().map(|x| x * x).sum();
            let gauged: f64 = a.iter().zip(&g).map(|(x, y)| x * x * y).sum();
            assert_eq!(dot(&a, &g).to_bits(), (dots + 0.0).to_bits());
            assert_eq!(square_norm(&a).to_bits(), (norm + 0.0).to_bits());
            assert_eq!(gauged_square_norm(&a, &g).to_bits(), (gauged + 0.0).to_bits());
        }
    }

    #[test]
    fn a_row_without_a_norm_is_a_row_whose_square_norm_is_zero() {
        let many: Vec<f32> = (0..40).map(|i| 1.0 / (i as f32 - 7.3)).collect();
        for length in 0..40 {
            let some = &many[..length];
            for row in [some, &[0.0, -0.0], &[0.0, 1e-30], &[0.0, 1e-22], &[0.0, f32::NAN]] {
                assert_eq!(has_no_norm(row), square_norm(row).to_bits() == 0, "{row:?}");
            }
        }
    }
}
