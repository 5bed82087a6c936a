//! Range analysis is exact in the first bank, safe in all banks, and not wasteful.

use ndarray::{Array2, s};
use scale_drift::layers::Mode;
use scale_drift::math::interval::Interval;
use scale_drift::network::Network;
use scale_drift::param::rows;
use scale_drift::range::{bank_bits, forward_in_fixed_point, pre_activations};
use scale_drift::rng::{Purpose, Stream};

use crate::nets::{Net, dense, nets};

const INPUT: Interval = Interval { min: -0.5, max: 1.0 };

/// A network that has statistics for evaluation.
fn calibrated(net: &Net) -> Network<f64> {
    let mut network = net.network::<f64>(1);
    network.forward(examples(net, 30).view(), Mode::Calibrate, &mut || {});
    network
}

fn examples(net: &Net, count: usize) -> Array2<f64> {
    let mut stream = Stream::new(9, Purpose::Synthetic, 0);
    let draw = || INPUT.min + (INPUT.max - INPUT.min) * stream.uniform();
    Array2::from_shape_simple_fn((count, net.input.features()), draw)
}

/// The input that drives filter `row` of the first bank to its greatest value.
fn extremal(network: &Network<f64>, row: usize) -> Vec<f64> {
    let first = network.params().next().expect("a bank");
    let filter = rows(&first.value).nth(row).expect("a row");
    let end = |weight: &f64| if *weight > 0.0 { INPUT.max } else { INPUT.min };
    filter[..first.inputs()].iter().map(end).collect()
}

#[test]
fn the_extremal_input_attains_the_first_banks_range() {
    let net = &dense(2, false, 1, true);
    let network = calibrated(net);
    let ranges = pre_activations(&network, INPUT);
    let first = network.params().next().expect("a bank");
    for (row, range) in ranges[0].iter().enumerate() {
        let filter = rows(&first.value).nth(row).expect("a row");
        let at = |input: &[f64]| -> f64 {
            input.iter().zip(filter).map(|(x, w)| x * w).sum::<f64>() + filter[first.inputs()]
        };
        let highest = extremal(&network, row);
        assert!((at(&highest) - range.max).abs() < 1e-12);
        let lowest: Vec<f64> = highest.iter().map(|x| INPUT.min + INPUT.max - x).collect();
        assert!((at(&lowest) - range.min).abs() < 1e-12);
        for example in examples(net, 50).rows() {
            assert!(range.contains(at(&example.to_vec())));
        }
    }
}

#[test]
fn no_example_leaves_the_words_of_any_network() {
    for net in &nets() {
        let mut network = calibrated(net);
        let bits = bank_bits(&pre_activations(&network, INPUT));
        for example in examples(net, 50).rows() {
            let held = forward_in_fixed_point(&mut network, &example.to_vec(), &bits, 16);
            assert!(held.is_ok(), "{net}: {held:?}");
        }
    }
}

#[test]
fn many_fraction_bits_give_the_floating_point_answer() {
    for net in &nets() {
        let mut network = calibrated(net);
        let bits = bank_bits(&pre_activations(&network, INPUT));
        let example = examples(net, 1);
        let exact = network.forward(example.view(), Mode::Evaluate, &mut || {}).to_owned();
        let row = example.row(0).to_vec();
        let gap = |network: &mut Network<f64>, fraction_bits: u32| -> f64 {
            let held = forward_in_fixed_point(network, &row, &bits, fraction_bits);
            let held = held.expect("within the range");
            held.iter().zip(exact.slice(s![0, ..])).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        assert!(gap(&mut network, 30) < 1e-6, "{net}");
        assert!(gap(&mut network, 2) > 1e-4, "{net}: rounding must show");
    }
}

/// With one bit less, a first-layer unit overflows at its extremal input.
#[test]
fn one_bit_less_overflows() {
    let net = &dense(2, false, 1, false);
    let mut network = calibrated(net);
    let ranges = pre_activations(&network, INPUT);
    let mut bits = bank_bits(&ranges);
    let widest = (0..ranges[0].len())
        .max_by(|a, b| ranges[0][*a].max.total_cmp(&ranges[0][*b].max))
        .expect("at least one unit");
    let example = extremal(&network, widest);
    assert!(forward_in_fixed_point(&mut network, &example, &bits, 16).is_ok());
    bits[0] -= 1;
    let overflow = forward_in_fixed_point(&mut network, &example, &bits, 16);
    assert_eq!(overflow.map_err(|overflow| (overflow.bank, overflow.index)), Err((0, widest)));
}
