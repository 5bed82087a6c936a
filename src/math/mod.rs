//! Arithmetic with a fixed order of operations, so that equal inputs give equal
//! bits in every engine.

pub mod columns;
pub mod convolution;
pub mod correlation;
pub mod gemm;
pub mod interval;
pub mod rows;
