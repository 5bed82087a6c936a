//! The number type: everything numerical is generic over [`Real`].
//!
//! The page trains in `f32`; the laws are tested in `f32` and `f64`. The trait has only operations
//! with the same bits on every machine: IEEE arithmetic, `sqrt`, and `exp` and `ln` from `libm`. It
//! has no `powf` and no fused multiply-add.

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{AddAssign, DivAssign, MulAssign, Neg, SubAssign};

use ndarray::{LinalgScalar, ScalarOperand};

/// A floating-point number the engine can train in.
pub trait Real:
    LinalgScalar
    + ScalarOperand
    + PartialOrd
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
    + Default
    + Debug
    + Display
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Bytes of one number, little-endian, in hashes and checkpoints.
    const BYTES: usize;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The same value in double precision; exact for both types.
    fn to_f64(self) -> f64;
    /// Square root, correctly rounded. It is therefore exact under powers of four.
    fn sqrt(self) -> Self;
    /// e to this power, with the same bits on every target.
    fn exp(self) -> Self;
    /// Natural logarithm, with the same bits on every target.
    fn ln(self) -> Self;
    /// Logarithm to base two. It serves pictures and is never on the training path.
    fn log2(self) -> Self;
    /// Whether the number is neither NaN nor infinite.
    fn is_finite(self) -> bool;
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
    /// Magnitude.
    fn abs(self) -> Self;
    /// Appends the little-endian bytes of the number.
    fn write_bytes(self, into: &mut Vec<u8>);
    /// Reads [`Self::BYTES`] little-endian bytes; `None` when there are fewer.
    fn read_bytes(from: &[u8]) -> Option<Self>;
    /// Turns rows into columns. The numbers move; none changes.
    #[inline(always)]
    fn transpose(rows: [[Self; 4]; 4]) -> [[Self; 4]; 4] {
        core::array::from_fn(|j| core::array::from_fn(|i| rows[i][j]))
    }
}

macro_rules! real {
    ($type:ident, $bytes:literal, $exp:path, $ln:path, $log2:path $(, $transpose:path)?) => {
        impl Real for $type {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const BYTES: usize = $bytes;

            // This is the only narrowing in the crate, and the purpose of the function.
            #[allow(clippy::cast_possible_truncation)]
            fn from_f64(value: f64) -> Self {
                value as $type
            }
            #[allow(clippy::useless_conversion)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn sqrt(self) -> Self {
                $type::sqrt(self)
            }
            fn exp(self) -> Self {
                $exp(self)
            }
            fn ln(self) -> Self {
                $ln(self)
            }
            fn log2(self) -> Self {
                $log2(self)
            }
            fn is_finite(self) -> bool {
                $type::is_finite(self)
            }
            fn is_nan(self) -> bool {
                $type::is_nan(self)
            }
            fn abs(self) -> Self {
                $type::abs(self)
            }
            fn write_bytes(self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }
            fn read_bytes(from: &[u8]) -> Option<Self> {
                Some($type::from_le_bytes(from.get(..$bytes)?.try_into().ok()?))
            }
            $(
                #[cfg(target_arch = "wasm32")]
                #[inline(always)]
                fn transpose(rows: [[Self; 4]; 4]) -> [[Self; 4]; 4] {
                    $transpose(rows)
                }
            )?
        }
    };
}

real!(f32, 4, libm::expf, libm::logf, libm::log2f, transpose);
real!(f64, 8, libm::exp, libm::log, libm::log2);

/// Uses shuffles for which processors have one instruction. The shuffles that the compiler finds by
/// itself take three instructions each.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn transpose(rows: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
    use core::arch::wasm32::{f32x4, f32x4_extract_lane as lane, i32x4_shuffle};
    let [a, b, c, d] = rows.map(|[x, y, z, w]| f32x4(x, y, z, w));
    let low = |a, b| i32x4_shuffle::<0, 4, 1, 5>(a, b);
    let high = |a, b| i32x4_shuffle::<2, 6, 3, 7>(a, b);
    let (first, last) = ((low(a, c), low(b, d)), (high(a, c), high(b, d)));
    let columns = [first, last].map(|(a, b)| [low(a, b), high(a, b)]);
    let [[i, j], [k, l]] = columns;
    [i, j, k, l].map(|x| [lane::<0>(x), lane::<1>(x), lane::<2>(x), lane::<3>(x)])
}

#[cfg(test)]
mod tests {
    use super::Real;

    #[test]
    fn bytes_round_trip() {
        for value in [0.0_f32, -1.5, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY] {
            let mut bytes = Vec::new();
            value.write_bytes(&mut bytes);
            assert_eq!(f32::read_bytes(&bytes).map(f32::to_bits), Some(value.to_bits()));
            assert_eq!(f32::read_bytes(&bytes[..3]).map(f32::to_bits), None);
        }
    }

    #[test]
    fn rows_become_columns() {
        let rows = [[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0; 4], [9.0, 10.0, 11.0, -0.0]];
        let columns = <f32 as Real>::transpose(rows);
        for (i, j) in (0..16).map(|k| (k / 4, k % 4)) {
            assert_eq!(columns[j][i].to_bits(), f32::to_bits(rows[i][j]), "{i} {j}");
        }
    }

    #[test]
    fn roots_are_exact_under_powers_of_four() {
        for exponent in -20..20_i32 {
            let scale = f32::from_bits(((127 + exponent) as u32) << 23);
            assert_eq!(
                Real::sqrt(1.7_f32 * scale * scale).to_bits(),
                (Real::sqrt(1.7_f32) * scale).to_bits()
            );
        }
    }
}
