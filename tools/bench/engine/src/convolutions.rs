//! The passes of a convolution at the shapes of our networks, by the engine's kernels and by
//! what is usually done instead: patches as columns of a matrix, and a matrix product.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use scale_drift::math::convolution::{Convolution, Windows};

use crate::products::{Kernel, random};

/// Which sums are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Of the output.
    Forward,
    /// Of the gradient of the weights.
    Weights,
    /// Of the gradient of the input.
    Input,
}

/// A pass over one example.
#[derive(Debug, Clone, Copy)]
pub struct ConvolutionPass {
    windows: Windows,
    filters: usize,
    pass: Pass,
    role: &'static str,
}

/// The second convolution of the small net, and the second of the segment net.
pub const CONVOLUTIONS: [ConvolutionPass; 6] = [
    pass(8, 14, 16, Pass::Forward, "conv forward"),
    pass(8, 14, 16, Pass::Weights, "conv weights"),
    pass(8, 14, 16, Pass::Input, "conv input"),
    pass(16, 32, 32, Pass::Forward, "segment forward"),
    pass(16, 32, 32, Pass::Weights, "segment weights"),
    pass(16, 32, 32, Pass::Input, "segment input"),
];

const fn pass(
    channels: usize,
    side: usize,
    filters: usize,
    pass: Pass,
    role: &'static str,
) -> ConvolutionPass {
    let windows = Windows { channels, height: side, width: side, size: 3, padding: 1 };
    ConvolutionPass { windows, filters, pass, role }
}

impl ConvolutionPass {
    /// Such as `14×14, 8 to 16 conv forward`.
    pub fn name(self) -> String {
        let Windows { channels, height, width, .. } = self.windows;
        format!("{height}×{width}, {channels} to {} {}", self.filters, self.role)
    }

    /// Multiplications and additions.
    pub fn flops(self) -> f64 {
        (self.filters * self.windows.taps() * self.windows.positions()) as f64 * 2.0
    }

    /// The pass, ready to be made again and again.
    pub fn pass(self, kernel: Kernel) -> Box<dyn FnMut()> {
        let (windows, filters, pass) = (self.windows, self.filters, self.pass);
        let positions = windows.positions();
        let weights = random(filters, windows.taps(), 0);
        let mut example = random(windows.channels, windows.height * windows.width, 1);
        let mut maps = random(filters, positions, 2);
        let mut gradient = weights.clone();
        if kernel == Kernel::Own {
            let mut convolution = Convolution::new(windows, filters);
            convolution.begin_forward(weights.view());
            convolution.begin_backward(weights.view());
            return Box::new(move || {
                let (example, maps) = (flat(&mut example), flat(&mut maps));
                match pass {
                    Pass::Forward => convolution.forward(example, maps),
                    Pass::Weights => convolution.add_weight_gradient(example, maps),
                    Pass::Input => convolution.input_gradient(maps, example),
                }
            });
        }
        let mut patches = Array2::zeros((windows.taps(), positions));
        Box::new(move || match pass {
            Pass::Forward => {
                gather(windows, flat(&mut example), patches.view_mut());
                general_mat_mul(1.0, &weights, &patches, 0.0, &mut maps);
            }
            Pass::Weights => {
                gather(windows, flat(&mut example), patches.view_mut());
                general_mat_mul(1.0, &maps, &patches.t(), 1.0, &mut gradient);
            }
            Pass::Input => {
                general_mat_mul(1.0, &weights.t(), &maps, 0.0, &mut patches);
                example.fill(0.0);
                scatter_add(windows, patches.view(), flat(&mut example));
            }
        })
    }
}

fn flat(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect("row-major order")
}

/// For each row of the matrix and each row of the output: the row of the matrix, where the run
/// of input pixels starts, where it goes, and how long it is.
fn runs(windows: Windows) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let Windows { height, width, size, padding, .. } = windows;
    let columns = windows.output_width();
    (0..windows.taps()).flat_map(move |tap| {
        let (channel, i, j) = (tap / (size * size), tap / size % size, tap % size);
        (0..windows.output_height()).filter_map(move |row| {
            let y = (row + i).checked_sub(padding).filter(|y| *y < height)?;
            let to = padding.saturating_sub(j);
            let from = (to + j).checked_sub(padding)?;
            let length = (columns - to).min(width - from);
            Some((tap, (channel * height + y) * width + from, row * columns + to, length))
        })
    })
}

fn gather(windows: Windows, example: &[f32], mut patches: ArrayViewMut2<f32>) {
    patches.fill(0.0);
    let positions = windows.positions();
    let patches = patches.as_slice_mut().expect("row-major order");
    for (tap, from, to, length) in runs(windows) {
        patches[tap * positions + to..][..length].copy_from_slice(&example[from..][..length]);
    }
}

fn scatter_add(windows: Windows, patches: ArrayView2<f32>, example: &mut [f32]) {
    let positions = windows.positions();
    let patches = patches.as_slice().expect("row-major order");
    for (tap, from, to, length) in runs(windows) {
        let values = &patches[tap * positions + to..][..length];
        example[from..][..length].iter_mut().zip(values).for_each(|(pixel, value)| *pixel += value);
    }
}
