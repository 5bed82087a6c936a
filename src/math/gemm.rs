//! Matrix products.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use crate::real::Real;

/// `into ← a · b`, shapes (m × k) · (k × n) = (m × n).
///
/// # Panics
/// When the shapes do not fit: that is a bug in a layer, not input.
pub fn multiply<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>, into: &mut ArrayViewMut2<F>) {
    general_mat_mul(F::ONE, &a, &b, F::ZERO, into);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};
    use ndarray::Array2;

    fn random(rows: usize, columns: usize, index: u32) -> Array2<f64> {
        let mut stream = Stream::new(1, Purpose::Synthetic, index);
        Array2::from_shape_simple_fn((rows, columns), || stream.normal())
    }

    /// Against the definition, at sizes around the blocking of the kernel.
    #[test]
    fn equals_the_sum_of_products() {
        for (m, k, n) in [(1, 1, 1), (3, 5, 7), (8, 8, 8), (9, 17, 5), (33, 300, 10)] {
            let (a, b) = (random(m, k, 0), random(k, n, 1));
            let mut c = Array2::from_elem((m, n), f64::NAN);
            multiply(a.view(), b.view(), &mut c.view_mut());
            for i in 0..m {
                for j in 0..n {
                    let sum: f64 = (0..k).map(|l| a[[i, l]] * b[[l, j]]).sum();
                    assert!((c[[i, j]] - sum).abs() <= 1e-13 * (k as f64), "{m} {k} {n}");
                }
            }
        }
    }

    /// The twin experiment rests on this: a row times 2^k gives exactly 2^k times the result.
    #[test]
    fn is_exact_under_powers_of_two() {
        let (a, b) = (random(20, 784, 0).mapv(|x| x as f32), random(784, 10, 1).mapv(|x| x as f32));
        let (mut plain, mut scaled) = (Array2::zeros((20, 10)), Array2::zeros((20, 10)));
        multiply(a.view(), b.view(), &mut plain.view_mut());
        multiply((&a * 1024.0).view(), b.view(), &mut scaled.view_mut());
        assert!(plain.iter().zip(&scaled).all(|(p, s)| (p * 1024.0).to_bits() == s.to_bits()));
    }
}
