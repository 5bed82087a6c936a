//! Products that leave out columns of zeros.
//!
//! Most pixels at the border of a batch of digits are blank: about a third of the columns of a
//! batch of 100 hold nothing but zeros. Products with these columns add +0 to sums that start at
//! +0, so no bit changes when they are left out.

use core::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::math::gemm::Multiplier;
use crate::real::Real;

/// Above this share of kept columns, gathering costs more than it saves.
const WORTHWHILE_SHARE: f64 = 0.9;

/// The columns of a batch that are not blank, and room for the numbers gathered from them.
#[derive(Debug, Clone, Default)]
pub struct NonzeroColumns<F> {
    /// The sum of the magnitudes in each column: 0 in a blank column.
    sizes: Vec<F>,
    /// Kept columns, as runs of neighbours.
    runs: Vec<Range<usize>>,
    /// How many columns are kept.
    width: usize,
    inputs: Vec<F>,
    weights: Vec<F>,
}

impl<F: Real> NonzeroColumns<F> {
    /// Makes room for products with a bank of this many weights.
    pub fn with_capacity(weights: usize) -> Self {
        Self { weights: Vec::with_capacity(weights), ..Self::default() }
    }

    /// Finds the columns of `input` that are not blank. Returns `false` when there are too many of
    /// them: the other methods must not be used for this input then.
    #[allow(clippy::float_cmp, clippy::cast_precision_loss)] // exactly zero; small counts
    pub fn find(&mut self, input: ArrayView2<F>) -> bool {
        self.sizes.clear();
        self.sizes.resize(input.ncols(), F::ZERO);
        for row in input.rows() {
            let row = row.to_slice().expect("activations are in row-major order");
            self.sizes.iter_mut().zip(row).for_each(|(size, x)| *size += x.abs());
        }
        self.runs.clear();
        // At most every other column begins a run. With this room, later batches allocate nothing.
        self.runs.reserve(input.ncols() / 2 + 1);
        self.width = 0;
        for (column, &size) in self.sizes.iter().enumerate() {
            // A column with a NaN is not blank either.
            if size == F::ZERO {
                continue;
            }
            self.width += 1;
            match self.runs.last_mut() {
                Some(run) if run.end == column => run.end += 1,
                _ => self.runs.push(column..column + 1),
            }
        }
        self.inputs.clear();
        self.inputs.reserve(input.len());
        if self.width as f64 > WORTHWHILE_SHARE * input.ncols() as f64 {
            return false;
        }
        gather(input, &self.runs, &mut self.inputs);
        true
    }

    /// `output ← input · weightsᵀ`, for the input that was searched.
    ///
    /// # Panics
    /// When the shapes do not fit: a bug in a layer.
    pub fn multiply_by_transpose(
        &mut self,
        weights: ArrayView2<F>,
        multiplier: &mut Multiplier<F>,
        output: &mut ArrayViewMut2<F>,
    ) {
        gather(weights, &self.runs, &mut self.weights);
        let inputs = matrix(&self.inputs, self.width, output.nrows());
        let weights = matrix(&self.weights, self.width, weights.nrows());
        multiplier.multiply(inputs, weights.t(), output);
    }

    /// `gradient ← output_gradientᵀ · input`, for the input that was searched.
    ///
    /// # Panics
    /// When the shapes do not fit: a bug in a layer.
    pub fn multiply_transpose(
        &mut self,
        output_gradient: ArrayView2<F>,
        multiplier: &mut Multiplier<F>,
        gradient: &mut ArrayViewMut2<F>,
    ) {
        let width = self.width;
        let inputs = matrix(&self.inputs, width, output_gradient.nrows());
        self.weights.resize(gradient.nrows() * width, F::ZERO);
        let shape = (gradient.nrows(), width);
        let mut product = ArrayViewMut2::from_shape(shape, &mut self.weights)
            .expect("as many numbers as the shape has");
        multiplier.multiply(output_gradient.t(), inputs, &mut product);
        gradient.fill(F::ZERO);
        for (mut row, product) in gradient.rows_mut().into_iter().zip(product.rows()) {
            let row = row.as_slice_mut().expect("rows are in one piece");
            let mut rest = product.to_slice().expect("rows are in one piece");
            for run in &self.runs {
                let (of_run, after) = rest.split_at(run.len());
                row[run.clone()].copy_from_slice(of_run);
                rest = after;
            }
        }
    }
}

fn gather<F: Real>(from: ArrayView2<F>, runs: &[Range<usize>], into: &mut Vec<F>) {
    into.clear();
    for row in from.rows() {
        let row = row.to_slice().expect("rows are in one piece");
        runs.iter().for_each(|run| into.extend_from_slice(&row[run.clone()]));
    }
}

fn matrix<F>(numbers: &[F], columns: usize, rows: usize) -> ArrayView2<'_, F> {
    ArrayView2::from_shape((rows, columns), numbers).expect("as many numbers as the shape has")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Columns 0, 3 and 6 of 7 are blank.
    fn sparse() -> Array2<f32> {
        Array2::from_shape_fn((5, 7), |(i, j)| {
            if j % 3 == 0 { 0.0 } else { (i as f32 - 2.0) * 0.37 + j as f32 * 0.11 }
        })
    }

    #[test]
    fn leaving_out_zeros_changes_no_bit() {
        let (input, mut columns) = (sparse(), NonzeroColumns::default());
        let mut multiplier = Multiplier::default();
        assert!(columns.find(input.view()));
        let weights = Array2::from_shape_fn((3, 7), |(i, j)| (i * 7 + j) as f32 * 0.21 - 1.7);
        let (mut plain, mut sparse) = (Array2::zeros((5, 3)), Array2::from_elem((5, 3), f32::NAN));
        multiplier.multiply(input.view(), weights.t(), &mut plain.view_mut());
        columns.multiply_by_transpose(weights.view(), &mut multiplier, &mut sparse.view_mut());
        assert_eq!(bits(&plain), bits(&sparse));

        let above = Array2::from_shape_fn((5, 3), |(i, j)| (i * 3 + j) as f32 * 0.3 - 2.0);
        let (mut plain, mut sparse) = (Array2::zeros((3, 7)), Array2::from_elem((3, 7), f32::NAN));
        multiplier.multiply(above.t(), input.view(), &mut plain.view_mut());
        columns.multiply_transpose(above.view(), &mut multiplier, &mut sparse.view_mut());
        assert_eq!(bits(&plain), bits(&sparse));
    }

    fn bits(matrix: &Array2<f32>) -> Vec<u32> {
        matrix.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn a_full_matrix_is_not_worth_gathering_and_nan_is_something() {
        assert!(!NonzeroColumns::default().find(Array2::<f64>::ones((2, 9)).view()));
        let mut input = Array2::<f64>::zeros((2, 9));
        input[[1, 4]] = f64::NAN;
        let mut columns = NonzeroColumns::default();
        assert!(columns.find(input.view()));
        assert_eq!((columns.runs[0].clone(), columns.width), (4..5, 1));
    }
}
