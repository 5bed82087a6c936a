//! The networks that are timed, their batches, and the arithmetic of a step.

use ndarray::Array2;
use scale_drift::data::batches;
use scale_drift::data::images::{self, Images};
use scale_drift::data::scenes::{SceneKind, Scenes};
use scale_drift::error::Error;
use scale_drift::layers::{Definition, Shape};
use scale_drift::network::Network;

const SCENES: SceneKind = SceneKind { side: 64, digits: 10 };
const SCENE: Shape = Shape { channels: 1, height: SCENES.side, width: SCENES.side };
const DIGIT: Shape = Shape { channels: 1, height: 28, width: 28 };
/// Batches that a training goes round.
const BATCHES: usize = 8;
const SEED: u32 = 1;

/// A network and the size of its batches.
#[derive(Debug, Clone)]
pub struct Net {
    /// Its name in tables.
    pub name: &'static str,
    /// Examples per step.
    pub batch: usize,
    input: Shape,
    classes: usize,
    definitions: Vec<Definition>,
}

/// Inputs, and a class for each answer.
pub type Batch = (Array2<f32>, Vec<u8>);

/// All of them.
pub fn nets() -> Vec<Net> {
    let digits = |name, batch, input, definitions| Net {
        name,
        batch,
        input,
        classes: images::CLASSES,
        definitions,
    };
    vec![
        digits("784-128-128-10", 100, Shape::flat(images::PIXELS), dense(128)),
        digits("784-512-512-10", 100, Shape::flat(images::PIXELS), dense(512)),
        digits("conv", 64, DIGIT, convolutional()),
        Net {
            name: "segment",
            batch: 8,
            input: SCENE,
            classes: SCENES.classes(),
            definitions: encoder_decoder(),
        },
    ]
}

fn new(kind: &str) -> Definition {
    Definition::new(kind)
}

fn dense(units: usize) -> Vec<Definition> {
    let hidden = || [new("dense").with("units", units), new("relu")];
    let mut layers = [hidden(), hidden()].concat();
    layers.push(new("dense").with("units", images::CLASSES));
    layers
}

fn convolutional() -> Vec<Definition> {
    let stage = |filters: usize| {
        let conv = new("conv").with("filters", filters).with("size", 3).with("padding", "same");
        [conv, new("relu"), new("max_pool").with("size", 2)]
    };
    let mut layers = [stage(8), stage(16)].concat();
    layers.extend([new("flatten"), new("dense").with("units", 64), new("relu")]);
    layers.push(new("dense").with("units", images::CLASSES));
    layers
}

/// Three stages down and three up, with remembered switches.
fn encoder_decoder() -> Vec<Definition> {
    let conv = |filters: usize, size: usize| {
        new("conv").with("filters", filters).with("size", size).with("padding", "same")
    };
    let bank = |filters: usize| [conv(filters, 3), new("batch_norm"), new("relu")];
    let (mut layers, mut pools) = (Vec::new(), Vec::new());
    for filters in [16, 32, 32] {
        layers.extend(bank(filters));
        pools.push(layers.len());
        layers.push(new("max_pool").with("size", 2));
    }
    for (pool, filters) in pools.into_iter().rev().zip([32, 16, 16]) {
        layers.push(new("unpool").with("of", pool));
        layers.extend(bank(filters));
    }
    layers.push(conv(SCENES.classes(), 1));
    layers
}

impl Net {
    /// At a start drawn from a fixed seed.
    ///
    /// # Panics
    /// When it cannot be built.
    pub fn network(&self) -> Network<f32> {
        let network = Network::new(self.input, self.classes, &self.definitions);
        let mut network = network.expect("a valid network");
        network.draw_start(SEED);
        network
    }

    /// Digits or scenes, as the network takes them.
    ///
    /// # Errors
    /// Too few images.
    pub fn batches(&self, images: &Images) -> Result<Vec<Batch>, Error> {
        let wanted = BATCHES * self.batch;
        if images.len() < wanted {
            return Err(Error::MissingImages { wanted, present: images.len() });
        }
        (0..BATCHES).map(|index| self.batch(images, index * self.batch)).collect()
    }

    /// The batch from this image or scene on.
    ///
    /// # Errors
    /// No images.
    pub fn batch(&self, images: &Images, first: usize) -> Result<Batch, Error> {
        if self.input != SCENE {
            return Ok(batches::gather_range(images, first, self.batch));
        }
        let mut inputs = Array2::zeros((self.batch, SCENES.pixels()));
        let mut labels = Vec::new();
        let from = u32::try_from(first).expect("few scenes");
        let to = from + u32::try_from(self.batch).expect("a small batch");
        let scenes = Scenes::new(SCENES, images, images.len())?;
        scenes.gather(images, SEED, from..to, inputs.view_mut(), &mut labels);
        Ok((inputs, labels))
    }

    /// Multiplications and additions in the matrix products of one step: forward, weights'
    /// gradient and, but for the first bank, inputs' gradient. Nothing else is counted.
    pub fn flops(&self) -> f64 {
        let mut products = 0.0;
        let mut is_first = true;
        let network = self.network();
        for layer in network.layers() {
            if let Some(param) = layer.param() {
                let pixels = layer.output_shape().pixels();
                let product = (self.batch * pixels * param.rows() * param.inputs()) as f64 * 2.0;
                products += product * if is_first { 2.0 } else { 3.0 };
                is_first = false;
            }
        }
        products
    }
}
