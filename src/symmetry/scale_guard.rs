//! Keeps filter norms within the range of the number type, for rules that leave norms free (theory
//! section 4).
//!
//! When the norm of a filter leaves [2⁻²⁰, 2²⁰), the guard moves its orbit unit along the orbit by
//! a power of two. The move is exact, and an invariant rule does not notice it. The guard remembers
//! the exponent, so that the drift can be shown as if nothing had happened. The classifier has no
//! orbit and stays.

use crate::math::rows::square_norm;
use crate::network::Network;
use crate::param::rows;
use crate::real::Real;
use crate::symmetry::orbit::{OrbitBank, Rescaling, Undo, orbit_banks};

/// The largest |log2| of a norm.
const RANGE: i32 = 20;

/// The largest |log2| of a factor. The square of such a factor can be written in every number type.
const LARGEST: i32 = 60;

/// The factors by which the guard has divided the norms so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleGuard {
    banks: Vec<OrbitBank>,
    /// Per hidden filter, in order: log2 of the factor by which its norm was divided.
    exponents: Vec<i32>,
}

impl ScaleGuard {
    /// A guard that has not acted yet.
    pub fn new<F: Real>(network: &Network<F>) -> Self {
        let banks = orbit_banks(network);
        let filters = banks.iter().map(|bank| bank.units * bank.rows_per_unit).sum();
        Self { banks, exponents: vec![0; filters] }
    }

    /// Brings the norm of every orbit unit with a filter out of range back to a value near 1.
    pub fn keep_in_range<F: Real>(&mut self, network: &mut Network<F>) {
        let hidden = network.params().take(self.banks.len());
        let mut filters = hidden.flat_map(|param| rows(&param.value));
        let is_over = filters.any(|row| is_out(square_norm_exponent(row)));
        drop(filters);
        if is_over {
            self.bring_back(network);
        }
    }

    fn bring_back<F: Real>(&mut self, network: &mut Network<F>) {
        let mut factors: Vec<Vec<f64>> = Vec::new();
        let mut filter = 0;
        for (bank, param) in self.banks.iter().zip(network.params()) {
            let exponents: Vec<i32> = rows(&param.value).map(square_norm_exponent).collect();
            let mut of_bank = Vec::with_capacity(bank.units);
            for unit in exponents.chunks_exact(bank.rows_per_unit) {
                let furthest = unit.iter().copied().max_by_key(|exponent| exponent.abs());
                let taken = furthest.filter(|&exponent| is_out(exponent)).unwrap_or(0) / 2;
                of_bank.push(power_of_two(-taken));
                for exponent in &mut self.exponents[filter..filter + bank.rows_per_unit] {
                    *exponent += taken;
                }
                filter += bank.rows_per_unit;
            }
            factors.push(of_bank);
        }
        let rescaling = Rescaling::from_factors(&self.banks, factors);
        rescaling.expect("a positive factor per orbit unit").apply(network);
    }

    /// Whether the guard has divided any norm.
    pub fn has_acted(&self) -> bool {
        self.exponents.iter().any(|&exponent| exponent != 0)
    }

    /// Squared factors that undo the guard's work in the columns, and `undo` too if it is given:
    /// when the guard divided the norm of a unit, it multiplied the columns that read the unit. The
    /// rows keep the guard's factors: [`Self::exponents`] gives them.
    pub fn with_columns<F: Real>(
        &self,
        network: &Network<F>,
        undo: Option<&[Undo<F>]>,
    ) -> Vec<Undo<F>> {
        let mut exponents = self.exponents.iter();
        let factors = self.banks.iter().map(|bank| {
            let units = exponents.by_ref().take(bank.units * bank.rows_per_unit);
            let taken = units.step_by(bank.rows_per_unit);
            taken.map(|taken| power_of_two(-taken.clamp(&-LARGEST, &LARGEST))).collect()
        });
        let factors = factors.collect();
        let taken = Rescaling::from_factors(&self.banks, factors).expect("positive factors");
        let mut all = taken.undo(network);
        for (index, bank) in all.iter_mut().enumerate() {
            bank.row_squares.fill(F::ONE);
            if let Some(undo) = undo.map(|undo| &undo[index]) {
                bank.row_squares.clone_from(&undo.row_squares);
                let columns = bank.column_squares.iter_mut().zip(&undo.column_squares);
                columns.for_each(|(square, &other)| *square *= other);
            }
        }
        all
    }

    /// Per hidden filter, in order: log2 of the factor by which its norm was divided.
    pub fn exponents(&self) -> &[i32] {
        &self.exponents
    }

    /// The same exponents, so that a checkpoint can be resumed.
    pub fn exponents_mut(&mut self) -> &mut [i32] {
        &mut self.exponents
    }
}

/// Whether a norm is outside [2⁻²⁰, 2²⁰), from the exponent of its square.
fn is_out(exponent: i32) -> bool {
    !(-2 * RANGE..2 * RANGE).contains(&exponent)
}

/// The exponent of a row's squared norm. It is 0 for a row of zeros and for a row that is not
/// finite: no power of two can help such a row.
fn square_norm_exponent<F: Real>(row: &[F]) -> i32 {
    let square = square_norm(row).to_f64();
    if square > 0.0 && square.is_finite() { exponent(square) } else { 0 }
}

/// The binary exponent of a positive, finite number.
#[allow(clippy::cast_possible_truncation)] // eleven bits
fn exponent(value: f64) -> i32 {
    ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023
}

fn power_of_two(exponent: i32) -> f64 {
    libm::exp2(f64::from(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_floors_of_log2() {
        for (value, expected) in [(1.0, 0), (1.99, 0), (2.0, 1), (0.5, -1), (0.49, -2)] {
            assert_eq!(exponent(value), expected, "{value}");
        }
        assert_eq!(power_of_two(-41).to_bits(), (1.0 / (1_u64 << 41) as f64).to_bits());
        assert_eq!(square_norm_exponent(&[0.0_f32]), 0);
        assert_eq!(square_norm_exponent(&[f32::INFINITY]), 0);
    }
}
