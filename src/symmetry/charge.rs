//! What gradient flow conserves, and how far plain SGD moves it (theory section 5).
//!
//! The charge of an orbit unit is `Q = ‖in‖² − ‖out‖²`, or `‖w‖²` before batch normalization. One
//! plain step of rate λ changes it by exactly `λ²(‖G_in‖² − ‖G_out‖²)`, so a running sum of
//! gradients predicts the drift. All numbers are in double precision, whatever the precision of the
//! weights.

use ndarray::Array2;

use crate::network::Network;
use crate::param::{Param, rows};
use crate::real::Real;
use crate::symmetry::orbit::{OrbitBank, orbit_banks};

/// The present charges of all orbit units, in order of banks and units.
pub fn measure<F: Real>(network: &Network<F>) -> Vec<f64> {
    let banks = orbit_banks(network);
    let mut charges = vec![0.0; banks.iter().map(|bank| bank.units).sum()];
    add_charges(&mut charges, 1.0, network, &banks, |param| &param.value);
    charges
}

/// Predicts how a run of plain SGD moves its charges. It reads gradients only.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    banks: Vec<OrbitBank>,
    changes: Vec<f64>,
}

impl Prediction {
    /// At the start of a run.
    pub fn new<F: Real>(network: &Network<F>) -> Self {
        let banks = orbit_banks(network);
        let changes = vec![0.0; banks.iter().map(|bank| bank.units).sum()];
        Self { banks, changes }
    }

    /// Adds the step of this rate that the network is about to take along its gradients.
    pub fn add_step<F: Real>(&mut self, network: &Network<F>, rate: f64) {
        let Self { banks, changes } = self;
        add_charges(changes, rate * rate, network, banks, |param| &param.gradient);
    }

    /// The predicted change of each charge since the start, in the order of [`measure`].
    pub fn changes(&self) -> &[f64] {
        &self.changes
    }

    /// The same sums, so that a checkpoint can be resumed.
    pub fn changes_mut(&mut self) -> &mut [f64] {
        &mut self.changes
    }
}

/// The Euclidean norms of two gradients: of the weights that come into an orbit unit, and of the
/// weights that read it. With `None` for the unit, the norms of all units of hidden bank `bank`
/// together.
///
/// # Panics
/// When there is no such bank or unit.
pub fn gradient_norms<F: Real>(network: &Network<F>, bank: usize, unit: Option<usize>) -> [f64; 2] {
    let of_bank = orbit_banks(network)[bank];
    let mut params = network.params().skip(bank);
    let [Some(own), Some(reader)] = [params.next(), params.next()] else {
        unreachable!("a classifier follows every hidden bank");
    };
    // Several units behind batch normalization may be pooled into one column.
    let units_per_column = of_bank.units.div_ceil(reader.inputs());
    let mut incoming = vec![0.0; of_bank.units];
    let mut outgoing = vec![0.0; of_bank.units / units_per_column];
    add_incoming(&mut incoming, 1.0, &own.gradient);
    add_outgoing(&mut outgoing, 1.0, &reader.gradient, reader.inputs());
    let squares = match unit {
        Some(unit) => [incoming[unit], outgoing[unit / units_per_column]],
        None => [incoming.iter().sum(), outgoing.iter().sum::<f64>()],
    };
    squares.map(f64::sqrt)
}

/// Adds to each charge `factor` times the same expression as the charge, over the numbers that `of`
/// selects.
fn add_charges<F: Real>(
    charges: &mut [f64],
    factor: f64,
    network: &Network<F>,
    banks: &[OrbitBank],
    of: fn(&Param<F>) -> &Array2<F>,
) {
    let mut rest = charges;
    let pairs = network.params().zip(network.params().skip(1));
    for (bank, (own, reader)) in banks.iter().zip(pairs) {
        let (of_bank, of_later) = rest.split_at_mut(bank.units);
        rest = of_later;
        add_incoming(of_bank, factor, of(own));
        if bank.is_read {
            add_outgoing(of_bank, -factor, of(reader), reader.inputs());
        }
    }
}

/// The sums of squares over the consecutive rows that belong to each unit.
fn add_incoming<F: Real>(units: &mut [f64], factor: f64, matrix: &Array2<F>) {
    let rows_per_unit = matrix.nrows() / units.len();
    for (place, row) in rows(matrix).enumerate() {
        units[place / rows_per_unit] += factor * sum_of_squares(row);
    }
}

/// The sums of squares over the consecutive columns that read each unit.
fn add_outgoing<F: Real>(units: &mut [f64], factor: f64, matrix: &Array2<F>, inputs: usize) {
    let columns_per_unit = inputs / units.len();
    for row in rows(matrix) {
        // This is the case of dense layers, and it runs at every step: SIMD over the units.
        if columns_per_unit == 1 {
            for (unit, x) in units.iter_mut().zip(row) {
                *unit += factor * (x.to_f64() * x.to_f64());
            }
            continue;
        }
        for (unit, columns) in units.iter_mut().zip(row.chunks_exact(columns_per_unit)) {
            *unit += factor * sum_of_squares(columns);
        }
    }
}

/// The sum of squares, in eight running sums that SIMD can use.
fn sum_of_squares<F: Real>(numbers: &[F]) -> f64 {
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += x.to_f64() * x.to_f64();
        }
    }
    for (sum, x) in sums.iter_mut().zip(rest) {
        *sum += x.to_f64() * x.to_f64();
    }
    sums.iter().sum()
}
