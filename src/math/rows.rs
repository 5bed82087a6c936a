//! Sums along a filter.
//!
//! Eight partial sums, always combined in the same order: wasm SIMD can use them,
//! the rounding error is a fraction of a single running sum's, and the bits do not
//! depend on the target.

use crate::real::Real;

const LANES: usize = 8;

/// Σ aᵢ bᵢ.
pub fn dot<F: Real>(a: &[F], b: &[F]) -> F {
    combine(&sum(a, b, |x, y| x * y))
}

/// Σ aᵢ².
pub fn square_norm<F: Real>(a: &[F]) -> F {
    dot(a, a)
}

/// Whether Σ aᵢ² is exactly 0; of a row that has a norm this reads hardly anything.
#[allow(clippy::float_cmp)] // exactly zero is meant
pub fn has_no_norm<F: Real>(a: &[F]) -> bool {
    a.iter().all(|&x| x * x == F::ZERO)
}

/// Σ aᵢ² gᵢ, with the squared gains `g` of the inputs: r² of theory section 3.
pub fn gauged_square_norm<F: Real>(a: &[F], square_gains: &[F]) -> F {
    combine(&sum(a, square_gains, |x, g| x * x * g))
}

/// Σ term(aᵢ, bᵢ) by lanes. Not inlined: the lanes stay in SIMD registers only as long as the
/// compiler does not see how they are combined.
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

/// `aᵢ ← change(aᵢ, bᵢ)`; returns Σ aᵢ² of what comes out, with the bits of [`square_norm`].
pub fn change_to_square_norm<F: Real>(a: &mut [F], b: &[F], change: impl Fn(F, F) -> F) -> F {
    combine(&change_and_sum(a, b, change))
}

#[inline(never)]
fn change_and_sum<F: Real>(a: &mut [F], b: &[F], change: impl Fn(F, F) -> F) -> [F; LANES] {
    let mut sums = [F::ZERO; LANES];
    let (whole_a, rest_a) = a.as_chunks_mut::<LANES>();
    let (whole_b, rest_b) = b.as_chunks::<LANES>();
    for (x, y) in whole_a.iter_mut().zip(whole_b) {
        let changed: [F; LANES] = core::array::from_fn(|lane| change(x[lane], y[lane]));
        *x = changed;
        for (sum, &x) in sums.iter_mut().zip(&changed) {
            *sum += x * x;
        }
    }
    for (lane, (x, &y)) in rest_a.iter_mut().zip(rest_b).enumerate() {
        *x = change(*x, y);
        sums[lane] += *x * *x;
    }
    sums
}

/// Three jobs at once, on rows of one length: `aᵢ ← aᵢ / divisor`, `bᵢ ← change(bᵢ, cᵢ)` and
/// Σ dᵢ eᵢ. Returns Σ bᵢ² of what comes out and that last sum, with the bits of
/// [`square_norm`] and [`dot`].
pub fn divide_change_dot<F: Real>(
    (a, divisor): (&mut [F], F),
    (b, c, change): (&mut [F], &[F], impl Fn(F, F) -> F),
    (d, e): (&[F], &[F]),
) -> (F, F) {
    let (squares, products) = divide_change_and_sum(a, divisor, b, c, change, d, e);
    (combine(&squares), combine(&products))
}

#[inline(never)]
fn divide_change_and_sum<F: Real>(
    a: &mut [F],
    divisor: F,
    b: &mut [F],
    c: &[F],
    change: impl Fn(F, F) -> F,
    d: &[F],
    e: &[F],
) -> ([F; LANES], [F; LANES]) {
    let (mut squares, mut products) = ([F::ZERO; LANES], [F::ZERO; LANES]);
    let (whole_a, rest_a) = a.as_chunks_mut::<LANES>();
    let (whole_b, rest_b) = b.as_chunks_mut::<LANES>();
    let (whole_c, rest_c) = c.as_chunks::<LANES>();
    let (whole_d, rest_d) = d.as_chunks::<LANES>();
    let (whole_e, rest_e) = e.as_chunks::<LANES>();
    let changing = whole_b.iter_mut().zip(whole_c);
    let summing = whole_d.iter().zip(whole_e);
    for (x, ((y, z), (v, w))) in whole_a.iter_mut().zip(changing.zip(summing)) {
        x.iter_mut().for_each(|x| *x /= divisor);
        let changed: [F; LANES] = core::array::from_fn(|lane| change(y[lane], z[lane]));
        *y = changed;
        for lane in 0..LANES {
            squares[lane] += changed[lane] * changed[lane];
            products[lane] += v[lane] * w[lane];
        }
    }
    for (lane, x) in rest_a.iter_mut().enumerate() {
        *x /= divisor;
        rest_b[lane] = change(rest_b[lane], rest_c[lane]);
        squares[lane] += rest_b[lane] * rest_b[lane];
        products[lane] += rest_d[lane] * rest_e[lane];
    }
    (squares, products)
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

    #[test]
    fn a_norm_taken_on_the_way_has_the_bits_of_one_taken_alone() {
        for length in 0..40 {
            let a: Vec<f32> = (0..length).map(|i| 1.0 / (i as f32 - 7.3)).collect();
            let b: Vec<f32> = (0..length).map(|i| 0.3 + i as f32 * 0.1).collect();
            let mut changed = a.clone();
            for row in [&a[..], &[0.0, -0.0], &[0.0, 1e-30], &[0.0, 1e-22], &[0.0, f32::NAN]] {
                assert_eq!(has_no_norm(row), square_norm(row).to_bits() == 0, "{row:?}");
            }
            let square = change_to_square_norm(&mut changed, &b, |a, b| a - 0.7 * b);
            assert!(
                changed
                    .iter()
                    .zip(a.iter().zip(&b))
                    .all(|(c, (a, b))| c.to_bits() == (a - 0.7 * b).to_bits())
            );
            assert_eq!(square.to_bits(), square_norm(&changed).to_bits());
            let (mut divided, mut beside) = (b.clone(), a.clone());
            let sums = divide_change_dot(
                (&mut divided, 3.0),
                (&mut beside, &b, |a, b| a - 0.7 * b),
                (&a, &b),
            );
            assert_eq!(sums.0.to_bits(), square.to_bits());
            assert_eq!(sums.1.to_bits(), dot(&a, &b).to_bits());
            assert_eq!(beside, changed);
            assert!(divided.iter().zip(&b).all(|(x, y)| x.to_bits() == (y / 3.0).to_bits()));
        }
    }
}
