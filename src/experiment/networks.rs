//! The networks of runs: from the description to the layers.

use crate::data::images;
use crate::data::scenes::SceneKind;
use crate::error::Error;
use crate::experiment::kind::{IMAGE, Kind};
use crate::experiment::spec::RunSpec;
use crate::experiment::stages::{self, Stage};
use crate::layers::{Definition, Shape};
use crate::network::Network;
use crate::real::Real;

/// Filters of each hidden bank of the encoder-decoder, in order.
pub const SEGMENT_FILTERS: [u32; 6] = [16, 32, 32, 32, 16, 16];
/// Numbers that the encoder-decoder computes for each pixel of a scene, apart from the logits: its
/// stages have a quarter and a sixteenth of the pixels.
pub const SEGMENT_NUMBERS: u64 = 158;
/// The largest memory, in bytes, that a run may need by the estimate of `RunSpec::check_memory`.
pub const MOST_MEMORY: u64 = 256 << 20;
/// Activations and weights are numbers of four bytes, in the network and in its twin.
pub const BYTES: u64 = 4 * 2;
/// Each activation has a gradient.
pub const PER_ACTIVATION: u64 = 2;
/// Beside each weight: its gradient, and up to three numbers that a rule remembers.
pub const PER_WEIGHT: u64 = 5;

impl RunSpec {
    /// The shape of an example.
    pub fn input(&self) -> Shape {
        match self.network {
            Kind::Dense => Shape::flat(images::PIXELS),
            Kind::Conv => IMAGE,
            Kind::Segment => {
                let side = self.scenes().side;
                Shape { channels: 1, height: side, width: side }
            }
        }
    }

    /// The scenes of a run that learns scenes.
    pub fn scenes(&self) -> SceneKind {
        SceneKind { side: self.side as usize, digits: self.classes as usize }
    }

    /// Classes that the network tells apart, the ground of scenes included.
    pub fn classes(&self) -> usize {
        if self.network == Kind::Segment { self.scenes().classes() } else { images::CLASSES }
    }

    /// Labels of an example: a label, or a label for each pixel.
    pub fn labels_per_example(&self) -> usize {
        if self.network == Kind::Segment { self.scenes().pixels() } else { 1 }
    }

    /// The layers of the network.
    pub fn definitions(&self) -> Vec<Definition> {
        match self.network {
            Kind::Dense => self.dense(),
            Kind::Conv => self.convolutional(),
            Kind::Segment => encoder_decoder(self.classes()),
        }
    }

    /// The network of the run, with all weights zero.
    ///
    /// # Errors
    /// Never for a description that was read: reading checks it.
    pub fn network<F: Real>(&self) -> Result<Network<F>, Error> {
        Network::new(self.input(), self.classes(), &self.definitions())
    }

    /// The number of examples of one forward pass in evaluation: activations of many images do not
    /// fit into memory where layers have pixels.
    pub fn evaluated_at_once(&self) -> usize {
        match self.network {
            Kind::Dense => usize::MAX,
            Kind::Conv => 100,
            Kind::Segment => 8,
        }
    }

    fn dense(&self) -> Vec<Definition> {
        let mut layers = Vec::new();
        for _ in 0..self.depth {
            layers.push(neurons(self.width as usize));
            self.activate(&mut layers);
            if self.group > 1 {
                let pool = Definition::new("max_pool_units");
                layers.push(pool.with("group", self.group as usize));
            }
        }
        layers.push(neurons(self.classes()));
        layers
    }

    fn convolutional(&self) -> Vec<Definition> {
        let mut layers = Vec::new();
        for &Stage { filters, kernel, pooling } in &self.stages {
            layers.push(convolution(filters as usize, kernel as usize));
            self.activate(&mut layers);
            layers.extend(pooling.definition());
        }
        layers.extend([Definition::new("flatten"), neurons(self.width as usize)]);
        self.activate(&mut layers);
        layers.push(neurons(self.classes()));
        layers
    }

    fn activate(&self, layers: &mut Vec<Definition>) {
        if self.is_normalized {
            layers.push(Definition::new("batch_norm"));
        }
        layers.push(Definition::new("relu"));
    }

    /// Orbit units of each hidden bank: how many numbers of the bank are free (theory section 2).
    pub fn orbit_units(&self) -> Vec<u32> {
        match self.network {
            Kind::Dense => {
                let shared = if self.is_normalized { 1 } else { self.group };
                vec![self.width / shared; self.depth as usize]
            }
            Kind::Conv => {
                let filters = self.stages.iter().map(|stage| stage.filters);
                filters.chain([self.width]).collect()
            }
            Kind::Segment => SEGMENT_FILTERS.to_vec(),
        }
    }

    /// The numbers that a forward pass computes for one example, and the weights.
    fn numbers(&self) -> (u64, u64) {
        let steps = if self.is_normalized { 3 } else { 2 };
        let features = |shape: Shape| shape.features() as u64;
        let (width, classes) = (u64::from(self.width), self.classes() as u64);
        match self.network {
            Kind::Dense => (0, 0),
            Kind::Segment => (features(self.input()) * (SEGMENT_NUMBERS + classes), 0),
            Kind::Conv => {
                let (mut shape, mut activations, mut weights) = (IMAGE, 0, 0);
                for &stage in &self.stages {
                    let taps = shape.channels as u64 * u64::from(stage.kernel).pow(2);
                    weights += u64::from(stage.filters) * taps;
                    let channels = stage.filters as usize;
                    activations += steps * features(Shape { channels, ..shape });
                    shape = stage.output(shape).expect("stages were checked when they were read");
                    if stage.pooling != stages::Pooling::None {
                        activations += features(shape);
                    }
                }
                let inputs = features(shape);
                activations += inputs + steps * width + classes;
                (activations, weights + width * (inputs + classes))
            }
        }
    }

    /// Refuses a run that needs more memory than a page has. The dense networks within the limits
    /// of their settings all fit.
    ///
    /// # Errors
    /// The estimate, and what would be right.
    pub(super) fn check_memory(&self) -> Result<(), Error> {
        let (activations, weights) = self.numbers();
        let batch = u64::from(self.batch);
        let bytes = BYTES * (PER_ACTIVATION * batch * activations + PER_WEIGHT * weights);
        if bytes <= MOST_MEMORY {
            return Ok(());
        }
        let [needed, most] = [bytes, MOST_MEMORY].map(|bytes| bytes >> 20);
        let fewer = if self.network == Kind::Conv { "fewer filters, more pooling or " } else { "" };
        let problem = format!(
            "this network with batches of {batch} needs about {needed} MB and {most} are the most: \
             take {fewer}a smaller batch"
        );
        Err(Error::setting("batch", problem))
    }
}

fn neurons(units: usize) -> Definition {
    Definition::new("dense").with("units", units)
}

fn convolution(filters: usize, size: usize) -> Definition {
    Definition::new("conv").with("filters", filters).with("size", size).with("padding", "same")
}

/// An encoder-decoder with remembered switches, after SegNet (Badrinarayanan, Kendall and Cipolla,
/// arXiv:1511.00561; theory section 8). The last hidden bank has no relu: with it, the features of
/// the pixels of digits all die, and all classes tie.
pub fn encoder_decoder(classes: usize) -> Vec<Definition> {
    let new = Definition::new;
    let [first, second, third, fourth, fifth, last] = SEGMENT_FILTERS.map(|f| f as usize);
    let bank = |filters| [convolution(filters, 3), new("batch_norm"), new("relu")];
    let pool = || new("max_pool").with("size", 2);
    let mut layers = Vec::new();
    layers.extend(bank(first));
    let outer = layers.len();
    layers.push(pool());
    layers.extend(bank(second));
    let inner = layers.len();
    layers.push(pool());
    layers.extend(bank(third));
    layers.extend(bank(fourth));
    layers.push(new("unpool").with("of", inner));
    layers.extend(bank(fifth));
    layers.push(new("unpool").with("of", outer));
    layers.extend([convolution(last, 3), new("batch_norm"), convolution(classes, 1)]);
    layers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symmetry::orbit::orbit_banks;

    const SPECS: [&str; 9] = [
        "",
        "group=2",
        "group=2&architecture=arch2",
        "network=conv",
        "network=conv&architecture=arch2&stages=3:5:average",
        "network=conv&stages=2:3:none,4:3:max,8:3:average,8:5:none&width=5",
        "network=segment",
        "network=segment&classes=10&side=64",
        "network=segment&classes=2",
    ];

    #[test]
    fn orbit_units_are_the_network_s_own() {
        for text in SPECS {
            let spec: RunSpec = text.parse().expect(text);
            let network = spec.network::<f32>().expect("a valid network");
            let found = orbit_banks(&network).into_iter().map(|bank| bank.units as u32);
            assert_eq!(spec.orbit_units(), found.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn the_memory_is_that_of_the_layers() {
        for text in SPECS.into_iter().filter(|text| text.contains("network=")) {
            let spec: RunSpec = text.parse().expect(text);
            let network = spec.network::<f32>().expect("a valid network");
            let layers = network.layers().map(|layer| layer.output_shape().features() as u64);
            let weights = network.params().map(|param| param.value.len() as u64);
            let (activations, counted) = spec.numbers();
            assert_eq!(activations, layers.sum::<u64>(), "{text}");
            let weights: u64 = weights.sum();
            assert!(counted == weights || (counted == 0 && weights < 50_000), "{text}: {weights}");
        }
    }

    #[test]
    fn what_no_page_could_hold_is_refused() {
        for text in [
            "network=conv&stages=64:3:none,64:3:none",
            "network=conv&stages=64:3:none&width=1024&batch=2",
            "network=segment&batch=100",
        ] {
            let problem = text.parse::<RunSpec>().expect_err(text).to_string();
            assert!(problem.starts_with("batch: ") && problem.contains("MB"), "{problem}");
        }
        "network=segment&batch=24&side=64".parse::<RunSpec>().expect("it fits");
    }
}
