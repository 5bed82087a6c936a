//! Which rules fit which networks. A rule needs certain numbers beside weights and gradient, and a
//! walk over the network computes them. The rule fits every network on which this walk is defined.

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
