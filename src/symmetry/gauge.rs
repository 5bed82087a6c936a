//! The canonical coordinates of a network on its orbit (theory section 3).
//!
//! One forward walk computes a squared gain per unit; the gain of the inputs is 1. The effective
//! filters of a bank are `w ∘ gain_in`, and the norm r of an effective filter is the gain of its
//! unit. `(w̃, b)/r` is the same for every network on the orbit.

use crate::layers::Passage;
use crate::math::rows::gauged_square_norm;
use crate::network::Network;
use crate::param::{Param, rows};
use crate::real::Real;

/// The walk, with the memory it needs, so that a step of training allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct GaugeWalk<F> {
    square_gains: Vec<F>,
}

impl<F: Real> GaugeWalk<F> {
    /// Writes every bank's [`crate::param::Gauge`] from its weights.
    pub fn write(&mut self, network: &mut Network<F>) {
        let square_gains = &mut self.square_gains;
        square_gains.clear();
        for layer in network.layers_mut() {
            match layer.passage() {
                Passage::Weights => {
                    let param = layer.param_mut().expect("a layer of weights has a bank");
                    read_columns(param, square_gains);
                    square_gains.clear();
                    square_gains.extend_from_slice(write_rows(param));
                }
                Passage::Absorbs => square_gains.fill(F::ONE),
                Passage::Keeps => {}
                Passage::Groups(group) => average_groups(square_gains, group),
            }
        }
    }
}

/// The root mean square of the gains of a group. The numbers are squares, so this is their mean.
#[allow(clippy::cast_precision_loss)] // groups are small
fn average_groups<F: Real>(square_gains: &mut Vec<F>, group: usize) {
    let size = F::from_f64(group as f64);
    let groups = square_gains.len() / group;
    for index in 0..groups {
        let sum: F = square_gains[index * group..][..group].iter().copied().sum();
        square_gains[index] = sum / size;
    }
    square_gains.truncate(groups);
}

/// The squared gain of each unit, repeated over the columns that read the unit. The bias, and all
/// inputs of the first bank, have gain 1.
fn read_columns<F: Real>(param: &mut Param<F>, square_gains: &[F]) {
    let inputs = param.inputs();
    let columns = &mut param.gauge.column_square_gains[..inputs];
    if square_gains.is_empty() {
        columns.fill(F::ONE);
    } else {
        let columns_per_unit = inputs / square_gains.len();
        for (columns, &gain) in columns.chunks_exact_mut(columns_per_unit).zip(square_gains) {
            columns.fill(gain);
        }
    }
    let gauge = &mut param.gauge;
    let pairs = gauge.column_inverse_square_gains.iter_mut().zip(&gauge.column_square_gains);
    pairs.for_each(|(inverse, &gain)| *inverse = inverse_or_zero(gain));
}

/// A gain of exactly 0 means a dead unit: the weights that read it stay.
#[allow(clippy::float_cmp)] // exactly zero is meant
fn inverse_or_zero<F: Real>(square_gain: F) -> F {
    if square_gain == F::ZERO { F::ZERO } else { F::ONE / square_gain }
}

fn write_rows<F: Real>(param: &mut Param<F>) -> &[F] {
    let gauge = &mut param.gauge;
    for (square_norm, row) in gauge.row_square_norms.iter_mut().zip(rows(&param.value)) {
        *square_norm = gauged_square_norm(row, &gauge.column_square_gains);
    }
    &gauge.row_square_norms
}
