//! The speed at which this machine multiplies and adds four floats at a time. The speed of training
//! steps is compared with it.

use core::arch::wasm32::{f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat, v128};
use core::hint::black_box;

/// The number of chains at once. An addition waits for its product, and the next product waits for
/// that sum. With fewer chains the arithmetic units are idle for a part of the time.
const CHAINS: usize = 13;

/// Runs this many rounds of 13 independent chains `a ← a·m + c` on four floats. A round has 104
/// operations, none of them fused. Each chain goes to `c / (1 − m)`, far from infinity and from
/// denormals. Returns a number that depends on all chains.
pub fn multiply_adds(rounds: u32) -> f32 {
    let m = f32x4_splat(black_box(0.999_9));
    let c = f32x4_splat(black_box(0.001));
    let mut chains: [v128; CHAINS] =
        core::array::from_fn(|chain| f32x4_splat(black_box(1.0 + chain as f32)));
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = f32x4_add(f32x4_mul(*chain, m), c);
        }
    }
    chains.iter().map(|chain| f32x4_extract_lane::<0>(*chain)).sum()
}
