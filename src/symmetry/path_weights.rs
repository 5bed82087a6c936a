//! The sums over paths that Path-SGD divides by (theory section 4): one forward and one
//! backward pass with squared weights.

use crate::layers::Passage;
use crate::network::Network;
use crate::param::{Param, rows};
use crate::real::Real;

/// Why Path-SGD has no meaning on this network; `None` if it has.
pub fn refusal<F: Real>(network: &Network<F>) -> Option<&'static str> {
    for layer in network.layers() {
        let has_bias = layer.param().is_some_and(|param| param.has_bias);
        match layer.passage() {
            Passage::Absorbs => return Some("Path-SGD has no paths through batch normalization"),
            Passage::Groups(_) => return Some("Path-SGD is not defined with pooled units"),
            _ if has_bias => return Some("Path-SGD is not defined with biases"),
            _ if layer.output_shape().pixels() != 1 => {
                return Some("Path-SGD is defined for dense networks only");
            }
            _ => {}
        }
    }
    None
}

/// Writes every bank's [`crate::param::PathWeights`]: what flows into each column from the
/// inputs, and what flows from each row to the outputs, through squared weights.
pub fn write<F: Real>(network: &mut Network<F>) {
    let mut params: Vec<&mut Param<F>> = network.params_mut().collect();
    let mut flow: Option<Vec<F>> = None;
    for param in &mut params {
        let inputs = param.inputs();
        param.path_weights.columns = flow.take().unwrap_or_else(|| vec![F::ONE; inputs]);
        let columns = &param.path_weights.columns;
        let into_rows = rows(&param.value).map(|row| {
            row.iter().zip(columns).map(|(&weight, &paths)| weight * weight * paths).sum()
        });
        flow = Some(into_rows.collect());
    }
    let mut flow: Option<Vec<F>> = None;
    for param in params.iter_mut().rev() {
        let outputs = param.rows();
        param.path_weights.rows = flow.take().unwrap_or_else(|| vec![F::ONE; outputs]);
        let mut into_columns = vec![F::ZERO; param.inputs()];
        for (row, &paths) in rows(&param.value).zip(&param.path_weights.rows) {
            for (sum, &weight) in into_columns.iter_mut().zip(row) {
                *sum += weight * weight * paths;
            }
        }
        flow = Some(into_columns);
    }
}
