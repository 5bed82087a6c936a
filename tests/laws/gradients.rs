//! Gradients of whole networks match finite differences: the error of the difference quotient falls
//! with the square of the step.

use ndarray::Array2;
use scale_drift::network::Network;
use scale_drift::rng::{Purpose, Stream};

use crate::nets::nets;

/// The log-log slope of `error` between two steps that differ by a factor of ten.
pub fn error_slope(error: impl Fn(f64) -> f64) -> f64 {
    (error(1e-3) / error(1e-4)).log10()
}

fn loss_along(
    network: &mut Network<f64>,
    start: &[Array2<f64>],
    along: &[Array2<f64>],
    step: f64,
    data: &(Array2<f64>, Vec<u8>),
) -> f64 {
    for ((param, start), along) in network.params_mut().zip(start).zip(along) {
        param.value = start + &(along * step);
    }
    network.gradient(data.0.view(), &data.1, None, &mut || {})
}

#[test]
fn error_of_the_difference_quotient_falls_with_the_square_of_the_step() {
    for net in &nets() {
        let mut network = net.network::<f64>(3);
        let data = net.batch::<f64>(6, 0);
        network.gradient(data.0.view(), &data.1, None, &mut || {});
        let start: Vec<_> = network.params().map(|param| param.value.clone()).collect();
        let gradient: Vec<_> = network.params().map(|param| param.gradient.clone()).collect();
        let mut stream = Stream::new(5, Purpose::Synthetic, 0);
        let along: Vec<Array2<f64>> =
            start.iter().map(|w| w.mapv(|_| 0.02 * stream.normal())).collect();
        let exact: f64 = gradient.iter().zip(&along).map(|(g, d)| (g * d).sum()).sum();
        let network = core::cell::RefCell::new(network);
        let error = |slope: f64| {
            let (network, start, along, data) = (&network, &start, &along, &data);
            move |step: f64| {
                let mut network = network.borrow_mut();
                let ahead = loss_along(&mut network, start, along, step, data);
                let behind = loss_along(&mut network, start, along, -step, data);
                let here = loss_along(&mut network, start, along, 0.0, data);
                // First-order remainder, made even so that curvature alone is left.
                ((ahead - here - step * slope).abs() + (behind - here + step * slope).abs()) / 2.0
            }
        };
        let slope = error_slope(error(exact));
        assert!((slope - 2.0).abs() < 0.05, "{net}: slope {slope}");
        let wrong = error_slope(error(exact * 1.05 + 0.001));
        assert!((wrong - 1.0).abs() < 0.2, "{net}: a wrong gradient has slope {wrong}");
    }
}
