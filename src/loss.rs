//! Softmax cross-entropy: `−ln softmax(logits)[label]`, the mean over the examples;
//! optional class weights multiply each term, and the sum is still divided by the
//! count (theory section 1).

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::real::Real;

/// The mean loss; fills `gradient` with its derivative by the logits.
///
/// `logits` and `gradient` are examples × classes, `labels` has one class per
/// example. The loss is summed in double precision.
#[allow(clippy::cast_precision_loss)] // counts are small
pub fn softmax_cross_entropy<F: Real>(
    logits: ArrayView2<F>,
    labels: &[u8],
    class_weights: Option<&[F]>,
    mut gradient: ArrayViewMut2<F>,
) -> f64 {
    let count = F::from_f64(labels.len() as f64);
    let mut total = 0.0;
    for ((scores, &label), mut out) in
        logits.rows().into_iter().zip(labels).zip(gradient.rows_mut())
    {
        let label = usize::from(label);
        // Subtracting the largest keeps exp in range; NaN and infinite scores come
        // out as NaN.
        let largest = scores.iter().fold(scores[0], |a, &b| if b > a { b } else { a });
        let mut sum = F::ZERO;
        for (p, &score) in out.iter_mut().zip(&scores) {
            *p = (score - largest).exp();
            sum += *p;
        }
        let weight = class_weights.map_or(F::ONE, |weights| weights[label]);
        total += (weight * (sum.ln() - (scores[label] - largest))).to_f64();
        for (class, p) in out.iter_mut().enumerate() {
            let target = if class == label { F::ONE } else { F::ZERO };
            *p = weight * (*p / sum - target) / count;
        }
    }
    total / labels.len() as f64
}

/// How many rows have their largest logit at the label; of equals the first counts.
pub fn count_correct<F: Real>(logits: ArrayView2<F>, labels: &[u8]) -> usize {
    let is_right = |(scores, &label): (ndarray::ArrayView1<F>, &u8)| {
        let mut best = 0;
        for (class, &score) in scores.iter().enumerate() {
            if score > scores[best] {
                best = class;
            }
        }
        best == usize::from(label)
    };
    logits
        .rows()
        .into_iter()
        .zip(labels)
        .filter(|&(scores, label)| is_right((scores, label)))
        .count()
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

    #[test]
    fn counts_the_first_of_equal_scores() {
        let logits = array![[1.0, 1.0], [0.0, 2.0], [3.0, 1.0]];
        assert_eq!(count_correct(logits.view(), &[0, 1, 1]), 2);
    }
}
