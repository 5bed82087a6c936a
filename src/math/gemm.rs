//! Matrix products, with a kernel of our own.
//!
//! The kernel keeps a 2 × 16 block of the result in registers and runs over packed panels with k
//! ascending. The block takes eight SIMD registers of the sixteen in WebAssembly; larger blocks
//! spill. Among the blocks of this size, the 2 × 16 block repeats the fewest numbers of the
//! left-hand side over a register. LLVM gives such a load no offset, so each load costs an addition
//! too. Sums continue from the numbers in the result, so splitting k for the cache changes no bit,
//! and the same source gives the same bits natively. There is no fused multiply-add anywhere.

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, s};

use crate::real::Real;

/// Rows and columns of the block that stays in registers.
const BLOCK_ROWS: usize = 2;
const BLOCK_COLUMNS: usize = 16;
/// Rows of a panel of the left-hand side. A panel holds two blocks, because packing four numbers
/// takes no longer than packing two.
const PANEL_ROWS: usize = 2 * BLOCK_ROWS;
/// Steps of k per panel, so that a panel of the right-hand side stays in the first cache.
const PANEL_DEPTH: usize = 256;

/// Products of matrices, with the memory they need. Each layer that multiplies has its own, so that
/// a training step allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct Multiplier<F> {
    left: Vec<F>,
    right: Vec<F>,
}

impl<F: Real> Multiplier<F> {
    /// `into ← a · b`, shapes (m × k) · (k × n) = (m × n). The numbers of a row of `into` lie side
    /// by side.
    ///
    /// # Panics
    /// When the shapes do not fit. This is a bug in a layer, not in the input.
    pub fn multiply(&mut self, a: ArrayView2<F>, b: ArrayView2<F>, into: &mut ArrayViewMut2<F>) {
        if b.nrows() == 0 {
            into.fill(F::ZERO);
        }
        self.sum_up(a, b, into, Start::Zero);
    }

    /// Makes room for products of this size. Smaller products then allocate nothing.
    pub fn reserve(&mut self, rows: usize, depth: usize, columns: usize) {
        let length = PANEL_DEPTH.min(depth);
        let left = rows.next_multiple_of(PANEL_ROWS) * length;
        let right = columns.next_multiple_of(BLOCK_COLUMNS) * length;
        self.left.reserve(left.saturating_sub(self.left.len()));
        self.right.reserve(right.saturating_sub(self.right.len()));
    }

    /// `into ← into + a · b`.
    ///
    /// # Panics
    /// When the shapes do not fit. This is a bug in a layer, not in the input.
    pub fn multiply_add(
        &mut self,
        a: ArrayView2<F>,
        b: ArrayView2<F>,
        into: &mut ArrayViewMut2<F>,
    ) {
        self.sum_up(a, b, into, Start::Result);
    }

    fn sum_up(
        &mut self,
        a: ArrayView2<F>,
        b: ArrayView2<F>,
        into: &mut ArrayViewMut2<F>,
        mut start: Start,
    ) {
        let (depth, columns) = b.dim();
        assert_eq!((a.nrows(), a.ncols(), columns), (into.nrows(), depth, into.ncols()));
        for first in (0..depth).step_by(PANEL_DEPTH) {
            let length = PANEL_DEPTH.min(depth - first);
            let left = at_least(&mut self.left, a.nrows().next_multiple_of(PANEL_ROWS) * length);
            let right = at_least(&mut self.right, columns.next_multiple_of(BLOCK_COLUMNS) * length);
            pack::<F, PANEL_ROWS>(a, first, length, left);
            pack::<F, BLOCK_COLUMNS>(b.t(), first, length, right);
            multiply_panels(left, right, length, into, start);
            start = Start::Result;
        }
    }
}

/// Where the sums of a product begin.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Zero,
    Result,
}

/// The first `length` numbers of a vector that never shrinks. The caller that packs overwrites all
/// of them.
fn at_least<F: Real>(numbers: &mut Vec<F>, length: usize) -> &mut [F] {
    if numbers.len() < length {
        numbers.resize(length, F::ZERO);
    }
    &mut numbers[..length]
}

fn multiply_panels<F: Real>(
    left: &[F],
    right: &[F],
    length: usize,
    into: &mut ArrayViewMut2<F>,
    start: Start,
) {
    let left = left.as_chunks::<BLOCK_ROWS>().0.as_chunks::<2>().0;
    let right = right.as_chunks::<BLOCK_COLUMNS>().0;
    for (q, right) in right.chunks_exact(length).enumerate() {
        let column = q * BLOCK_COLUMNS;
        for (p, left) in left.chunks_exact(length).enumerate() {
            let row = p * PANEL_ROWS;
            multiply_block::<F, 0>(left, right, into, (row, column), start);
            if row + BLOCK_ROWS < into.nrows() {
                multiply_block::<F, 1>(left, right, into, (row + BLOCK_ROWS, column), start);
            }
        }
    }
}

/// One block of the result, from the first or the second two rows of a left panel.
#[inline(always)]
fn multiply_block<F: Real, const HALF: usize>(
    left: &[[[F; BLOCK_ROWS]; 2]],
    right: &[[F; BLOCK_COLUMNS]],
    into: &mut ArrayViewMut2<F>,
    (row, column): (usize, usize),
    start: Start,
) {
    let height = BLOCK_ROWS.min(into.nrows() - row);
    let mut block = [[F::ZERO; BLOCK_COLUMNS]; BLOCK_ROWS];
    if start == Start::Result {
        for (i, sums) in block.iter_mut().enumerate().take(height) {
            load(into.row(row + i), column, sums);
        }
    }
    block = sum_block::<F, HALF>(left, right, block);
    for (i, sums) in block.iter().enumerate().take(height) {
        store(into.row_mut(row + i), column, sums);
    }
}

/// Reads a row of a block. Whole rows are read as arrays: the compiler turns copies of unknown
/// length into calls, which cost up to a tenth of the kernel.
#[inline(always)]
fn load<F: Real>(row: ArrayView1<F>, column: usize, sums: &mut [F; BLOCK_COLUMNS]) {
    let row = &row.to_slice().expect("rows are in one piece")[column..];
    match row.first_chunk() {
        Some(whole) => *sums = *whole,
        None => sums[..row.len()].copy_from_slice(row),
    }
}

#[inline(always)]
fn store<F: Real>(mut row: ArrayViewMut1<F>, column: usize, sums: &[F; BLOCK_COLUMNS]) {
    let row = &mut row.as_slice_mut().expect("rows are in one piece")[column..];
    match row.first_chunk_mut() {
        Some(whole) => *whole = *sums,
        None => row.copy_from_slice(&sums[..row.len()]),
    }
}

/// The kernel. It takes the block by value, so that the block stays in registers.
#[inline(always)]
fn sum_block<F: Real, const HALF: usize>(
    left: &[[[F; BLOCK_ROWS]; 2]],
    right: &[[F; BLOCK_COLUMNS]],
    mut block: [[F; BLOCK_COLUMNS]; BLOCK_ROWS],
) -> [[F; BLOCK_COLUMNS]; BLOCK_ROWS] {
    for (left, right) in left.iter().zip(right) {
        for (sums, &x) in block.iter_mut().zip(&left[HALF]) {
            for (sum, &y) in sums.iter_mut().zip(right) {
                *sum += x * y;
            }
        }
    }
    block
}

/// Packs columns `first..first + length` of `matrix` into panels of `ROWS` rows, each panel column
/// by column. Rows beyond the last are zero.
pub(super) fn pack<F: Real, const ROWS: usize>(
    matrix: ArrayView2<F>,
    first: usize,
    length: usize,
    into: &mut [F],
) {
    for (p, panel) in into.chunks_exact_mut(length * ROWS).enumerate() {
        let panel = panel.as_chunks_mut::<ROWS>().0;
        let height = ROWS.min(matrix.nrows() - p * ROWS);
        let rows = matrix.slice(s![p * ROWS..p * ROWS + height, first..first + length]);
        if height < ROWS {
            panel.fill([F::ZERO; ROWS]);
        }
        if height == ROWS && rows.strides()[1] == 1 {
            transpose(core::array::from_fn(|i| rows.row(i).to_slice().expect("stride 1")), panel);
        } else {
            pack_columns(rows, panel);
        }
    }
}

fn pack_columns<F: Real, const ROWS: usize>(rows: ArrayView2<F>, panel: &mut [[F; ROWS]]) {
    for (column, out) in rows.columns().into_iter().zip(panel) {
        match column.to_slice().and_then(<[F]>::first_chunk) {
            Some(whole) => *out = *whole,
            None => out.iter_mut().zip(column).for_each(|(out, &x)| *out = x),
        }
    }
}

/// Packs four columns at a time, so that loads and stores are whole SIMD registers.
#[inline(always)]
fn transpose<F: Real, const ROWS: usize>(rows: [&[F]; ROWS], panel: &mut [[F; ROWS]]) {
    let (fours, rest) = panel.as_chunks_mut::<4>();
    let first_of_rest = 4 * fours.len();
    for (block, out) in fours.iter_mut().enumerate() {
        for (fours, rows) in rows.as_chunks::<4>().0.iter().enumerate() {
            let square = F::transpose(rows.map(|row| {
                *row[4 * block..].first_chunk().expect("rows are as long as the panel")
            }));
            for (out, column) in out.iter_mut().zip(&square) {
                out[4 * fours..][..4].copy_from_slice(column);
            }
        }
    }
    for (k, out) in rest.iter_mut().enumerate() {
        *out = core::array::from_fn(|i| rows[i][first_of_rest + k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};
    use ndarray::Array2;

    fn random(rows: usize, columns: usize, index: u32) -> Array2<f64> {
        let mut stream = Stream::new(1, Purpose::Synthetic, index);
        Array2::from_shape_simple_fn((rows, columns), || stream.normal())
    }

    fn product<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>) -> Array2<F> {
        let mut into = Array2::from_elem((a.nrows(), b.ncols()), F::from_f64(f64::NAN));
        Multiplier::default().multiply(a, b, &mut into.view_mut());
        into
    }

    /// The definition: k ascending, one running sum. The kernel has exactly its bits.
    fn by_definition<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>) -> Array2<F> {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).fold(F::ZERO, |sum, k| sum + a[[i, k]] * b[[k, j]])
        })
    }

    #[test]
    fn has_the_bits_of_one_running_sum_at_every_size_and_layout() {
        let sizes = [1, 3, 4, 5, 8, 9, 17];
        for m in sizes {
            for n in sizes {
                for k in [1, 2, 7, PANEL_DEPTH - 1, PANEL_DEPTH, PANEL_DEPTH + 3] {
                    let (a, b) = (random(m, k, 0), random(k, n, 1));
                    let expected = by_definition(a.view(), b.view());
                    assert_eq!(product(a.view(), b.view()), expected, "{m} {k} {n}");
                    let (at, bt) = (a.t().to_owned(), b.t().to_owned());
                    assert_eq!(product(at.t(), bt.t()), expected, "transposed {m} {k} {n}");
                }
            }
        }
        let wide = random(9, 20, 2);
        let part = wide.slice(s![.., ..19;2]);
        let b = random(10, 5, 3);
        assert_eq!(product(part, b.view()), by_definition(part, b.view()), "strided");
    }

    #[test]
    fn adding_continues_the_sum() {
        let (a, b) = (random(6, 40, 0), random(40, 11, 1));
        let mut into = Array2::zeros((6, 11));
        let mut multiplier = Multiplier::default();
        for (left, right) in [(0, 13), (13, 40)] {
            let (a, b) = (a.slice(s![.., left..right]), b.slice(s![left..right, ..]));
            multiplier.multiply_add(a, b, &mut into.view_mut());
        }
        assert_eq!(into, product(a.view(), b.view()));
    }

    /// The twin experiment depends on this law: a row times 2^k gives exactly 2^k times the result.
    #[test]
    fn is_exact_under_powers_of_two() {
        let (a, b) = (random(20, 784, 0).mapv(|x| x as f32), random(784, 10, 1).mapv(|x| x as f32));
        let (plain, scaled) =
            (product(a.view(), b.view()), product((&a * 1024.0).view(), b.view()));
        assert!(plain.iter().zip(&scaled).all(|(p, s)| (p * 1024.0).to_bits() == s.to_bits()));
    }

    #[test]
    fn an_empty_sum_is_zero() {
        let zeros = Array2::<f64>::zeros((2, 3));
        assert_eq!(product(random(2, 0, 0).view(), random(0, 3, 1).view()), zeros);
    }
}
