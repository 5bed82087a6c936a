//! A bank of filters: the weights of one layer, with everything that an update reads.
//!
//! The two wings of the engine meet here. Layers fill in `gradient`; the walk in
//! [`crate::symmetry`] fills in `gauge`; a geometry reads both and moves `value`.
//!
//! A bias is the last column of the bank: the weight of an input that is always one and cannot be
//! rescaled. The theory's augmented row (w, b) is then simply a row, and no geometry needs a case
//! for biases.

use ndarray::{Array2, ArrayView2, Axis, s};

use crate::real::Real;

/// What the rows of a bank are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hidden filters: a row is one unit's incoming weights.
    Filter,
    /// The last weight layer: a row is one class.
    Classifier,
}

/// Where a bank stands on its orbit. All numbers are squares: updates need only squares, and
/// squares of powers of two are exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge<F> {
    /// r² per row: the squared norm of the row after the gains of its inputs are multiplied in.
    pub row_square_norms: Vec<F>,
    /// The squared gain of each column's input; 1 for pixels and for the bias.
    pub column_square_gains: Vec<F>,
    /// 1 / squared gain of each column's input; 0 where the gain is 0.
    pub column_inverse_square_gains: Vec<F>,
}

/// The sums over paths that lead to a column and from a row. Each path counts with the product of
/// its squared weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PathWeights<F> {
    /// Per row: the paths from its unit to the outputs.
    pub rows: Vec<F>,
    /// Per column: the paths from the inputs to its unit.
    pub columns: Vec<F>,
}

/// A bank of `rows` filters of `columns` weights, the bias included.
#[derive(Debug, Clone, PartialEq)]
pub struct Param<F> {
    /// Hidden filters or classifier.
    pub kind: Kind,
    /// Whether the last column is the bias.
    pub has_bias: bool,
    /// The weights, rows × columns.
    pub value: Array2<F>,
    /// The Euclidean gradient of the loss, rows × columns. An update turns it into the direction of
    /// the update in place.
    pub gradient: Array2<F>,
    /// The symmetry walk writes it before an update that needs it.
    pub gauge: Gauge<F>,
    /// The path walk writes it before a step of Path-SGD.
    pub path_weights: PathWeights<F>,
}

impl<F: Real> Param<F> {
    /// A bank of zeros with `inputs` weights in each row, and a bias if `has_bias`.
    pub fn zeros(kind: Kind, rows: usize, inputs: usize, has_bias: bool) -> Self {
        let columns = inputs + usize::from(has_bias);
        Self {
            kind,
            has_bias,
            value: Array2::zeros((rows, columns)),
            gradient: Array2::zeros((rows, columns)),
            gauge: Gauge {
                row_square_norms: vec![F::ZERO; rows],
                column_square_gains: vec![F::ONE; columns],
                column_inverse_square_gains: vec![F::ONE; columns],
            },
            path_weights: PathWeights { rows: vec![F::ONE; rows], columns: vec![F::ONE; columns] },
        }
    }

    /// Number of filters.
    pub fn rows(&self) -> usize {
        self.value.nrows()
    }

    /// Weights per filter, without the bias.
    pub fn inputs(&self) -> usize {
        self.value.ncols() - usize::from(self.has_bias)
    }

    /// Every number of the bank: weights row by row, then the biases. Reference cases, hashes and
    /// checkpoints use this order.
    pub fn numbers(&self) -> impl Iterator<Item = F> {
        let biases = self.value.slice(s![.., self.inputs()..]);
        self.weights().into_iter().copied().chain(biases.into_iter().copied())
    }

    /// Appends the little-endian bytes of all numbers.
    pub fn write_bytes(&self, into: &mut Vec<u8>) {
        self.numbers().for_each(|number| number.write_bytes(into));
    }

    /// The same numbers in the same order, so that they can be written.
    pub fn numbers_mut(&mut self) -> impl Iterator<Item = &mut F> {
        let inputs = self.inputs();
        let (weights, biases) = self.value.view_mut().split_at(Axis(1), inputs);
        weights.into_iter().chain(biases)
    }

    /// The weights without the bias, rows × inputs.
    pub fn weights(&self) -> ArrayView2<'_, F> {
        self.value.slice(s![.., ..self.inputs()])
    }
}

/// All numbers of a matrix in standard layout, row by row.
pub fn flat<F>(matrix: &Array2<F>) -> &[F] {
    matrix.as_slice().expect("banks are allocated in row-major order")
}

/// All numbers of a matrix in standard layout, row by row, so that they can be written.
pub fn flat_mut<F>(matrix: &mut Array2<F>) -> &mut [F] {
    matrix.as_slice_mut().expect("banks are allocated in row-major order")
}

/// The rows of a matrix in standard layout, as slices.
pub fn rows<F>(matrix: &Array2<F>) -> core::slice::ChunksExact<'_, F> {
    let columns = matrix.ncols().max(1);
    flat(matrix).chunks_exact(columns)
}

/// The rows of a matrix in standard layout, as slices that can be written.
pub fn rows_mut<F>(matrix: &mut Array2<F>) -> core::slice::ChunksExactMut<'_, F> {
    let columns = matrix.ncols().max(1);
    flat_mut(matrix).chunks_exact_mut(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bias_is_one_more_column() {
        let bank = Param::<f32>::zeros(Kind::Filter, 3, 4, true);
        assert_eq!((bank.rows(), bank.inputs(), bank.value.dim()), (3, 4, (3, 5)));
        assert_eq!(bank.weights().dim(), (3, 4));
        assert_eq!(rows(&bank.value).len(), 3);
    }

    #[test]
    fn numbers_are_weights_then_biases() {
        let mut bank = Param::<f32>::zeros(Kind::Filter, 2, 2, true);
        bank.numbers_mut().zip(1_u8..).for_each(|(number, i)| *number = f32::from(i));
        assert_eq!(bank.value, ndarray::array![[1.0, 2.0, 5.0], [3.0, 4.0, 6.0]]);
        assert_eq!(bank.numbers().collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }
}
