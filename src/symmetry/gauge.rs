//! The canonical coordinates of a network on its orbit (theory section 3).
//!
//! One forward walk with a squared gain per unit, 1 for the inputs. A bank's
//! effective filters are `w ∘ gain_in`; the norm r of an effective filter is the gain
//! that leaves. `(w̃, b)/r` are the same for every network on the orbit.

use crate::layers::Passage;
use crate::math::rows::gauged_square_norm;
use crate::network::Network;
use crate::param::{Param, rows};
use crate::real::Real;

/// Writes every bank's [`crate::param::Gauge`] from its weights.
#[allow(clippy::cast_precision_loss)] // groups are small
pub fn write<F: Real>(network: &mut Network<F>) {
    let mut square_gains: Vec<F> = Vec::new();
    for layer in network.layers_mut() {
        match layer.passage() {
            Passage::Weights => {
                let param = layer.param_mut().expect("a layer of weights has a bank");
                read_columns(param, &square_gains);
                square_gains.clear();
                square_gains.extend_from_slice(write_rows(param));
            }
            Passage::Absorbs => square_gains.fill(F::ONE),
            Passage::Keeps => {}
            Passage::Groups(group) => {
                let size = F::from_f64(group as f64);
                square_gains = square_gains
                    .chunks_exact(group)
                    .map(|gains| gains.iter().copied().sum::<F>() / size)
                    .collect();
            }
        }
    }
}

/// Each unit's squared gain, repeated over the columns that read it. Without units
/// before (the first bank) and for the bias the gain is 1.
fn read_columns<F: Real>(param: &mut Param<F>, square_gains: &[F]) {
    let inputs = param.inputs();
    let columns = &mut param.gauge.column_square_gains[..inputs];
    if square_gains.is_empty() {
        return columns.fill(F::ONE);
    }
    let columns_per_unit = inputs / square_gains.len();
    for (columns, &gain) in columns.chunks_exact_mut(columns_per_unit).zip(square_gains) {
        columns.fill(gain);
    }
}

fn write_rows<F: Real>(param: &mut Param<F>) -> &[F] {
    let gauge = &mut param.gauge;
    for (square_norm, row) in gauge.row_square_norms.iter_mut().zip(rows(&param.value)) {
        *square_norm = gauged_square_norm(row, &gauge.column_square_gains);
    }
    &gauge.row_square_norms
}
