//! The patches a convolution sees, as columns of a matrix, and the adjoint.
//!
//! Row (c, i, j) of the matrix holds, for every output pixel, the input pixel at offset
//! (i, j) of its window in channel c; outside of the image it is 0. A convolution is then
//! one product: filters × patches.

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::real::Real;

/// How windows of size × size lie on an image; stride 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// Channels of the input.
    pub channels: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Rows and columns of a window.
    pub size: usize,
    /// Pixels of 0 around the image.
    pub padding: usize,
}

impl Windows {
    /// Rows of the output.
    pub fn output_height(self) -> usize {
        self.height + 2 * self.padding + 1 - self.size
    }

    /// Columns of the output.
    pub fn output_width(self) -> usize {
        self.width + 2 * self.padding + 1 - self.size
    }

    /// Rows of the matrix of patches.
    pub fn patch_length(self) -> usize {
        self.channels * self.size * self.size
    }

    /// Columns of the matrix of patches.
    pub fn positions(self) -> usize {
        self.output_height() * self.output_width()
    }

    /// For each row of the matrix and each row of the output: where the run of input pixels
    /// starts, where it goes in the output row, and how long it is.
    fn runs(self, row: usize, output_row: usize) -> Option<Run> {
        let (channel, window) = (row / (self.size * self.size), row % (self.size * self.size));
        let (i, j) = (window / self.size, window % self.size);
        let y = (output_row + i).checked_sub(self.padding).filter(|y| *y < self.height)?;
        // Output column o sees input column o + j − padding.
        let to = self.padding.saturating_sub(j);
        let from_column = (to + j).checked_sub(self.padding)?;
        let length =
            self.output_width().saturating_sub(to).min(self.width.saturating_sub(from_column));
        Some(Run { from: (channel * self.height + y) * self.width + from_column, to, length })
    }
}

struct Run {
    from: usize,
    to: usize,
    length: usize,
}

/// Fills `patches` (patch length × positions) from one example.
///
/// # Panics
/// When the shapes do not fit: a bug in a layer.
pub fn gather<F: Real>(windows: Windows, example: &[F], mut patches: ArrayViewMut2<F>) {
    let width = windows.output_width();
    for (row, mut positions) in patches.rows_mut().into_iter().enumerate() {
        let positions = positions.as_slice_mut().expect("patches are in row-major order");
        for (output_row, out) in positions.chunks_exact_mut(width).enumerate() {
            out.fill(F::ZERO);
            if let Some(run) = windows.runs(row, output_row) {
                let pixels = &example[run.from..][..run.length];
                out[run.to..][..run.length].copy_from_slice(pixels);
            }
        }
    }
}

/// Adds `patches` back into the pixels they came from: the adjoint of [`gather`].
///
/// # Panics
/// When the shapes do not fit: a bug in a layer.
pub fn scatter_add<F: Real>(windows: Windows, patches: &ArrayView2<F>, example: &mut [F]) {
    let width = windows.output_width();
    for (row, positions) in patches.rows().into_iter().enumerate() {
        let positions = positions.to_slice().expect("patches are in row-major order");
        for (output_row, values) in positions.chunks_exact(width).enumerate() {
            if let Some(run) = windows.runs(row, output_row) {
                let pixels = &mut example[run.from..][..run.length];
                for (pixel, &value) in pixels.iter_mut().zip(&values[run.to..]) {
                    *pixel += value;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn all_windows() -> Vec<Windows> {
        let mut all = Vec::new();
        for (height, width) in [(4, 5), (3, 3), (1, 6)] {
            for size in 1..=3 {
                for padding in [0, size / 2] {
                    if height + 2 * padding >= size && width + 2 * padding >= size {
                        all.push(Windows { channels: 2, height, width, size, padding });
                    }
                }
            }
        }
        all
    }

    #[test]
    fn patches_hold_the_pixels_of_their_windows() {
        for windows in all_windows() {
            let Windows { channels, height, width, size, padding } = windows;
            let example: Vec<f64> = (1..=channels * height * width).map(|x| x as f64).collect();
            let mut patches =
                Array2::from_elem((windows.patch_length(), windows.positions()), -1.0);
            gather(windows, &example, patches.view_mut());
            for ((row, position), &found) in patches.indexed_iter() {
                let (c, i, j) = (row / (size * size), row / size % size, row % size);
                let (y, x) = (
                    (position / windows.output_width() + i) as isize - padding as isize,
                    (position % windows.output_width() + j) as isize - padding as isize,
                );
                let inside = y >= 0 && x >= 0 && y < height as isize && x < width as isize;
                let index = (c * height) as isize * width as isize + y * width as isize + x;
                let expected = if inside { example[index as usize] } else { 0.0 };
                assert_eq!(found.to_bits(), expected.to_bits(), "{windows:?} {row} {position}");
            }
        }
    }

    /// ⟨gather(x), p⟩ = ⟨x, scatter(p)⟩, with small whole numbers, exactly.
    #[test]
    fn scattering_is_the_adjoint_of_gathering() {
        for windows in all_windows() {
            let features = windows.channels * windows.height * windows.width;
            let x: Vec<f64> = (0..features).map(|k| (k * 7 % 11) as f64).collect();
            let shape = (windows.patch_length(), windows.positions());
            let p = Array2::from_shape_fn(shape, |(i, j)| ((i * 5 + j * 3) % 13) as f64);
            let mut gathered = Array2::zeros(shape);
            gather(windows, &x, gathered.view_mut());
            let mut scattered = vec![0.0; features];
            scatter_add(windows, &p.view(), &mut scattered);
            let ours: f64 = (&gathered * &p).sum();
            let theirs: f64 = x.iter().zip(&scattered).map(|(a, b)| a * b).sum();
            assert_eq!(ours.to_bits(), theirs.to_bits(), "{windows:?}");
        }
    }
}
