//! Previews the effect of a rescaling by hand: the outputs stay, the gradients change, and the
//! rule decides whether the next step still turns the weights as far.

use ndarray::{Array2, ArrayView2};

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::run::{Run, numbers};
use crate::experiment::training::{Training, weights};
use crate::layers::Mode;
use crate::network::Network;
use crate::param::{flat, flat_mut, rows};
use crate::real::Real;
use crate::symmetry::charge::gradient_norms;
use crate::symmetry::gauge::GaugeWalk;
use crate::symmetry::orbit::orbit_banks;
use crate::symmetry::twin;

/// Compares the twin before and after the rescalings that wait for the next step. The logits come
/// from the probe and the gradients from the next batch, both before a rule with a set moves the
/// twin back; the turns come from the next step itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preview {
    /// max |Δlogit| of network and twin, before and after the rescalings.
    pub gaps: [f64; 2],
    /// max |Δlogit| of the twin before and the twin after the rescalings.
    pub change: f64,
    /// The norm of the gradient of the unit's incoming weights, before and after.
    pub incoming: [f64; 2],
    /// The norm of the gradient of the weights that read the unit, before and after.
    pub outgoing: [f64; 2],
    /// How far the next step turns the unit's incoming weights: `‖ŵ′ − ŵ‖` of the directions
    /// `ŵ = w̃/‖w̃‖` before and after the step, without and with the rescalings. Each weight
    /// counts with the gain of its input before the step (theory section 3), so that only the
    /// rule makes a difference.
    pub turns: [f64; 2],
}

impl<F: Real> Run<F> {
    /// Previews the rescalings that wait for the next step, with the gradients and turns of orbit
    /// unit `unit` of hidden layer `layer` (`None`: of the whole layer). The run stays as it is.
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
            return Err(Error::question("preview", "the run has no twin: start with twin=powers"));
        };
        self.examples.gather(training, self.steps, self.inputs.view_mut(), &mut self.labels);
        let class_weights = self.class_weights.as_deref();
        let place = (layer as usize, unit.map(|unit| unit as usize));
        let (probe, inputs, labels) = (self.probe.view(), self.inputs.view(), &self.labels);
        let look = |twin: &mut Network<F>| {
            let logits = numbers(&twin.forward(probe, Mode::Train, &mut || {})).to_vec();
            twin.gradient(inputs, labels, class_weights, &mut || {});
            (logits, gradient_norms(twin, place.0, place.1))
        };
        let pace = twin.pace;
        twin.pace = self.spec.pace_at(self.steps, pace);
        let ours = self.network.network.forward(probe, Mode::Train, &mut || {});
        let (before, [incoming, outgoing]) = look(&mut twin.network);
        let turn = turn_ahead(twin, place, inputs, labels, class_weights);
        let kept = weights(&twin.network);
        let rescaling = self.spec.rescaling_at(self.steps, &orbit_banks(&twin.network));
        if let Some(rescaling) = &rescaling {
            rescaling.apply(&mut twin.network);
        }
        let (after, [incoming_after, outgoing_after]) = look(&mut twin.network);
        set_weights(&mut twin.network, &kept);
        let turn_after = rescaling.map_or(turn, |rescaling| {
            twin.rescale(&rescaling);
            turn_ahead(twin, place, inputs, labels, class_weights)
        });
        set_weights(&mut twin.network, &kept);
        twin.pace = pace;
        Ok(Preview {
            gaps: [twin::gap(numbers(&ours), &before), twin::gap(numbers(&ours), &after)],
            change: twin::gap(&before, &after),
            incoming: [incoming, incoming_after],
            outgoing: [outgoing, outgoing_after],
            turns: [turn, turn_after],
        })
    }
}

fn set_weights<F: Real>(network: &mut Network<F>, kept: &[Array2<F>]) {
    for (param, kept) in network.params_mut().zip(kept) {
        flat_mut(&mut param.value).copy_from_slice(flat(kept));
    }
}

/// How far a step on this batch turns orbit unit `unit` of bank `bank`; for all units together,
/// the root of the sum of squared turns.
fn turn_ahead<F: Real>(
    training: &mut Training<F>,
    (bank, unit): (usize, Option<usize>),
    inputs: ArrayView2<F>,
    labels: &[u8],
    class_weights: Option<&[F]>,
) -> f64 {
    GaugeWalk::default().write(&mut training.network);
    let units = orbit_banks(&training.network)[bank].units;
    let ahead = training.weights_ahead(inputs, labels, class_weights);
    let param = training.network.params().nth(bank).expect("a place was checked");
    let gains = || param.gauge.column_square_gains.iter().map(|gain| gain.to_f64().sqrt());
    let effective = |weights: &Array2<F>| -> Vec<f64> {
        let rows = rows(weights).flat_map(|row| row.iter().zip(gains()));
        rows.map(|(weight, gain)| weight.to_f64() * gain).collect()
    };
    let [now, then] = [&param.value, &ahead[bank]].map(effective);
    let size = flat(&param.value).len() / units;
    let mut squares = now.chunks(size).zip(then.chunks(size)).map(square_turn);
    match unit {
        Some(unit) => squares.nth(unit).expect("a place was checked"),
        None => squares.sum::<f64>(),
    }
    .sqrt()
}

/// `‖b/‖b‖ − a/‖a‖‖²`; 0 if `a` or `b` has no direction.
fn square_turn((a, b): (&[f64], &[f64])) -> f64 {
    let [norm_a, norm_b] = [a, b].map(|vector| vector.iter().map(|x| x * x).sum::<f64>().sqrt());
    if norm_a == 0.0 || norm_b == 0.0 {
        return 0.0;
    }
    a.iter().zip(b).map(|(a, b)| (b / norm_b - a / norm_a).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::square_turn;

    #[test]
    fn a_turn_knows_no_length_and_nothing_turns_without_a_direction() {
        let quarter = square_turn((&[2.0, 0.0], &[0.0, 0.125]));
        assert!((quarter - 2.0).abs() < 1e-15);
        for (a, b) in [([0.6, 0.8], [4.8, 6.4]), ([0.0; 2], [1.0, 2.0]), ([0.0; 2], [0.0; 2])] {
            assert!(square_turn((&a, &b)) < 1e-30, "{a:?} {b:?}");
        }
        assert!(square_turn((&[1.0, 0.0], &[f64::NAN, 0.0])).is_nan());
        assert!(square_turn((&[1.0, 0.0], &[f64::INFINITY, 0.0])).is_nan());
    }
}
