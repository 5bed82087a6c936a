//! Softmax cross-entropy: `−ln softmax(logits)[label]`, averaged over the examples and their
//! pixels. Optional class weights multiply each term; the sum is still divided by the number of
//! terms (theory section 1).

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::real::Real;

/// Returns the mean loss, and fills `gradient` with its derivative with respect to the logits.
///
/// `logits` and `gradient` are examples × (classes · pixels), class by class; `labels` has
/// one class per example and pixel. The loss is summed in double precision.
///
/// # Panics
/// When the sizes do not fit together: a bug in the caller.
#[allow(clippy::cast_precision_loss)] // counts are small
pub fn softmax_cross_entropy<F: Real>(
    logits: ArrayView2<F>,
    labels: &[u8],
    class_weights: Option<&[F]>,
    mut gradient: ArrayViewMut2<F>,
) -> f64 {
    let pixels = labels.len() / logits.nrows();
    let count = F::from_f64(labels.len() as f64);
    let mut total = 0.0;
    let examples = logits.rows().into_iter().zip(gradient.rows_mut());
    for ((scores, mut out), labels) in examples.zip(labels.chunks_exact(pixels)) {
        for (pixel, &label) in labels.iter().enumerate() {
            let label = usize::from(label);
            let at = |class: usize| class * pixels + pixel;
            let classes = 0..scores.len() / pixels;
            // Subtracting the largest score keeps exp in range. Scores that are NaN or infinite
            // come out as NaN.
            let largest = classes.clone().map(|class| scores[at(class)]);
            let largest = largest.fold(scores[pixel], |a, b| if b > a { b } else { a });
            let mut sum = F::ZERO;
            for class in classes.clone() {
                let exponential = (scores[at(class)] - largest).exp();
                out[at(class)] = exponential;
                sum += exponential;
            }
            let weight = class_weights.map_or(F::ONE, |weights| weights[label]);
            total += (weight * (sum.ln() - (scores[at(label)] - largest))).to_f64();
            for class in classes {
                let target = if class == label { F::ONE } else { F::ZERO };
                out[at(class)] = weight * (out[at(class)] / sum - target) / count;
            }
        }
    }
    total / labels.len() as f64
}

/// The softmax of one example's scores. Scores that are NaN or infinite come out as NaN.
pub fn probabilities<F: Real>(scores: &[F]) -> Vec<F> {
    let largest = scores.iter().fold(scores[0], |a, &b| if b > a { b } else { a });
    let mut shares: Vec<F> = scores.iter().map(|&score| (score - largest).exp()).collect();
    let sum: F = shares.iter().copied().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// The class with the largest logit, for each example and pixel. Of equal logits the first class is
/// taken.
pub fn predictions<F: Real>(logits: ArrayView2<F>, classes: usize) -> Vec<u8> {
    let pixels = logits.ncols() / classes;
    let mut predicted = Vec::with_capacity(logits.nrows() * pixels);
    for scores in logits.rows() {
        for pixel in 0..pixels {
            let mut best = 0;
            for class in 1..classes {
                if scores[class * pixels + pixel] > scores[best * pixels + pixel] {
                    best = class;
                }
            }
            predicted.push(u8::try_from(best).expect("labels are bytes"));
        }
    }
    predicted
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn equal_scores_cost_the_logarithm_of_the_classes() {
        let logits = Array2::<f64>::zeros((3, 10));
        let mut gradient = logits.clone();
        let loss = softmax_cross_entropy(logits.view(), &[0, 5, 9], None, gradient.view_mut());
        assert!((loss - 10_f64.ln()).abs() < 1e-15);
        assert!((gradient[[0, 0]] + 0.9 / 3.0).abs() < 1e-15);
        assert!((gradient[[0, 1]] - 0.1 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn huge_scores_stay_finite_and_lost_ones_do_not() {
        let mut gradient = array![[0.0_f32, 0.0]];
        let huge = array![[1e30_f32, 0.0]];
        let loss = softmax_cross_entropy(huge.view(), &[0], None, gradient.view_mut());
        assert!(loss.abs() < 1e-30);
        for lost in [f32::NAN, f32::INFINITY] {
            let scores = array![[0.0, lost]];
            let loss = softmax_cross_entropy(scores.view(), &[0], None, gradient.view_mut());
            assert!(!loss.is_finite());
        }
    }

    #[test]
    fn the_derivative_matches_a_difference_quotient() {
        let logits = array![[0.3, -1.2, 0.8], [2.0, 0.1, -0.4]];
        let weights = [0.5, 2.0, 1.5];
        let labels = [2, 1];
        let mut gradient = logits.clone();
        softmax_cross_entropy(logits.view(), &labels, Some(&weights), gradient.view_mut());
        let mut scratch = logits.clone();
        for index in 0..6 {
            let mut at = |h: f64| {
                let mut moved = logits.clone();
                moved.as_slice_mut().expect("standard layout")[index] += h;
                softmax_cross_entropy(moved.view(), &labels, Some(&weights), scratch.view_mut())
            };
            let quotient = (at(1e-5) - at(-1e-5)) / 2e-5;
            let exact = gradient.as_slice().expect("standard layout")[index];
            assert!((quotient - exact).abs() < 1e-9, "{index}: {quotient} {exact}");
        }
    }

    /// The loss of one image of two pixels is the mean loss of two examples.
    #[test]
    fn pixels_are_examples_with_another_layout() {
        let (apart, together) =
            (array![[0.3, -1.2, 0.8], [2.0, 0.1, -0.4]], [0.3, 2.0, -1.2, 0.1, 0.8, -0.4]);
        let together = Array2::from_shape_vec((1, 6), together.to_vec()).expect("six numbers");
        let weights = [0.5, 2.0, 1.5];
        let (mut a, mut b) = (apart.clone(), together.clone());
        let one = softmax_cross_entropy(apart.view(), &[2, 1], Some(&weights), a.view_mut());
        let other = softmax_cross_entropy(together.view(), &[2, 1], Some(&weights), b.view_mut());
        assert_eq!(one.to_bits(), other.to_bits());
        assert_eq!(
            b.as_slice(),
            Some(&[a[[0, 0]], a[[1, 0]], a[[0, 1]], a[[1, 1]], a[[0, 2]], a[[1, 2]]][..])
        );
        assert_eq!(predictions(together.view(), 3), predictions(apart.view(), 3));
    }

    #[test]
    fn probabilities_add_up_and_follow_the_scores() {
        let shares = probabilities(&[1e30_f64, 1e30, 0.0]);
        assert_eq!(shares, [0.5, 0.5, 0.0]);
        let shares = probabilities(&[2.0_f64, 2.0 + 3.0_f64.ln()]);
        assert!((shares[0] - 0.25).abs() < 1e-15 && (shares[1] - 0.75).abs() < 1e-15);
        assert!(probabilities(&[0.0, f32::NAN]).iter().all(|share| share.is_nan()));
    }

    #[test]
    fn predicts_the_first_of_equal_scores() {
        let logits = array![[1.0, 1.0], [0.0, 2.0], [3.0, 1.0]];
        assert_eq!(predictions(logits.view(), 2), [0, 1, 0]);
    }
}
