//! The protocol of the paper's MNIST experiment (theory section 7): how a rate is chosen,
//! when training stops, what is reported.
//!
//! Nothing here reads a clock, a file or a thread. A [`unit::Unit`] is driven in small
//! slices by whoever has them, so a worker of the page and a thread of the native tool
//! come to the same records, down to the hash of the weights.

pub mod cell;
mod course;
pub mod csv;
pub mod record;
pub mod rules;
pub mod search;
pub mod sections;
pub mod split;
pub mod statistics;
pub mod summary;
mod trial;
pub mod unit;
