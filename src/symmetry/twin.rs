//! The gap between two networks that started as one function (theory section 6).

use crate::real::Real;

/// `max |a − b|` over all logits; NaN when one of them is NaN or both are infinite.
///
/// Zero means that the logits are equal to the last bit (except for the sign of zero).
pub fn gap<F: Real>(a: &[F], b: &[F]) -> f64 {
    let mut largest = 0.0_f64;
    for (&x, &y) in a.iter().zip(b) {
        let difference = (x.to_f64() - y.to_f64()).abs();
        // f64::max would lose a NaN.
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

    #[test]
    fn is_the_largest_difference_and_never_hides_nan() {
        let a = [1.0_f32, 2.0, 3.0, 4.0];
        assert_eq!(gap(&a, &a).to_bits(), 0);
        assert!((gap(&a, &[1.0, 0.5, 3.0, 4.5]) - 1.5).abs() < 1e-12);
        assert!(gap(&a, &[1.0, f32::NAN, 9.0, 4.0]).is_nan());
    }
}
