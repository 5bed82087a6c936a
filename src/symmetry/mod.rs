//! The symmetry of a network, found by walking over its layers: which numbers are free, where the
//! network stands on its orbit, and what training conserves.
//!
//! Each layer says how a unit's scale passes ([`crate::layers::Passage`]). The walks here write
//! plain numbers beside each bank, so that geometries know no layer.

pub mod charge;
pub mod gauge;
pub mod orbit;
pub mod path_weights;
pub mod scale_guard;
pub mod twin;
