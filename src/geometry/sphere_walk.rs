//! A whole step of unit-norm filters in one walk over the rows: projection, step and return to the
//! sphere, with the same bits as the three in turn.
//!
//! Divisions are slow, and the additions of a sum wait for each other. Three neighbouring filters
//! are therefore worked on side by side: the first is divided by its norm, the second takes its
//! step, and the product of the third with its gradient is summed. All three take about the time
//! of the divisions alone.

use crate::math::rows::{LANES, combine, dot, has_no_norm, norm_or_one};
use crate::param::{Param, rows, rows_mut};
use crate::real::Real;

/// `ρ = G − (G·w) w`, then `w ← (w − λρ)/‖w − λρ‖`, for every filter of the bank. A filter without
/// a norm stays.
pub(super) fn step<F: Real>(param: &mut Param<F>, learning_rate: F) {
    let mut pairs = rows(&param.gradient)
        .zip(rows_mut(&mut param.value))
        .filter(|(_, filter)| !has_no_norm(filter));
    let mut moving = pairs.next().map(Moving::new);
    let mut moved: Option<Moved<F>> = None;
    while let Some(Moving { along, slope, filter }) = moving {
        let change = |weight, slope| weight - learning_rate * (slope - along * weight);
        let after = pairs.next();
        let square = match (moved, after) {
            (Some(before), Some((next_slope, next))) => {
                let norm = norm_or_one(before.square);
                let (square, along) = divide_change_dot(
                    (before.filter, norm),
                    (filter, slope, change),
                    (next_slope, next),
                );
                moving = Some(Moving { along, slope: next_slope, filter: next });
                square
            }
            (before, after) => {
                before.into_iter().for_each(Moved::normalize);
                moving = after.map(Moving::new);
                change_to_square_norm(filter, slope, change)
            }
        };
        moved = Some(Moved { filter, square });
    }
    moved.into_iter().for_each(Moved::normalize);
}

/// A filter before its step.
struct Moving<'a, F> {
    /// The product of the gradient with the filter: the part of the gradient along the filter.
    along: F,
    slope: &'a [F],
    filter: &'a mut [F],
}

impl<'a, F: Real> Moving<'a, F> {
    fn new((slope, filter): (&'a [F], &'a mut [F])) -> Self {
        Self { along: dot(slope, filter), slope, filter }
    }
}

/// A filter after its step, still off the sphere.
struct Moved<'a, F> {
    filter: &'a mut [F],
    /// Its squared norm.
    square: F,
}

impl<F: Real> Moved<'_, F> {
    fn normalize(self) {
        let norm = norm_or_one(self.square);
        self.filter.iter_mut().for_each(|weight| *weight /= norm);
    }
}

/// Does `aᵢ ← change(aᵢ, bᵢ)` and returns Σ aᵢ² of the changed row, with the bits of
/// [`square_norm`](crate::math::rows::square_norm).
fn change_to_square_norm<F: Real>(a: &mut [F], b: &[F], change: impl Fn(F, F) -> F) -> F {
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

/// Does three jobs at once, on rows of one length: `aᵢ ← aᵢ / divisor`, `bᵢ ← change(bᵢ, cᵢ)` and Σ
/// dᵢ eᵢ. Returns Σ bᵢ² of the changed row and Σ dᵢ eᵢ, with the bits of
/// [`square_norm`](crate::math::rows::square_norm) and [`dot`].
fn divide_change_dot<F: Real>(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rows::square_norm;

    #[test]
    fn jobs_done_together_have_the_bits_of_jobs_done_alone() {
        for length in 0..40 {
            let a: Vec<f32> = (0..length).map(|i| 1.0 / (i as f32 - 7.3)).collect();
            let b: Vec<f32> = (0..length).map(|i| 0.3 + i as f32 * 0.1).collect();
            let mut changed = a.clone();
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
