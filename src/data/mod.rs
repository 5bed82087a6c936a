//! Images: from bytes to batches.

pub mod batches;
pub mod idx;
pub mod images;
