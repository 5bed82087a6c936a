//! Matrix products at the shapes of our networks, by the engine's kernel and by the one it
//! was chosen over.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};
use scale_drift::math::gemm::Multiplier;
use scale_drift::rng::{Purpose, Stream};

/// What multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// The engine's.
    Own,
    /// The crate matrixmultiply, as ndarray calls it.
    Matrixmultiply,
}

/// A product (m × k) · (k × n) and how its factors lie in memory.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// m, k, n.
    pub shape: [usize; 3],
    /// Where it occurs.
    pub role: &'static str,
    left_transposed: bool,
    right_transposed: bool,
}

/// `y = x Wᵀ` of a dense layer, `∂W = ∂yᵀ x`, `∂x = ∂y W`.
pub const PRODUCTS: [Product; 6] = [
    product([100, 784, 128], "dense forward", false, true),
    product([128, 100, 784], "dense weights", true, false),
    product([100, 128, 128], "dense input", false, false),
    product([100, 784, 512], "dense forward", false, true),
    product([512, 100, 784], "dense weights", true, false),
    product([100, 512, 512], "dense input", false, false),
];

const fn product(
    shape: [usize; 3],
    role: &'static str,
    left_transposed: bool,
    right_transposed: bool,
) -> Product {
    Product { shape, role, left_transposed, right_transposed }
}

impl Product {
    /// Such as `100×784×128 dense forward`.
    pub fn name(self) -> String {
        let [m, k, n] = self.shape;
        format!("{m}×{k}×{n} {}", self.role)
    }

    /// Multiplications and additions.
    pub fn flops(self) -> f64 {
        self.shape.iter().map(|&length| length as f64).product::<f64>() * 2.0
    }

    /// The product, ready to be taken again and again.
    pub fn pass(self, kernel: Kernel) -> Box<dyn FnMut()> {
        let [m, k, n] = self.shape;
        let a = if self.left_transposed { random(k, m, 0) } else { random(m, k, 0) };
        let b = if self.right_transposed { random(n, k, 1) } else { random(k, n, 1) };
        let mut into = Array2::<f32>::zeros((m, n));
        let mut multiplier = Multiplier::default();
        Box::new(move || {
            let a = view(&a, self.left_transposed);
            let b = view(&b, self.right_transposed);
            match kernel {
                Kernel::Own => multiplier.multiply(a, b, &mut into.view_mut()),
                Kernel::Matrixmultiply => general_mat_mul(1.0, &a, &b, 0.0, &mut into),
            }
        })
    }
}

/// Normal numbers, a matrix for each index.
pub fn random(rows: usize, columns: usize, index: u32) -> Array2<f32> {
    let mut stream = Stream::new(1, Purpose::Synthetic, index);
    Array2::from_shape_simple_fn((rows, columns), || stream.normal() as f32)
}

fn view(matrix: &Array2<f32>, is_transposed: bool) -> ArrayView2<'_, f32> {
    if is_transposed { matrix.t() } else { matrix.view() }
}
