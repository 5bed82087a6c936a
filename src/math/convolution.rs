//! A convolution of stride 1, forward and backward, one example at a time.

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::math::correlation::{Bordered, Correlation, LANES, TapSums};
use crate::math::gemm::pack;
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
    /// Pixels of 0 around the image, fewer than the size.
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

    /// Weights of a filter: (channel, row, column) of the window.
    pub fn taps(self) -> usize {
        self.channels * self.size * self.size
    }

    /// Pixels of a channel of the output.
    pub fn positions(self) -> usize {
        self.output_height() * self.output_width()
    }
}

/// Filters over an image, with the memory they need.
#[derive(Debug, Clone)]
pub struct Convolution<F> {
    windows: Windows,
    filters: usize,
    /// From the input to the output.
    forward: Correlation<F>,
    /// From the gradient of the output to the gradient of the input.
    backward: Correlation<F>,
    /// The gradient of the output, filters side by side.
    above: Vec<[F; LANES]>,
    sums: TapSums<F>,
}

impl<F: Real> Convolution<F> {
    /// Filters whose weights are all 0.
    pub fn new(windows: Windows, filters: usize) -> Self {
        let Windows { channels, height, width, size, padding } = windows;
        let (output_height, output_width) = (windows.output_height(), windows.output_width());
        let image = Bordered::zeros(channels, height, width, padding);
        let (stride, plane) = (image.stride(), image.plane());
        let in_window = |k: usize| (k / size % size, k % size);
        let taps = (0..windows.taps()).map(|tap| {
            let (i, j) = in_window(tap);
            tap / (size * size) * plane + i * stride + j
        });
        let taps: Vec<usize> = taps.collect();
        let sums = TapSums::new(&taps, filters);
        let output = [filters, output_height, output_width];
        let forward = Correlation::new(image, taps, windows.taps(), output);

        // Output pixel o reads input pixel o + tap − padding. On the way back, the window is
        // therefore turned by half a circle.
        let above = Bordered::zeros(filters, output_height, output_width, size - 1 - padding);
        let (stride, plane) = (above.stride(), above.plane());
        let turned = (0..size * size * filters).map(|term| {
            let (i, j) = in_window(term / filters);
            term % filters * plane + (size - 1 - i) * stride + size - 1 - j
        });
        let backward =
            Correlation::new(above, turned.collect(), filters, [channels, height, width]);
        let above = vec![[F::ZERO; LANES]; filters.div_ceil(LANES) * windows.positions()];
        Self { windows, filters, forward, backward, above, sums }
    }

    /// Takes the weights, filters × taps. Call it before examples go forward.
    pub fn begin_forward(&mut self, weights: ArrayView2<F>) {
        self.forward.set_weights(self.filters, |filter, tap| weights[[filter, tap]]);
    }

    /// Fills `output` from one example.
    pub fn forward(&mut self, example: &[F], output: &mut [F]) {
        self.forward.fill(example);
        self.forward.apply(output);
    }

    /// Takes the weights, and sets their gradient to 0. Call it before examples go backward.
    pub fn begin_backward(&mut self, weights: ArrayView2<F>) {
        let (window, filters) = (self.windows.size * self.windows.size, self.filters);
        self.backward.set_weights(self.windows.channels, |channel, term| {
            weights[[term % filters, channel * window + term / filters]]
        });
        self.sums.clear();
    }

    /// Adds to the gradient of the weights the part of one example, from the example and the
    /// gradient of its output.
    ///
    /// # Panics
    /// When the shapes do not fit: a bug in a layer.
    pub fn add_weight_gradient(&mut self, example: &[F], output_gradient: &[F]) {
        let (pixels, width) = (self.windows.positions(), self.windows.output_width());
        let maps = ArrayView2::from_shape((self.filters, pixels), output_gradient);
        let maps = maps.expect("as many numbers as the output has");
        pack::<F, LANES>(maps, 0, pixels, self.above.as_flattened_mut());
        self.forward.fill(example);
        self.sums.add(self.forward.image(), &self.above, pixels, width);
    }

    /// Fills the gradient of an example from the gradient of its output. Each pixel is one sum over
    /// the taps; its terms are sums over the filters.
    pub fn input_gradient(&mut self, output_gradient: &[F], input_gradient: &mut [F]) {
        self.backward.fill(output_gradient);
        self.backward.apply(input_gradient);
    }

    /// Copies out the gradient of the weights, filters × taps.
    pub fn weight_gradient(&self, mut into: ArrayViewMut2<F>) {
        for ((filter, tap), out) in into.indexed_iter_mut() {
            *out = self.sums.sum(filter, tap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};
    use ndarray::Array2;

    const FILTERS: [usize; 3] = [1, 4, 11];

    fn all_windows() -> Vec<Windows> {
        let mut all = Vec::new();
        for (height, width) in [(4, 5), (3, 3), (1, 6), (2, 8), (5, 19)] {
            for size in 1..=3 {
                for padding in [0, size / 2] {
                    if height + 2 * padding >= size && width + 2 * padding >= size {
                        all.push(Windows { channels: 3, height, width, size, padding });
                    }
                }
            }
        }
        all
    }

    fn random(rows: usize, columns: usize, index: u32) -> Array2<f32> {
        let mut stream = Stream::new(1, Purpose::Synthetic, index);
        Array2::from_shape_simple_fn((rows, columns), || stream.normal() as f32)
    }

    /// The pixel of an example that output `position` reads at `tap`, if it lies inside the image.
    fn seen(windows: Windows, tap: usize, position: usize) -> Option<usize> {
        let Windows { height, width, size, padding, .. } = windows;
        let (channel, i, j) = (tap / (size * size), tap / size % size, tap % size);
        let y = (position / windows.output_width() + i).checked_sub(padding)?;
        let x = (position % windows.output_width() + j).checked_sub(padding)?;
        (y < height && x < width).then_some((channel * height + y) * width + x)
    }

    fn bits(matrix: &Array2<f32>) -> Vec<u32> {
        matrix.iter().map(|x| x.to_bits()).collect()
    }

    /// Each case has windows, weights, two examples and the gradients of their outputs.
    fn for_all_cases(check: impl Fn(Windows, &Array2<f32>, &Array2<f32>, &Array2<f32>)) {
        for windows in all_windows() {
            for filters in FILTERS {
                let features = windows.channels * windows.height * windows.width;
                let (weights, examples) =
                    (random(filters, windows.taps(), 0), random(2, features, 1));
                check(windows, &weights, &examples, &random(2, filters * windows.positions(), 2));
            }
        }
    }

    /// The result has exactly the bits of the definition.
    #[test]
    fn outputs_are_running_sums_over_the_taps() {
        for_all_cases(|windows, weights, examples, above| {
            let mut found = Array2::from_elem(above.dim(), f32::NAN);
            let mut convolution = Convolution::new(windows, weights.nrows());
            convolution.begin_forward(weights.view());
            for (example, mut out) in examples.rows().into_iter().zip(found.rows_mut()) {
                let out = out.as_slice_mut().expect("a row");
                convolution.forward(example.to_slice().expect("a row"), out);
            }
            let expected = Array2::from_shape_fn(above.dim(), |(example, output)| {
                let (filter, position) =
                    (output / windows.positions(), output % windows.positions());
                (0..windows.taps()).fold(0.0, |sum, tap| {
                    let pixel =
                        seen(windows, tap, position).map_or(0.0, |p| examples[[example, p]]);
                    sum + weights[[filter, tap]] * pixel
                })
            });
            assert_eq!(bits(&found), bits(&expected), "{windows:?}");
        });
    }

    #[test]
    fn weight_gradients_are_running_sums_over_examples_and_pixels() {
        for_all_cases(|windows, weights, examples, above| {
            let mut found = Array2::from_elem(weights.dim(), f32::NAN);
            let mut convolution = Convolution::new(windows, weights.nrows());
            // The second pass must not depend on anything left over from the first.
            for _ in 0..2 {
                convolution.begin_backward(weights.view());
                for (example, above) in examples.rows().into_iter().zip(above.rows()) {
                    let above = above.to_slice().expect("a row");
                    convolution.add_weight_gradient(example.to_slice().expect("a row"), above);
                }
            }
            convolution.weight_gradient(found.view_mut());
            let mut expected = Array2::zeros(weights.dim());
            for ((filter, tap), sum) in expected.indexed_iter_mut() {
                for example in 0..examples.nrows() {
                    for position in 0..windows.positions() {
                        let slope = above[[example, filter * windows.positions() + position]];
                        let pixel = seen(windows, tap, position);
                        *sum += slope * pixel.map_or(0.0, |p| examples[[example, p]]);
                    }
                }
            }
            assert_eq!(bits(&found), bits(&expected), "{windows:?}");
        });
    }

    #[test]
    fn input_gradients_are_running_sums_over_the_taps_of_sums_over_the_filters() {
        for_all_cases(|windows, weights, examples, above| {
            let mut found = Array2::from_elem(examples.dim(), f32::NAN);
            let mut convolution = Convolution::new(windows, weights.nrows());
            convolution.begin_backward(weights.view());
            for (above, mut out) in above.rows().into_iter().zip(found.rows_mut()) {
                let out = out.as_slice_mut().expect("a row");
                convolution.input_gradient(above.to_slice().expect("a row"), out);
            }
            let mut expected = Array2::zeros(examples.dim());
            for (example, mut expected) in expected.rows_mut().into_iter().enumerate() {
                for tap in 0..windows.taps() {
                    for position in 0..windows.positions() {
                        let Some(pixel) = seen(windows, tap, position) else { continue };
                        let above =
                            |filter| above[[example, filter * windows.positions() + position]];
                        let over_filters = (0..weights.nrows())
                            .fold(0.0, |sum, filter| sum + weights[[filter, tap]] * above(filter));
                        expected[pixel] += over_filters;
                    }
                }
            }
            assert_eq!(bits(&found), bits(&expected), "{windows:?}");
        });
    }
}
