//! Which rules fit which networks. A rule names what its direction needs; it fits the networks on
//! which the walk that writes this has a meaning.

use crate::geometry::Needs;
use crate::network::Network;
use crate::optim::Rule;
use crate::real::Real;
use crate::symmetry::path_weights::{self, NoPathWeights};

impl<F: Real> Rule<F> {
    /// Whether the rule can train this network.
    ///
    /// # Errors
    /// Why not. Only a rule that needs path weights can be refused: path weights exist for dense
    /// networks without biases, pooling and batch normalization. A gauge exists for every network.
    pub fn fits(&self, network: &Network<F>) -> Result<(), NoPathWeights> {
        match self.geometry.needs() {
            Needs::Nothing | Needs::Gauge => Ok(()),
            Needs::PathWeights => path_weights::check(network),
        }
    }
}
