//! `y_o = max over the window of o`, per channel. Windows of size × size lie side by side. The
//! place of the winner is kept for the backward pass and for unpooling. Of equal values, the first
//! in row-major order of the window wins and takes the whole gradient.

use std::rc::Rc;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::windows::Windows;
use super::{Definition, Layer, Mode, Passage, Place, ROW_MAJOR, Shape, Switches};
use crate::math::interval::Interval;
use crate::real::Real;

/// Windows side by side in SIMD registers.
const LANES: usize = 4;

struct MaxPool {
    windows: Windows,
    switches: Switches,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let windows = Windows::new(definition, place.shape)?;
    let switches = Switches { input_shape: place.shape, winners: Rc::default() };
    Ok(Box::new(MaxPool { windows, switches }))
}

/// Pools four windows of 2 × 2 side by side, from the pixels of their two rows. Returns, for each
/// window, the offset of the winner (one of `offsets`) and its value. It works by SIMD lanes,
/// because a branch would be taken about half of the time.
#[inline(always)]
fn pool_pairs<F: Real>(
    top: &[F; 2 * LANES],
    bottom: &[F; 2 * LANES],
    offsets: [usize; 4],
) -> ([usize; LANES], [F; LANES]) {
    let every_other = |row: &[F; 2 * LANES], from: usize| -> [F; LANES] {
        core::array::from_fn(|lane| row[2 * lane + from])
    };
    let (mut winners, mut largest) = ([offsets[0]; LANES], every_other(top, 0));
    let others = [every_other(top, 1), every_other(bottom, 0), every_other(bottom, 1)];
    for (seen, offset) in others.iter().zip(offsets.into_iter().skip(1)) {
        for lane in 0..LANES {
            let wins = beats(seen[lane], largest[lane]);
            largest[lane] = if wins { seen[lane] } else { largest[lane] };
            winners[lane] = if wins { offset } else { winners[lane] };
        }
    }
    (winners, largest)
}

/// NaN wins: a run that has diverged must show it.
#[inline(always)]
fn beats<F: Real>(pixel: F, largest: F) -> bool {
    (pixel > largest) | pixel.is_nan()
}

impl MaxPool {
    fn pool_row<F: Real>(&self, pixels: &[F], row: usize, winners: &mut [usize], pooled: &mut [F]) {
        if let (&[a, b, c, d], Some(last)) =
            (self.windows.offsets(), winners.len().checked_sub(LANES))
        {
            for column in (0..winners.len()).step_by(LANES) {
                // The last four windows of a row overlap the windows before.
                let column = column.min(last);
                let first = self.windows.first(row, column);
                let in_row = |pixel: usize| pixels[pixel..].first_chunk().expect("eight of a row");
                let (won, largest) = pool_pairs(in_row(first), in_row(first + c), [a, b, c, d]);
                for (lane, (winner, won)) in winners[column..].iter_mut().zip(won).enumerate() {
                    *winner = first + 2 * lane + won;
                }
                pooled[column..][..LANES].copy_from_slice(&largest);
            }
            return;
        }
        for (column, (winner, largest)) in winners.iter_mut().zip(pooled).enumerate() {
            let first = self.windows.first(row, column);
            let window = self.windows.offsets().iter().map(|offset| first + offset);
            *winner = window.fold(first, |winner, pixel| {
                if beats(pixels[pixel], pixels[winner]) { pixel } else { winner }
            });
            *largest = pixels[*winner];
        }
    }
}

impl<F: Real> Layer<F> for MaxPool {
    fn output_shape(&self) -> Shape {
        self.windows.output
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        let mut switches = self.switches.winners.borrow_mut();
        switches.resize(output.len(), 0);
        let width = self.windows.output.width;
        let examples = switches.chunks_exact_mut(self.windows.output.features());
        let examples = examples.zip(output.rows_mut());
        for (pixels, (winners, mut pooled)) in input.rows().into_iter().zip(examples) {
            let pixels = pixels.to_slice().expect(ROW_MAJOR);
            let pooled = pooled.as_slice_mut().expect(ROW_MAJOR);
            let rows = winners.chunks_exact_mut(width).zip(pooled.chunks_exact_mut(width));
            for (row, (winners, pooled)) in rows.enumerate() {
                self.pool_row(pixels, row, winners, pooled);
            }
        }
    }

    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let Some(mut input_gradient) = input_gradient else { return };
        let switches = self.switches.winners.borrow();
        let examples = output_gradient.rows().into_iter().zip(input_gradient.rows_mut());
        let winners = switches.chunks_exact(self.windows.output.features());
        for ((pooled, mut pixels), winners) in examples.zip(winners) {
            let pixels = pixels.as_slice_mut().expect(ROW_MAJOR);
            pixels.fill(F::ZERO);
            for (&gradient, &winner) in pooled.to_slice().expect(ROW_MAJOR).iter().zip(winners) {
                pixels[winner] = gradient;
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        inputs.to_vec()
    }

    fn passage(&self) -> Passage {
        Passage::Keeps
    }

    fn switches(&self) -> Option<Switches> {
        Some(self.switches.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use crate::rng::{Purpose, Stream};
    use ndarray::Array2;

    /// Tests widths that fill whole registers and widths that do not, with equal values, with −0
    /// beside 0, and with NaN.
    #[test]
    fn the_first_of_the_largest_wins_and_nan_before_all() {
        for (size, columns) in [(1, 5), (2, 1), (2, 3), (2, 4), (2, 7), (2, 8), (3, 5)] {
            let shape = Shape { channels: 2, height: 2 * size, width: columns * size };
            let mut stream = Stream::new(1, Purpose::Synthetic, 0);
            let values = [0.0, -0.0, 1.0, -1.0, 2.0, f64::NAN];
            let input = Array2::from_shape_simple_fn((3, shape.features()), || {
                values[stream.below(6) as usize]
            });
            let place = Place { shape, kind: Kind::Filter, before: &[] };
            let definition = Definition::new("max_pool").with("size", size);
            let mut layer = build::<f64>(&definition, place).expect("a valid layer");
            let mut output = Array2::zeros((3, layer.output_shape().features()));
            layer.forward(input.view(), output.view_mut(), Mode::Train);
            let switches = layer.switches().expect("it records them").winners;
            let winners = switches.borrow();
            for (index, (&winner, largest)) in winners.iter().zip(&output).enumerate() {
                let (example, place) = (index / output.ncols(), index % output.ncols());
                let (row, column) = (place / columns, place % columns);
                let mut expected = (row * shape.width + column) * size;
                for (i, j) in (0..size * size).map(|k| (k / size, k % size)) {
                    let pixel = (row * size + i) * shape.width + column * size + j;
                    let (x, best) = (input[[example, pixel]], input[[example, expected]]);
                    if x > best || x.is_nan() {
                        expected = pixel;
                    }
                }
                assert_eq!(winner, expected, "size {size}, {columns} columns, {index}");
                assert_eq!(largest.to_bits(), input[[example, winner]].to_bits());
            }
        }
    }
}
