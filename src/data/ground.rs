//! The ground of a scene: smooth value noise in octaves, and speckle.

use crate::rng::Stream;

/// The largest brightness of the ground.
pub const BRIGHTEST_GROUND: f64 = 0.3;

/// The octaves of the smooth noise: the number of pixels between two nodes, and the largest value.
const OCTAVES: [(usize, f64); 2] = [(16, 0.15), (8, 0.08)];
/// The largest value of the speckle, which is different in every pixel.
const SPECKLE: f64 = 0.07;
/// The largest number of nodes along a side.
const MOST_NODES: usize = 9;
/// The widest spacing of nodes.
const WIDEST: usize = 16;

/// Writes the brightness of the ground, from 0 to [`BRIGHTEST_GROUND`], row by row. `side` is a
/// multiple of 16, at most 64, and `into` has side × side pixels.
pub(super) fn lay(stream: &mut Stream, side: usize, into: &mut [f64]) {
    into.fill_with(|| SPECKLE * stream.uniform());
    for (spacing, most) in OCTAVES {
        let nodes = side / spacing + 1;
        let mut lattice = [0.0; MOST_NODES * MOST_NODES];
        lattice[..nodes * nodes].fill_with(|| most * stream.uniform());
        // 3t² − 2t³ has slope 0 at the nodes, so the lattice leaves no creases.
        let blend: [f64; WIDEST] = core::array::from_fn(|pixel| {
            let part = pixel as f64 / spacing as f64;
            part * part * (3.0 - 2.0 * part)
        });
        for (row, pixels) in into.chunks_exact_mut(side).enumerate() {
            let (above, down) = (row / spacing * nodes, blend[row % spacing]);
            for (cell, pixels) in pixels.chunks_exact_mut(spacing).enumerate() {
                let node = above + cell;
                let left = mix(lattice[node], lattice[node + nodes], down);
                let right = mix(lattice[node + 1], lattice[node + nodes + 1], down);
                for (brightness, &across) in pixels.iter_mut().zip(&blend) {
                    *brightness += mix(left, right, across);
                }
            }
        }
    }
}

/// The number between two numbers at this part of the way.
pub(super) fn mix(a: f64, b: f64, part: f64) -> f64 {
    a + (b - a) * part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn ground_is_dim_and_not_flat() {
        for side in [48, 64] {
            let mut ground = vec![f64::NAN; side * side];
            lay(&mut Stream::new(1, Purpose::Scene, 0), side, &mut ground);
            assert!(ground.iter().all(|brightness| (0.0..=BRIGHTEST_GROUND).contains(brightness)));
            let brightest = ground.iter().copied().fold(0.0, f64::max);
            let dimmest = ground.iter().copied().fold(1.0, f64::min);
            assert!(brightest - dimmest > 0.1, "{dimmest} to {brightest}");
        }
    }

    /// Two neighbours differ by the steepest slope of the octaves and the speckle, or less.
    #[test]
    fn ground_has_no_creases_but_its_speckle() {
        let side = 48;
        let mut ground = vec![0.0; side * side];
        lay(&mut Stream::new(2, Purpose::Scene, 0), side, &mut ground);
        // The steepest slope of 3t² − 2t³ is 1.5.
        let steepest = OCTAVES.iter().map(|(spacing, most)| 1.5 * most / *spacing as f64);
        let most = steepest.sum::<f64>() + SPECKLE;
        for row in ground.chunks(side) {
            assert!(row.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= most));
        }
        for (upper, lower) in ground.iter().zip(&ground[side..]) {
            assert!((upper - lower).abs() <= most);
        }
        let far = ground.iter().zip(&ground[16 * side..]);
        assert!(far.into_iter().any(|(upper, lower)| (upper - lower).abs() > most), "a control");
    }
}
