//! Sums along a filter.
//!
//! Eight partial sums, always combined in the same order: wasm SIMD can use them,
//! the rounding error is a fraction of a single running sum's, and the bits do not
//! depend on the target.

use crate::real::Real;

const LANES: usize = 8;

/// Σ aᵢ bᵢ.
pub fn dot<F: Real>(a: &[F], b: &[F]) -> F {
    let mut sums = [F::ZERO; LANES];
    let (whole_a, rest_a) = a.as_chunks::<LANES>();
    let (whole_b, rest_b) = b.as_chunks::<LANES>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    for (lane, (&x, &y)) in rest_a.iter().zip(rest_b).enumerate() {
        sums[lane] += x * y;
    }
    combine(&sums)
}

/// Σ aᵢ².
pub fn square_norm<F: Real>(a: &[F]) -> F {
    dot(a, a)
}

/// Σ aᵢ² gᵢ, with the squared gains `g` of the inputs: r² of theory section 3.
pub fn gauged_square_norm<F: Real>(a: &[F], square_gains: &[F]) -> F {
    let mut sums = [F::ZERO; LANES];
    let (whole_a, rest_a) = a.as_chunks::<LANES>();
    let (whole_g, rest_g) = square_gains.as_chunks::<LANES>();
    for (x, g) in whole_a.iter().zip(whole_g) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * x[lane] * g[lane];
        }
    }
    for (lane, (&x, &g)) in rest_a.iter().zip(rest_g).enumerate() {
        sums[lane] += x * x * g;
    }
    combine(&sums)
}

fn combine<F: Real>(sums: &[F; LANES]) -> F {
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
}
