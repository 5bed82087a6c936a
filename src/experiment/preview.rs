//! What a rescaling by hand is about to do: the outputs stay, the gradients do not.

use ndarray::Array2;

use crate::data::batches::gather;
use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::run::{Run, numbers};
use crate::layers::Mode;
use crate::network::Network;
use crate::real::Real;
use crate::symmetry::charge::gradient_norms;
use crate::symmetry::orbit::orbit_banks;
use crate::symmetry::twin;

/// The twin as it stands and as the rescalings before the next step leave it, before a rule
/// with a set moves it back. Logits are those of the probe, gradients those of the next batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preview {
    /// max |Δlogit| of network and twin, before and after the rescalings.
    pub gaps: [f64; 2],
    /// max |Δlogit| of the twin before and the twin after them.
    pub change: f64,
    /// The norm of the gradient of what comes into the unit, before and after.
    pub incoming: [f64; 2],
    /// The norm of the gradient of what reads the unit, before and after.
    pub outgoing: [f64; 2],
}

impl<F: Real> Run<F> {
    /// Looks ahead at the rescalings that wait for the next step, by the gradients of orbit unit
    /// `unit` of hidden layer `layer` (`None`: of the whole layer). The run stays as it is.
    ///
    /// # Errors
    /// No twin, or no such layer or unit.
    pub fn preview(
        &mut self,
        training: &Images,
        layer: u32,
        unit: Option<u32>,
    ) -> Result<Preview, Error> {
        if let Some(problem) = self.spec.place_problem(layer, unit) {
            return Err(Error::question("preview", problem));
        }
        let Some(twin) = &mut self.twin else {
            return Err(Error::question("preview", "there is no twin: start with twin=powers"));
        };
        let indices = self.batches.indices(self.steps).iter().map(|&index| index as usize);
        gather(training, indices, self.inputs.view_mut(), &mut self.labels);
        let (bank, unit) = (layer as usize, unit.map(|unit| unit as usize));
        let (probe, inputs, labels) = (self.probe.view(), self.inputs.view(), &self.labels);
        let look = |twin: &mut Network<F>| {
            let logits = numbers(&twin.forward(probe, Mode::Train, &mut || {})).to_vec();
            twin.gradient(inputs, labels, None, &mut || {});
            (logits, gradient_norms(twin, bank, unit))
        };
        let ours = self.network.network.forward(probe, Mode::Train, &mut || {});
        let (before, [incoming, outgoing]) = look(&mut twin.network);
        let kept: Vec<Array2<F>> = twin.network.params().map(|param| param.value.clone()).collect();
        if let Some(rescaling) = self.spec.rescaling_at(self.steps, &orbit_banks(&twin.network)) {
            rescaling.apply(&mut twin.network);
        }
        let (after, [incoming_after, outgoing_after]) = look(&mut twin.network);
        for (param, kept) in twin.network.params_mut().zip(kept) {
            param.value = kept;
        }
        Ok(Preview {
            gaps: [twin::gap(numbers(&ours), &before), twin::gap(numbers(&ours), &after)],
            change: twin::gap(&before, &after),
            incoming: [incoming, incoming_after],
            outgoing: [outgoing, outgoing_after],
        })
    }
}
