//! Small networks and batches for the laws.

use ndarray::Array2;
use scale_drift::layers::Definition;
use scale_drift::network::Network;
use scale_drift::real::Real;
use scale_drift::rng::{Purpose, Stream};

pub const INPUTS: usize = 9;
pub const CLASSES: usize = 4;

/// What a small network is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub depth: usize,
    pub is_normalized: bool,
    pub group: usize,
    pub has_bias: bool,
}

/// Every architecture the engine has, at depths 1 to 3.
pub fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for depth in 1..=3 {
        for group in [1, 2, 3] {
            for (is_normalized, has_bias) in [(false, false), (false, true), (true, false)] {
                shapes.push(Shape { depth, is_normalized, group, has_bias });
            }
        }
    }
    shapes
}

impl Shape {
    /// A network of this shape at a start drawn from `seed`; biases too are drawn.
    pub fn network<F: Real>(self, seed: u32) -> Network<F> {
        let bias = ("bias", usize::from(self.has_bias));
        let mut definitions = Vec::new();
        for _ in 0..self.depth {
            definitions.push(Definition::new("dense", &[("units", 12), bias]));
            if self.is_normalized {
                definitions.push(Definition::new("batch_norm", &[]));
            }
            definitions.push(Definition::new("relu", &[]));
            if self.group > 1 {
                definitions.push(Definition::new("max_pool_units", &[("group", self.group)]));
            }
        }
        definitions.push(Definition::new("dense", &[("units", CLASSES), bias]));
        let mut network = Network::new(INPUTS, CLASSES, &definitions).expect("a valid network");
        network.draw_start(seed);
        let mut stream = Stream::new(seed, Purpose::Synthetic, 1);
        for param in network.params_mut().filter(|param| param.has_bias) {
            let inputs = param.inputs();
            for bias in param.value.column_mut(inputs) {
                *bias = F::from_f64(0.3 * stream.normal());
            }
        }
        network
    }
}

/// A batch of `count` examples with labels.
pub fn batch<F: Real>(count: usize, index: u32) -> (Array2<F>, Vec<u8>) {
    let mut stream = Stream::new(11, Purpose::Synthetic, 100 + index);
    let x = Array2::from_shape_simple_fn((count, INPUTS), || F::from_f64(stream.normal()));
    let labels = (0..count).map(|_| stream.below(CLASSES as u32) as u8).collect();
    (x, labels)
}

/// The largest |a − b| relative to the largest |b|.
pub fn relative_gap<F: Real>(a: &Array2<F>, b: &Array2<F>) -> f64 {
    let largest = b.iter().map(|x| x.to_f64().abs()).fold(0.0, f64::max);
    let gap = a.iter().zip(b).map(|(a, b)| (a.to_f64() - b.to_f64()).abs()).fold(0.0, f64::max);
    gap / largest
}
