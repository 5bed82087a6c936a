//! Images: from bytes to batches, and scenes composed of them.

pub mod batches;
pub mod class_balance;
mod digit;
mod ground;
pub mod idx;
pub mod images;
pub mod scenes;
pub mod synthetic;
