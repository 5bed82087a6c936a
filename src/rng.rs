//! One seed, many independent streams.
//!
//! A stream is named by the seed, its purpose and an index, and needs no other state. The order of
//! epoch 7 can be drawn without drawing epochs 1 to 6, so a checkpoint holds no generator. Only
//! `u32` and `u64` are drawn, never `usize`: its width differs between the browser and a native
//! build.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Start weights.
    Start = 1,
    /// The order of the images in an epoch.
    Order = 2,
    /// The factors that make a network's rescaled twin.
    Rescaling = 3,
    /// Data made up by the engine: synthetic images, and the networks and batches of tests.
    Synthetic = 4,
    /// The layout and the ground of a scene to segment.
    Scene = 5,
    /// Which training images train and which validate, in the paper's protocol.
    Split = 6,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
    spare_normal: Option<f64>,
}

impl Stream {
    /// The stream of `seed` for `purpose`. `index` distinguishes streams of one purpose (the epoch,
    /// the layer).
    pub fn new(seed: u32, purpose: Purpose, index: u32) -> Self {
        // Seed and index fill one word, and an odd multiplier mixes in the purpose. seed_from_u64
        // then runs SplitMix64 over the result.
        let name = (u64::from(seed) << 32 | u64::from(index))
            ^ (purpose as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self { generator: Xoshiro256PlusPlus::seed_from_u64(name), spare_normal: None }
    }

    /// Uniform in [0, 1), 53 bits.
    #[allow(clippy::cast_precision_loss)] // 53 bits fit exactly
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.generator.next_u64() >> 11) as f64 * STEP
    }

    /// Uniform in 0..bound without bias (Lemire, arXiv:1805.10941). `bound` ≥ 1.
    #[allow(clippy::cast_possible_truncation)] // the low word is meant
    pub fn below(&mut self, bound: u32) -> u32 {
        let bound = u64::from(bound.max(1));
        let threshold = (1_u64 << 32) % bound;
        loop {
            let product = (self.generator.next_u64() >> 32) * bound;
            if u64::from(product as u32) >= threshold {
                return (product >> 32) as u32;
            }
        }
    }

    /// Standard normal, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = u * u + v * v;
            if square > 0.0 && square < 1.0 {
                let scale = (-2.0 * libm::log(square) / square).sqrt();
                self.spare_normal = Some(v * scale);
                return u * scale;
            }
        }
    }

    /// Shuffles in place (Fisher and Yates, from the back).
    #[allow(clippy::cast_possible_truncation)] // at most 60,000 images
    pub fn shuffle(&mut self, items: &mut [u32]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u32 + 1) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_vectors() {
        let mut stream = Stream::new(1, Purpose::Start, 0);
        let uniforms: Vec<u64> = (0..3).map(|_| stream.uniform().to_bits()).collect();
        let normals: Vec<u64> = (0..3).map(|_| stream.normal().to_bits()).collect();
        let mut order: Vec<u32> = (0..10).collect();
        Stream::new(1, Purpose::Order, 0).shuffle(&mut order);
        assert_eq!(uniforms, [4598502680670250992, 4605683190634853082, 4594032197630481584]);
        assert_eq!(normals, [13833983058461184758, 13836341348975078377, 13829540495056438063]);
        assert_eq!(order, [8, 4, 6, 9, 2, 3, 1, 7, 0, 5]);
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_index() {
        let first = |seed, purpose, index| Stream::new(seed, purpose, index).uniform().to_bits();
        let base = first(1, Purpose::Start, 0);
        assert_ne!(base, first(2, Purpose::Start, 0));
        assert_ne!(base, first(1, Purpose::Order, 0));
        assert_ne!(base, first(1, Purpose::Start, 1));
        assert_eq!(base, first(1, Purpose::Start, 0));
    }

    #[test]
    fn normals_have_mean_0_and_variance_1() {
        let mut stream = Stream::new(3, Purpose::Start, 0);
        let draws: Vec<f64> = (0..100_000).map(|_| stream.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1e5;
        // Five standard errors of each estimate.
        assert!(mean.abs() < 5.0 / 1e5_f64.sqrt(), "mean {mean}");
        assert!((variance - 1.0).abs() < 5.0 * (2.0 / 1e5_f64).sqrt(), "variance {variance}");
    }

    #[test]
    fn below_is_uniform_and_bounded() {
        let mut stream = Stream::new(4, Purpose::Order, 0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[stream.below(7) as usize] += 1;
        }
        // Five standard deviations of a binomial count.
        assert!(counts.iter().all(|&n| f64::from(n.abs_diff(10_000)) < 5.0 * 92.6), "{counts:?}");
        assert_eq!(stream.below(1), 0);
    }

    #[test]
    fn a_shuffle_is_a_permutation() {
        let mut items: Vec<u32> = (0..1000).collect();
        Stream::new(5, Purpose::Order, 2).shuffle(&mut items);
        assert_ne!(items, (0..1000).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..1000).collect::<Vec<_>>());
    }
}
