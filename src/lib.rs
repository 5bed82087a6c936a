//! Scale Drift: why the scale of a network's weights matters to plain SGD although it
//! does not matter to the network, and how symmetry-invariant updates remove the
//! problem.
//!
//! # The engine as a library
//!
//! Two networks that compute the same function: the second is the first with every unit
//! rescaled by a power of two. After ten steps they still agree to the last bit under UN (unit
//! norm), and no longer under SGD.
//!
//! ```
//! use scale_drift::data::synthetic;
//! use scale_drift::error::Error;
//! use scale_drift::experiment::run::Run;
//!
//! /// The largest difference between a logit of the network and the same logit of its twin.
//! fn gap_after_ten_steps(rule: &str) -> Result<f64, Error> {
//!     let images = synthetic::images(200);
//!     let spec = format!("rule={rule}&rate=0.05&twin=powers&images=200").parse()?;
//!     let mut run = Run::<f32>::new(spec, &images)?;
//!     assert_eq!(run.readings().twin_gap, 0.0, "twins compute the same function");
//!     for _ in 0..10 {
//!         run.step(&images, &mut || {});
//!     }
//!     Ok(run.readings().twin_gap)
//! }
//!
//! assert!(gap_after_ten_steps("sgd")? > 0.0);
//! assert_eq!(gap_after_ten_steps("un")?, 0.0);
//! # Ok::<(), Error>(())
//! ```
//!
//! # The map
//!
//! The modules in order of dependency. A module imports only modules that stand above it in this
//! list, and a test checks that.
//!
//! | module | what it holds |
//! |---|---|
//! | [`real`] | the number type: `f32` or `f64`, operations with the same bits everywhere |
//! | [`decimal`], [`json`] | numbers as text, read and written; a reader of JSON |
//! | [`error`] | errors by cause |
//! | [`rng`] | one seed, many streams |
//! | [`math`] | matrix products, convolutions, sums along a filter, intervals |
//! | [`param`] | a bank of filters with gradient and gauge: where the two wings meet |
//! | [`data`] | IDX files, images, batches, scenes, class balance, made-up images |
//! | [`layers`], [`loss`] | one layer a file; each says how a unit's scale passes |
//! | [`network`] | layers in order, forward and backward |
//! | [`symmetry`] | orbit, gauge, charges, path weights, scale guard, twin gap: walks over a network |
//! | [`range`] | how large pre-activations can become, and the bits they need |
//! | [`geometry`] | how a gradient becomes a direction, and how a step returns to the filters' set |
//! | [`optim`] | the rules, the pipeline of a step, the schedules |
//! | [`experiment`] | settings, spec, training, run, changes by hand, inspection, checkpoint, the paper's protocol, scores of a segmentation, the two-parameter landscape, self-checks, reference cases |
//! | `wasm` | the boundary to JavaScript, the only module with `#[wasm_bindgen]` |
//!
//! `layers` and `network` know no rule; `geometry` and `optim` know no layer.
//!
//! # Notation
//!
//! | symbol | here | meaning |
//! |---|---|---|
//! | W, w | `param.value`, a row of it | a bank of filters, a filter |
//! | G | `param.gradient` | Euclidean gradient of the mean loss |
//! | λ | `learning_rate` | step length |
//! | α | [`symmetry::orbit::Rescaling`] | the factor that rescales a unit |
//! | r², gain² | [`param::Gauge`] | where a bank stands on its orbit |
//! | ρ | `direction` of [`geometry::UnitNorm`] | gradient projected onto the sphere |
//! | Q | [`symmetry::charge`] | what gradient flow conserves |
//!
//! The mathematics is in [`theory`]; "theory section 3" in a comment means that page.

pub mod data;
pub mod decimal;
pub mod error;
pub mod experiment;
pub mod geometry;
pub mod json;
pub mod layers;
pub mod loss;
pub mod math;
pub mod network;
pub mod optim;
pub mod param;
mod prose;
pub mod range;
pub mod real;
pub mod rng;
pub mod symmetry;
#[doc = include_str!("theory.md")]
pub mod theory {}
#[cfg(target_arch = "wasm32")]
pub mod wasm;
