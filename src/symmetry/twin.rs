//! The gap between two networks that started as one function (theory section 6).

use ndarray::ArrayView2;

use crate::real::Real;

/// `max |a − b|` over all logits; NaN when any of them is NaN or both are infinite.
///
/// Zero means equal to the last bit (but for the sign of zero).
pub fn gap<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>) -> f64 {
    let mut largest = 0.0_f64;
    for (&x, &y) in a.iter().zip(&b) {
        let difference = (x.to_f64() - y.to_f64()).abs();
        // f64::max would drop a NaN.
        if difference.is_nan() || difference > largest {
            largest = difference;
        }
        if largest.is_nan() {
            break;
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::gap;
    use ndarray::array;

    #[test]
    fn is_the_largest_difference_and_never_hides_nan() {
        let a = array![[1.0_f32, 2.0], [3.0, 4.0]];
        assert_eq!(gap(a.view(), a.view()).to_bits(), 0);
        assert!((gap(a.view(), array![[1.0, 0.5], [3.0, 4.5]].view()) - 1.5).abs() < 1e-12);
        assert!(gap(a.view(), array![[1.0, f32::NAN], [9.0, 4.0]].view()).is_nan());
    }
}
