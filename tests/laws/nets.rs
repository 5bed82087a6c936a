//! Small networks and batches for the laws. They cover every architecture of the engine.

use ndarray::Array2;
use scale_drift::layers::{Definition, Shape};
use scale_drift::network::Network;
use scale_drift::real::Real;
use scale_drift::rng::{Purpose, Stream};

pub const CLASSES: usize = 4;

/// A small network, and the facts about it that the laws need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    pub name: String,
    pub input: Shape,
    pub definitions: Vec<Definition>,
    pub is_normalized: bool,
    pub has_bias: bool,
    /// The number of rows that share an α because they are pooled together.
    pub group: usize,
}

fn new(kind: &str) -> Definition {
    Definition::new(kind)
}

/// A dense network of this depth.
pub fn dense(depth: usize, is_normalized: bool, group: usize, has_bias: bool) -> Net {
    let bank = |units: usize| new("dense").with("units", units).with("bias", usize::from(has_bias));
    let mut definitions = Vec::new();
    for _ in 0..depth {
        definitions.push(bank(12));
        if is_normalized {
            definitions.push(new("batch_norm"));
        }
        definitions.push(new("relu"));
        if group > 1 {
            definitions.push(new("max_pool_units").with("group", group));
        }
    }
    definitions.push(bank(CLASSES));
    Net {
        name: format!("dense {depth} bn={is_normalized} group={group} bias={has_bias}"),
        input: Shape::flat(9),
        definitions,
        is_normalized,
        has_bias,
        group,
    }
}

fn conv(filters: usize, size: usize, padding: &str) -> Definition {
    new("conv").with("filters", filters).with("size", size).with("padding", padding)
}

/// Convolution, pooling over space, flatten, a dense hidden layer.
fn convolutional(is_normalized: bool, pool: &str) -> Net {
    let norm = || is_normalized.then(|| new("batch_norm"));
    let mut definitions = vec![conv(3, 3, "same")];
    definitions.extend(norm());
    definitions.extend([new("relu"), new(pool).with("size", 2), conv(4, 2, "valid")]);
    definitions.extend(norm());
    definitions.extend([new("relu"), new("flatten"), new("dense").with("units", 6)]);
    definitions.extend(norm());
    definitions.extend([new("relu"), new("dense").with("units", CLASSES)]);
    Net {
        name: format!("conv bn={is_normalized} {pool}"),
        input: Shape { channels: 2, height: 6, width: 4 },
        definitions,
        is_normalized,
        has_bias: false,
        group: 1,
    }
}

/// Encoder and decoder with switches, a class per pixel.
fn segmenting(is_normalized: bool) -> Net {
    let norm = || is_normalized.then(|| new("batch_norm"));
    let pool = 2 + usize::from(is_normalized);
    let mut definitions = vec![conv(3, 3, "same")];
    definitions.extend(norm());
    definitions.extend([new("relu"), new("max_pool").with("size", 2), conv(3, 3, "same")]);
    definitions.extend(norm());
    definitions.extend([new("relu"), new("unpool").with("of", pool), conv(4, 3, "same")]);
    definitions.extend(norm());
    definitions.extend([new("relu"), conv(CLASSES, 1, "same")]);
    Net {
        name: format!("segment bn={is_normalized}"),
        input: Shape { channels: 1, height: 4, width: 6 },
        definitions,
        is_normalized,
        has_bias: false,
        group: 1,
    }
}

/// Every architecture the engine has.
pub fn nets() -> Vec<Net> {
    let mut nets = Vec::new();
    for depth in 1..=3 {
        for group in [1, 2, 3] {
            for (is_normalized, has_bias) in [(false, false), (false, true), (true, false)] {
                nets.push(dense(depth, is_normalized, group, has_bias));
            }
        }
    }
    for is_normalized in [false, true] {
        nets.push(convolutional(is_normalized, "max_pool"));
        nets.push(convolutional(is_normalized, "average_pool"));
        nets.push(segmenting(is_normalized));
    }
    nets
}

impl core::fmt::Display for Net {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Net {
    /// The network at a start drawn from `seed`. Its biases are drawn too.
    pub fn network<F: Real>(&self, seed: u32) -> Network<F> {
        let network = Network::new(self.input, CLASSES, &self.definitions);
        let mut network = network.expect("a valid network");
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

    /// A batch of `count` examples, with a label for each answer of the network.
    pub fn batch<F: Real>(&self, count: usize, index: u32) -> (Array2<F>, Vec<u8>) {
        let mut stream = Stream::new(11, Purpose::Synthetic, 100 + index);
        let shape = (count, self.input.features());
        let x = Array2::from_shape_simple_fn(shape, || F::from_f64(stream.normal()));
        let answers = count * self.network::<F>(0).output_shape().pixels();
        let labels = (0..answers).map(|_| stream.below(CLASSES as u32) as u8).collect();
        (x, labels)
    }
}

/// The largest |a − b| relative to the largest |b|.
pub fn relative_gap<F: Real>(a: &Array2<F>, b: &Array2<F>) -> f64 {
    let largest = b.iter().map(|x| x.to_f64().abs()).fold(0.0, f64::max);
    let gap = a.iter().zip(b).map(|(a, b)| (a.to_f64() - b.to_f64()).abs()).fold(0.0, f64::max);
    gap / largest
}
