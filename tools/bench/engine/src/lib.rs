//! What the bench times. Nothing here is part of the page.
//!
//! | module | what it holds |
//! |---|---|
//! | [`allocations`] | an allocator that counts |
//! | [`peak`] | how fast this machine multiplies and adds |
//! | [`products`] | matrix products at the shapes of our networks |
//! | [`convolutions`] | the passes of a convolution at those shapes |
//! | [`nets`] | those networks, their batches, the arithmetic of a step |
//! | [`training`] | whole steps, updates alone, what a step allocates |
//! | [`workloads`] | all of it by name |
//! | `exports` | the boundary to JavaScript; `native.rs` is the same for a command line |

pub mod allocations;
pub mod convolutions;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod nets;
pub mod peak;
pub mod products;
pub mod training;
pub mod workloads;
