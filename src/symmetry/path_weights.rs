//! The sums over paths that Path-SGD divides by (theory section 4). They take one forward and one
//! backward pass with squared weights.

use thiserror::Error;

use crate::layers::Passage;
use crate::network::Network;
use crate::param::rows;
use crate::real::Real;

/// Why a network has no path weights, so that Path-SGD has no meaning on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoPathWeights {
    /// Batch normalization takes away the scale that a path carries.
    #[error("Path-SGD has no paths through batch normalization")]
    BatchNorm,
    /// Several units are pooled into one.
    #[error("Path-SGD is not defined with pooled units")]
    PooledUnits,
    /// A bank has biases.
    #[error("Path-SGD is not defined with biases")]
    Biases,
    /// Channels have more than one pixel, as in convolutions and in pooling over space.
    #[error("Path-SGD is defined for dense networks only")]
    Pixels,
}

/// Whether [`PathWalk`] has a meaning on this network.
///
/// # Errors
/// The reason, from the first layer that has no path weights.
pub fn check<F: Real>(network: &Network<F>) -> Result<(), NoPathWeights> {
    for layer in network.layers() {
        let has_bias = layer.param().is_some_and(|param| param.has_bias);
        match layer.passage() {
            Passage::Absorbs => return Err(NoPathWeights::BatchNorm),
            Passage::Groups(_) => return Err(NoPathWeights::PooledUnits),
            _ if has_bias => return Err(NoPathWeights::Biases),
            _ if layer.output_shape().pixels() != 1 => return Err(NoPathWeights::Pixels),
            _ => {}
        }
    }
    Ok(())
}

/// The two passes, with the memory they need.
#[derive(Debug, Clone, Default)]
pub struct PathWalk<F> {
    flow: Vec<F>,
}

impl<F: Real> PathWalk<F> {
    /// Writes the [`crate::param::PathWeights`] of every bank, with squared weights: for each
    /// column the sum over paths from the inputs, for each row the sum over paths to the outputs.
    pub fn write(&mut self, network: &mut Network<F>) {
        let flow = &mut self.flow;
        flow.clear();
        for param in network.params_mut() {
            receive(&mut param.path_weights.columns, flow);
            let columns = &param.path_weights.columns;
            flow.clear();
            flow.extend(rows(&param.value).map(|row| {
                row.iter().zip(columns).map(|(&weight, &paths)| weight * weight * paths).sum::<F>()
            }));
        }
        flow.clear();
        for param in network.params_mut().rev() {
            receive(&mut param.path_weights.rows, flow);
            flow.clear();
            flow.resize(param.inputs(), F::ZERO);
            for (row, &paths) in rows(&param.value).zip(&param.path_weights.rows) {
                for (sum, &weight) in flow.iter_mut().zip(row) {
                    *sum += weight * weight * paths;
                }
            }
        }
    }
}

/// At both ends of the network, one path begins at every unit.
fn receive<F: Real>(paths: &mut [F], flow: &[F]) {
    if flow.is_empty() { paths.fill(F::ONE) } else { paths.copy_from_slice(flow) }
}
