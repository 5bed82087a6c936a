//! The protocol of the paper's MNIST experiment (theory section 7): how a rate is chosen, when
//! training stops, and which results are reported.
//!
//! Nothing here reads a clock, a file or a thread. The caller drives a [`unit::Unit`] in small
//! slices. A worker of the page and a thread of the native tool therefore get the same records,
//! down to the hash of the weights.

pub mod assignment;
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
