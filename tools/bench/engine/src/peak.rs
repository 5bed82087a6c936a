//! How fast this machine multiplies and adds four floats at a time: independent chains of
//! `a ← a·m + c` that never leave the registers, no operation fused.

use core::hint::black_box;

/// Chains at once. An addition waits for its product, and the next product for that sum;
/// with fewer chains the units idle. With the two constants they are all the registers of
/// SSE but one.
const CHAINS: usize = 13;
/// Rounds of all chains in one pass.
const ROUNDS: u32 = 20_000;

/// Operations in one pass.
pub fn flops() -> f64 {
    f64::from(ROUNDS) * (CHAINS * lanes::WIDTH * 2) as f64
}

/// One pass. Every chain goes to `c / (1 − m)`, far from infinity and from denormals.
#[inline(never)]
pub fn pass() {
    let m = lanes::splat(black_box(0.999_9));
    let c = lanes::splat(black_box(0.001));
    let mut chains: [lanes::Lanes; CHAINS] =
        core::array::from_fn(|chain| lanes::splat(black_box(1.0 + chain as f32)));
    for _ in 0..ROUNDS {
        for chain in &mut chains {
            *chain = lanes::add(lanes::multiply(*chain, m), c);
        }
    }
    black_box(chains);
}

#[cfg(target_arch = "wasm32")]
mod lanes {
    pub use core::arch::wasm32::{
        f32x4_add as add, f32x4_mul as multiply, f32x4_splat as splat, v128 as Lanes,
    };
    pub const WIDTH: usize = 4;
}

#[cfg(target_arch = "x86_64")]
mod lanes {
    pub use core::arch::x86_64::__m128 as Lanes;
    use core::arch::x86_64::{_mm_add_ps, _mm_mul_ps, _mm_set1_ps};
    pub const WIDTH: usize = 4;

    // SSE2 is part of x86-64: the compiler knows that it is there.
    #[inline(always)]
    #[allow(unsafe_code, unused_unsafe)]
    pub fn splat(x: f32) -> Lanes {
        unsafe { _mm_set1_ps(x) }
    }

    #[inline(always)]
    #[allow(unsafe_code, unused_unsafe)]
    pub fn multiply(a: Lanes, b: Lanes) -> Lanes {
        unsafe { _mm_mul_ps(a, b) }
    }

    #[inline(always)]
    #[allow(unsafe_code, unused_unsafe)]
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        unsafe { _mm_add_ps(a, b) }
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod lanes {
    pub type Lanes = [f32; 4];
    pub const WIDTH: usize = 4;

    #[inline(always)]
    pub fn splat(x: f32) -> Lanes {
        [x; WIDTH]
    }

    #[inline(always)]
    pub fn multiply(a: Lanes, b: Lanes) -> Lanes {
        core::array::from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        core::array::from_fn(|i| a[i] + b[i])
    }
}
