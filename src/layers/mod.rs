//! The layers. One file each: formula and shapes first, forward beside backward,
//! tests last. No layer knows a rule.
//!
//! To add one, write its file and list it in [`catalog`]; the conformance battery
//! in `tests/layers.rs` then tests it.

mod batch_norm;
mod dense;
mod max_pool_units;
mod relu;

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::param::{Kind, Param};
use crate::real::Real;

/// How statistics over the batch are treated.
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
    /// This many consecutive units become one and must share a scale.
    Groups(usize),
}

/// One layer between `examples × inputs` and `examples × outputs`.
pub trait Layer<F: Real> {
    /// Features per example that come out.
    fn outputs(&self) -> usize;

    /// Computes `output` from `input`, and keeps what [`Layer::backward`] needs.
    fn forward(&mut self, input: ArrayView2<F>, output: ArrayViewMut2<F>, mode: Mode);

    /// From the loss's gradient by the output of the last forward pass: fills in the
    /// gradient of the layer's own weights, and of its input where that is wanted.
    fn backward(
        &mut self,
        input: ArrayView2<F>,
        output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    );

    /// How a unit's scale passes.
    fn passage(&self) -> Passage;

    /// The layer's filters, if it has any.
    fn param(&self) -> Option<&Param<F>> {
        None
    }

    /// The layer's filters, if it has any.
    fn param_mut(&mut self) -> Option<&mut Param<F>> {
        None
    }
}

/// A layer as a network's description names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Name in the [`catalog`].
    pub kind: String,
    /// Its arguments by name; a flag is 0 or 1.
    pub arguments: Vec<(String, usize)>,
}

impl Definition {
    /// A definition with these arguments.
    pub fn new(kind: &str, arguments: &[(&str, usize)]) -> Self {
        let arguments = arguments.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        Self { kind: kind.to_owned(), arguments }
    }

    fn argument(&self, name: &str) -> Option<usize> {
        self.arguments.iter().find(|(key, _)| key == name).map(|&(_, value)| value)
    }

    fn required(&self, name: &str) -> Result<usize, String> {
        self.argument(name).ok_or_else(|| format!("a {} layer needs \"{name}\"", self.kind))
    }
}

/// What a layer is built into.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Features per example that come in.
    pub inputs: usize,
    /// Whether the layer is the network's last weight layer or a hidden one.
    pub kind: Kind,
}

/// Builds a layer, or says why not.
pub type Build<F> = fn(&Definition, Place) -> Result<Box<dyn Layer<F>>, String>;

/// One line of the catalogue.
pub struct Entry<F> {
    /// Name in descriptions of networks.
    pub kind: &'static str,
    /// Names of the arguments it takes.
    pub arguments: &'static [&'static str],
    /// A definition the conformance battery can build on 12 inputs.
    pub example: &'static [(&'static str, usize)],
    /// Builds it.
    pub build: Build<F>,
}

/// All layers.
pub fn catalog<F: Real>() -> Vec<Entry<F>> {
    vec![
        Entry {
            kind: "dense",
            arguments: &["units", "bias"],
            example: &[("units", 6), ("bias", 1)],
            build: dense::build,
        },
        Entry { kind: "batch_norm", arguments: &[], example: &[], build: batch_norm::build },
        Entry { kind: "relu", arguments: &[], example: &[], build: relu::build },
        Entry {
            kind: "max_pool_units",
            arguments: &["group"],
            example: &[("group", 3)],
            build: max_pool_units::build,
        },
    ]
}

/// Builds the layer that `definition` names.
pub fn build<F: Real>(definition: &Definition, place: Place) -> Result<Box<dyn Layer<F>>, String> {
    let catalog = catalog::<F>();
    let Some(entry) = catalog.iter().find(|entry| entry.kind == definition.kind) else {
        let known: Vec<_> = catalog.iter().map(|entry| entry.kind).collect();
        return Err(format!(
            "there is no layer \"{}\"; known are {}",
            definition.kind,
            known.join(", ")
        ));
    };
    for (name, _) in &definition.arguments {
        if !entry.arguments.contains(&name.as_str()) {
            return Err(format!("a {} layer takes no \"{name}\"", entry.kind));
        }
    }
    (entry.build)(definition, place)
}
