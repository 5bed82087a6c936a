//! What gradient flow conserves, and how far plain SGD moves it (theory section 5).
//!
//! The charge of an orbit unit is `Q = ‖in‖² − ‖out‖²`, or `‖w‖²` before batch
//! normalization. One plain step of rate λ changes it by exactly
//! `λ²(‖G_in‖² − ‖G_out‖²)`, so a running sum of gradients predicts the drift.
//! All in double precision, whatever the weights are in.

use ndarray::Array2;

use crate::network::Network;
use crate::param::{Param, rows};
use crate::real::Real;
use crate::symmetry::orbit::{OrbitBank, orbit_banks};

/// Charges of all orbit units, by bank.
pub type Charges = Vec<Vec<f64>>;

/// The charges as they are now.
pub fn measure<F: Real>(network: &Network<F>) -> Charges {
    difference_of_square_norms(network, |param| &param.value)
}

/// The same expression over the gradients: what one plain step of rate 1 adds.
pub fn change_per_squared_rate<F: Real>(network: &Network<F>) -> Charges {
    difference_of_square_norms(network, |param| &param.gradient)
}

/// Predicts the charges of a run of plain SGD from its gradients alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    charges: Charges,
}

impl Prediction {
    /// Starts from the charges of `network`.
    pub fn new<F: Real>(network: &Network<F>) -> Self {
        Self { charges: measure(network) }
    }

    /// Adds the step that `network`'s gradients are about to make.
    pub fn add_step<F: Real>(&mut self, network: &Network<F>, rate: f64) {
        for (charges, changes) in self.charges.iter_mut().zip(change_per_squared_rate(network)) {
            for (charge, change) in charges.iter_mut().zip(changes) {
                *charge += rate * rate * change;
            }
        }
    }

    /// The predicted charges.
    pub fn charges(&self) -> &[Vec<f64>] {
        &self.charges
    }
}

/// The Euclidean norms of the gradients of what comes into an orbit unit and of what reads it;
/// `None` for all units of hidden bank `bank` together.
///
/// # Panics
/// When there is no such bank or unit.
pub fn gradient_norms<F: Real>(network: &Network<F>, bank: usize, unit: Option<usize>) -> [f64; 2] {
    let of_bank = orbit_banks(network)[bank];
    let mut params = network.params().skip(bank);
    let [Some(own), Some(reader)] = [params.next(), params.next()] else {
        unreachable!("a classifier follows every hidden bank");
    };
    let incoming: Vec<f64> = incoming(&own.gradient, &of_bank);
    // A unit behind batch normalization may be one of several that pool into a column.
    let units_per_column = of_bank.units.div_ceil(reader.inputs());
    let mut outgoing = vec![0.0; of_bank.units / units_per_column];
    subtract_outgoing(&mut outgoing, &reader.gradient, reader.inputs());
    let [incoming, outgoing] = match unit {
        Some(unit) => [incoming[unit], -outgoing[unit / units_per_column]],
        None => [incoming.iter().sum(), -outgoing.iter().sum::<f64>()],
    };
    [incoming.sqrt(), outgoing.sqrt()]
}

fn difference_of_square_norms<F: Real>(
    network: &Network<F>,
    of: fn(&Param<F>) -> &Array2<F>,
) -> Charges {
    let params: Vec<&Param<F>> = network.params().collect();
    let banks = orbit_banks(network);
    let bank_charges = banks.iter().enumerate().map(|(position, bank)| {
        let mut charges = incoming(of(params[position]), bank);
        if bank.is_read {
            let reader = params[position + 1];
            subtract_outgoing(&mut charges, of(reader), reader.inputs());
        }
        charges
    });
    bank_charges.collect()
}

fn incoming<F: Real>(matrix: &Array2<F>, bank: &OrbitBank) -> Vec<f64> {
    let norms: Vec<f64> = rows(matrix).map(|row| row.iter().map(|x| square(*x)).sum()).collect();
    norms.chunks_exact(bank.rows_per_unit).map(|unit| unit.iter().sum()).collect()
}

fn subtract_outgoing<F: Real>(charges: &mut [f64], reader: &Array2<F>, inputs: usize) {
    let columns_per_unit = inputs / charges.len();
    for row in rows(reader) {
        for (charge, columns) in charges.iter_mut().zip(row.chunks_exact(columns_per_unit)) {
            *charge -= columns.iter().map(|x| square(*x)).sum::<f64>();
        }
    }
}

fn square<F: Real>(x: F) -> f64 {
    x.to_f64() * x.to_f64()
}
