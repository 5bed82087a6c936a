//! A network: layers in order. Shapes are checked when the network is built. After that a forward
//! and a backward pass allocate nothing of their own.

use ndarray::{Array2, ArrayView2, s};

use crate::error::Error;
use crate::layers::{Definition, Layer, Mode, Passage, Shape, build_stack};
use crate::loss::softmax_cross_entropy;
use crate::param::Param;
use crate::real::Real;
use crate::rng::{Purpose, Stream};

/// A feed-forward network that ends in class scores.
pub struct Network<F> {
    input: Shape,
    layers: Vec<Box<dyn Layer<F>>>,
    /// The output of each layer, for the largest batch so far: examples × outputs.
    outputs: Vec<Array2<F>>,
    /// The gradient of the loss with respect to each of these outputs.
    gradients: Vec<Array2<F>>,
}

impl<F: Real> Network<F> {
    /// Builds the layers, with all weights zero.
    ///
    /// `input` is the shape of one example. The network must end in a bank of `classes` filters:
    /// one score for each class (and pixel).
    ///
    /// # Errors
    /// A layer is unknown, does not fit the layer before it, or makes no sense. The last layer is
    /// not such a bank. A bias stands right before batch normalization.
    pub fn new(input: Shape, classes: usize, definitions: &[Definition]) -> Result<Self, Error> {
        let refuse = |layer, problem| Error::Layer { layer, problem };
        let layers = build_stack::<F>(input, definitions, true)
            .map_err(|(position, problem)| refuse(position, problem))?;
        for (position, pair) in layers.windows(2).enumerate() {
            let has_bias = pair[0].param().is_some_and(|param| param.has_bias);
            if pair[1].passage() == Passage::Absorbs && has_bias {
                let problem = "batch normalization would ignore the bias before it: remove it";
                return Err(refuse(position + 1, problem.to_owned()));
            }
        }
        match layers.last() {
            Some(layer) if layer.param().is_some() && layer.output_shape().channels == classes => {}
            _ => {
                let problem = format!("the last layer must be a bank of {classes} filters");
                return Err(refuse(definitions.len().saturating_sub(1), problem));
            }
        }
        Ok(Self { input, layers, outputs: Vec::new(), gradients: Vec::new() })
    }

    /// Draws the start: every weight normal with standard deviation sqrt(2 / fan-in)
    /// (He et al., arXiv:1502.01852), row by row from the seed; biases are 0.
    #[allow(clippy::cast_precision_loss)] // fan-ins are small
    pub fn draw_start(&mut self, seed: u32) {
        let mut stream = Stream::new(seed, Purpose::Start, 0);
        for param in self.params_mut() {
            let inputs = param.inputs();
            let deviation = (2.0 / inputs as f64).sqrt();
            for mut row in param.value.rows_mut() {
                for weight in row.iter_mut().take(inputs) {
                    *weight = F::from_f64(stream.normal() * deviation);
                }
            }
        }
    }

    /// The shape of one example.
    pub fn input_shape(&self) -> Shape {
        self.input
    }

    /// The shape of the scores of one example.
    pub fn output_shape(&self) -> Shape {
        self.layers[self.layers.len() - 1].output_shape()
    }

    /// The layers in order.
    pub fn layers(&self) -> impl Iterator<Item = &dyn Layer<F>> {
        self.layers.iter().map(|layer| &**layer)
    }

    /// The layers in order, so that their banks can be written.
    pub fn layers_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Layer<F>>> {
        self.layers.iter_mut()
    }

    /// The banks in order, the classifier last.
    pub fn params(&self) -> impl Iterator<Item = &Param<F>> {
        self.layers.iter().filter_map(|layer| layer.param())
    }

    /// The banks in order, the classifier last.
    pub fn params_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Param<F>> {
        self.layers.iter_mut().filter_map(|layer| layer.param_mut())
    }

    /// The scores of `input`: examples × features in, examples × classes out.
    ///
    /// `beat` is called after every layer, so that a slow pass can report that it is alive. It
    /// changes nothing.
    pub fn forward(
        &mut self,
        input: ArrayView2<F>,
        mode: Mode,
        beat: &mut dyn FnMut(),
    ) -> ArrayView2<'_, F> {
        let examples = input.nrows();
        if self.outputs.first().is_none_or(|output| output.nrows() < examples) {
            let widths = self.layers.iter().map(|layer| layer.output_shape().features());
            self.outputs = widths.map(|width| Array2::zeros((examples, width))).collect();
        }
        for (position, layer) in self.layers.iter_mut().enumerate() {
            let (before, from_here) = self.outputs.split_at_mut(position);
            let input = before.last().map_or(input, |output| output.slice(s![..examples, ..]));
            layer.forward(input, from_here[0].slice_mut(s![..examples, ..]), mode);
            beat();
        }
        self.outputs[self.layers.len() - 1].slice(s![..examples, ..])
    }

    /// Fills in the Euclidean gradient of every bank, for the mean loss over this batch. Returns
    /// the loss.
    pub fn gradient(
        &mut self,
        input: ArrayView2<F>,
        labels: &[u8],
        class_weights: Option<&[F]>,
        beat: &mut dyn FnMut(),
    ) -> f64 {
        let examples = input.nrows();
        self.forward(input, Mode::Train, beat);
        if self.gradients.first().is_none_or(|gradient| gradient.nrows() < examples) {
            let widths = self.layers.iter().map(|layer| layer.output_shape().features());
            self.gradients = widths.map(|width| Array2::zeros((examples, width))).collect();
        }
        let last = self.layers.len() - 1;
        let loss = softmax_cross_entropy(
            self.outputs[last].slice(s![..examples, ..]),
            labels,
            class_weights,
            self.gradients[last].slice_mut(s![..examples, ..]),
        );
        for (position, layer) in self.layers.iter_mut().enumerate().rev() {
            let (below, from_here) = self.gradients.split_at_mut(position);
            let layer_input = match position.checked_sub(1) {
                Some(before) => self.outputs[before].slice(s![..examples, ..]),
                None => input,
            };
            layer.backward(
                layer_input,
                self.outputs[position].slice(s![..examples, ..]),
                from_here[0].slice(s![..examples, ..]),
                below.last_mut().map(|gradient| gradient.slice_mut(s![..examples, ..])),
            );
            beat();
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(definitions: &[Definition]) -> String {
        Network::<f32>::new(Shape::flat(4), 3, definitions).err().expect("refused").to_string()
    }

    #[test]
    fn refuses_networks_that_make_no_sense() {
        let dense = |units: usize| Definition::new("dense").with("units", units);
        let relu = || Definition::new("relu");
        assert!(refused(&[]).contains("last layer"));
        assert!(refused(&[dense(2)]).contains("3 filters"));
        assert!(refused(&[dense(3), relu()]).contains("last layer"));
        assert!(refused(&[Definition::new("dence"), dense(3)]).starts_with("layers[0]"));
        assert!(refused(&[Definition::new("dense").with("unit", 3)]).contains("\"unit\""));
        assert!(refused(&[relu(), Definition::new("unpool").with("of", 0)]).contains("max_pool"));
        let norm = Definition::new("batch_norm");
        assert!(refused(&[dense(5).with("bias", 1), norm, dense(3)]).contains("bias"));
    }

    #[test]
    fn the_start_depends_on_the_seed_alone() {
        let definitions = [Definition::new("dense").with("units", 3).with("bias", 1)];
        let start = |seed| {
            let mut network =
                Network::<f64>::new(Shape::flat(4), 3, &definitions).expect("a valid network");
            network.draw_start(seed);
            network.params().next().expect("one bank").value.clone()
        };
        assert_eq!(start(1), start(1));
        assert_ne!(start(1), start(2));
        assert!(start(1).column(4).iter().all(|&bias| bias.to_bits() == 0));
    }
}
