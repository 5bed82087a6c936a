//! The layers, one file each: formula and shapes first, forward beside backward, tests last. No
//! layer knows a rule.
//!
//! To add a layer, write its file and list it in [`catalog`]. The conformance battery in
//! `tests/laws/layers.rs` then tests it. `tools/README.md` has the recipe.

mod average_pool;
mod batch_norm;
mod conv;
mod dense;
mod flatten;
mod max_pool;
mod max_pool_units;
mod relu;
mod unpool;
mod windows;

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::math::interval::Interval;
use crate::param::{Kind, Param};
use crate::real::Real;

/// Why a view of activations can be read as a slice.
const ROW_MAJOR: &str = "activations are in row-major order";

/// How a layer treats statistics over the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Use the statistics of this batch.
    Train,
    /// Use the statistics of this batch, and keep them for [`Mode::Evaluate`].
    Calibrate,
    /// Use the kept statistics.
    Evaluate,
}

/// How a unit's scale passes through a layer: the layer's part of the symmetry
/// (theory sections 2 and 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// A bank of filters: scales go in by columns and come out by rows.
    Weights,
    /// The scale of every unit is lost (batch normalization).
    Absorbs,
    /// Every unit keeps its scale.
    Keeps,
    /// Each group of this many consecutive units becomes one unit and must share a scale.
    Groups(usize),
}

/// The shape of one example: channels of height × width pixels. Units of a dense layer are channels
/// of one pixel. In memory an example is one row, in the order channel, row, column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Channels, or units.
    pub channels: usize,
    /// Rows of pixels.
    pub height: usize,
    /// Columns of pixels.
    pub width: usize,
}

impl Shape {
    /// Units without pixels.
    pub fn flat(units: usize) -> Self {
        Self { channels: units, height: 1, width: 1 }
    }

    /// Pixels per channel.
    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Numbers per example.
    pub fn features(self) -> usize {
        self.channels * self.pixels()
    }
}

/// Which pixel won each window of a pooling layer, per example. Unpooling needs it.
#[derive(Debug, Clone)]
pub struct Switches {
    /// The shape of the input of the pooling layer.
    pub input_shape: Shape,
    /// The index of the winner, per example and output pixel. Two layers share the list, and borrow
    /// it only during a pass.
    pub winners: Rc<RefCell<Vec<usize>>>,
}

/// One layer. A row of features per example comes in, and another row goes out.
pub trait Layer<F: Real> {
    /// The shape of the output.
    fn output_shape(&self) -> Shape;

    /// Computes `output` from `input`, and keeps the numbers that [`Layer::backward`] needs.
    fn forward(&mut self, input: ArrayView2<F>, output: ArrayViewMut2<F>, mode: Mode);

    /// Takes the gradient of the loss with respect to the output of the last forward pass. Fills in
    /// the gradient of the layer's own weights, and of its input if it is wanted.
    fn backward(
        &mut self,
        input: ArrayView2<F>,
        output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    );

    /// The range of each channel of the output, from the ranges of the input's channels, when each
    /// number varies independently (theory section 9).
    fn range(&self, inputs: &[Interval]) -> Vec<Interval>;

    /// How a unit's scale passes through the layer.
    fn passage(&self) -> Passage;

    /// The switches that the layer records, if it pools over space.
    fn switches(&self) -> Option<Switches> {
        None
    }

    /// The layer's filters, if it has any.
    fn param(&self) -> Option<&Param<F>> {
        None
    }

    /// The layer's filters, if it has any, so that they can be written.
    fn param_mut(&mut self) -> Option<&mut Param<F>> {
        None
    }
}

/// An argument of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A size or an index; a flag is 0 or 1.
    Number(usize),
    /// A choice by name.
    Word(String),
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Argument {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

/// A layer as the description of a network names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Name in the [`catalog`].
    pub kind: String,
    /// Its arguments by name.
    pub arguments: Vec<(String, Argument)>,
}

impl Definition {
    /// A definition without arguments yet.
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), arguments: Vec::new() }
    }

    /// The same definition with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn number(&self, name: &str) -> Result<usize, String> {
        match self.argument(name) {
            Some(Argument::Number(number)) => Ok(*number),
            Some(Argument::Word(word)) => Err(format!("{name} is \"{word}\", not a number")),
            None => Err(format!("a {} layer needs \"{name}\"", self.kind)),
        }
    }

    /// A number from 1 to `most`.
    fn count(&self, name: &str, most: usize) -> Result<usize, String> {
        let number = self.number(name)?;
        if (1..=most).contains(&number) {
            return Ok(number);
        }
        Err(format!("{name} is {number}; it must be 1 to {most}"))
    }
}

/// The place where a layer is built.
#[derive(Clone, Copy)]
pub struct Place<'a, F: Real> {
    /// The shape of the input.
    pub shape: Shape,
    /// Whether a bank here would be the network's last weight layer or a hidden bank.
    pub kind: Kind,
    /// The layers before this place.
    pub before: &'a [Box<dyn Layer<F>>],
}

/// Layers in order.
pub type Stack<F> = Vec<Box<dyn Layer<F>>>;

/// Builds a layer, or says why not.
pub type Build<F> = fn(&Definition, Place<F>) -> Result<Box<dyn Layer<F>>, String>;

/// An entry of the catalogue.
pub struct Entry<F: Real> {
    /// The name in descriptions of networks.
    pub kind: &'static str,
    /// The names of the arguments that the layer takes.
    pub arguments: &'static [&'static str],
    /// An input shape, and layers of which the last is of this kind. The conformance battery builds
    /// them.
    pub example: fn() -> (Shape, Vec<Definition>),
    /// Builds the layer.
    pub build: Build<F>,
}

/// All layers.
pub fn catalog<F: Real>() -> Vec<Entry<F>> {
    const IMAGE: Shape = Shape { channels: 3, height: 4, width: 6 };
    vec![
        Entry {
            kind: "dense",
            arguments: &["units", "bias"],
            example: || {
                let dense = Definition::new("dense").with("units", 6).with("bias", 1);
                (Shape::flat(12), vec![dense])
            },
            build: dense::build,
        },
        Entry {
            kind: "conv",
            arguments: &["filters", "size", "padding"],
            example: || {
                let conv = Definition::new("conv").with("filters", 5).with("size", 3);
                (IMAGE, vec![conv.with("padding", "same")])
            },
            build: conv::build,
        },
        Entry {
            kind: "batch_norm",
            arguments: &[],
            example: || (IMAGE, vec![Definition::new("batch_norm")]),
            build: batch_norm::build,
        },
        Entry {
            kind: "relu",
            arguments: &[],
            example: || (IMAGE, vec![Definition::new("relu")]),
            build: relu::build,
        },
        Entry {
            kind: "max_pool_units",
            arguments: &["group"],
            example: || (Shape::flat(12), vec![Definition::new("max_pool_units").with("group", 3)]),
            build: max_pool_units::build,
        },
        Entry {
            kind: "max_pool",
            arguments: &["size"],
            example: || (IMAGE, vec![Definition::new("max_pool").with("size", 2)]),
            build: max_pool::build,
        },
        Entry {
            kind: "average_pool",
            arguments: &["size"],
            example: || (IMAGE, vec![Definition::new("average_pool").with("size", 2)]),
            build: average_pool::build,
        },
        Entry {
            kind: "unpool",
            arguments: &["of"],
            example: || {
                let pool = Definition::new("max_pool").with("size", 2);
                (IMAGE, vec![pool, Definition::new("unpool").with("of", 0)])
            },
            build: unpool::build,
        },
        Entry {
            kind: "flatten",
            arguments: &[],
            example: || (IMAGE, vec![Definition::new("flatten")]),
            build: flatten::build,
        },
    ]
}

/// Builds a stack of layers from their definitions. The last bank is the classifier if
/// `ends_in_classifier`.
///
/// # Errors
/// The position of the layer that cannot be built, and the reason.
pub fn build_stack<F: Real>(
    mut shape: Shape,
    definitions: &[Definition],
    ends_in_classifier: bool,
) -> Result<Stack<F>, (usize, String)> {
    let catalog = catalog::<F>();
    let mut layers: Stack<F> = Vec::with_capacity(definitions.len());
    for (position, definition) in definitions.iter().enumerate() {
        let is_last = position + 1 == definitions.len();
        let kind = if is_last && ends_in_classifier { Kind::Classifier } else { Kind::Filter };
        let place = Place { shape, kind, before: &layers };
        let layer = build(&catalog, definition, place).map_err(|problem| (position, problem))?;
        shape = layer.output_shape();
        layers.push(layer);
    }
    Ok(layers)
}

fn build<F: Real>(
    catalog: &[Entry<F>],
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let Some(entry) = catalog.iter().find(|entry| entry.kind == definition.kind) else {
        let known: Vec<_> = catalog.iter().map(|entry| entry.kind).collect();
        let kind = &definition.kind;
        return Err(format!("there is no layer \"{kind}\"; known are {}", known.join(", ")));
    };
    for (name, _) in &definition.arguments {
        if !entry.arguments.contains(&name.as_str()) {
            return Err(format!("a {} layer takes no \"{name}\"", entry.kind));
        }
    }
    (entry.build)(definition, place)
}
