//! The symmetry, read off a network by walking its layers: which numbers are free,
//! where a network stands on its orbit, and what training conserves.
//!
//! Each layer says how a unit's scale passes ([`crate::layers::Passage`]); the walks
//! here write plain numbers beside each bank, so that geometries know no layer.

pub mod charge;
pub mod gauge;
pub mod orbit;
pub mod path_weights;
pub mod scale_guard;
pub mod twin;
