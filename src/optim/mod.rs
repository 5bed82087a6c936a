//! Update rules: one descent over a choice of geometries.
//!
//! To add a rule, list it in [`catalog`]; its lane, its place in links and the laws that
//! test it follow from that entry. `tools/README.md` has the recipe, with every other file.

pub mod descent;
pub mod schedule;

use crate::geometry::{Euclidean, Geometry, Path, ScaledMetric, UnitNorm};
use crate::optim::descent::{Hyperparameters, Motion};
use crate::prose::prose;
use crate::real::Real;

/// The rescalings that leave the path of a rule alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invariance {
    /// No rescaling: equal networks with other scales take other paths.
    Nothing,
    /// One factor per layer; per filter under batch normalization.
    PerLayer,
    /// One factor per unit: the whole orbit.
    PerUnit,
}

impl Invariance {
    /// The name in the page's catalogue, which tells what one factor may belong to.
    pub fn id(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::PerLayer => "layer",
            Self::PerUnit => "unit",
        }
    }
}

/// An update rule, with the facts that people should know about it.
pub struct Rule<F: Real> {
    /// Name in links, reference cases and code.
    pub id: &'static str,
    /// Short name for a lane.
    pub name: &'static str,
    /// Full name.
    pub label: &'static str,
    /// The update in one line.
    pub formula: &'static str,
    /// One plain sentence.
    pub summary: &'static str,
    /// Why too high a rate drives its weights out of the range of numbers, in one plain sentence.
    pub divergence: &'static str,
    /// The rescalings that leave its path alone.
    pub invariance: Invariance,
    /// The first learning rate, for networks of the page's size.
    pub learning_rate: f64,
    /// The names of the [`Hyperparameters`] that change its steps, without weight decay, which
    /// every rule without a set has.
    pub hyperparameters: &'static [&'static str],
    /// How the rule measures steps.
    pub geometry: Box<dyn Geometry<F>>,
    /// How a direction becomes a step.
    pub motion: Motion,
}

/// All rules, plain SGD first.
pub fn catalog<F: Real>() -> Vec<Rule<F>> {
    vec![
        Rule {
            id: "sgd",
            name: "SGD",
            label: prose("Stochastic gradient descent"),
            formula: prose("W ← W − λ G"),
            summary: prose(
                "Steps against the gradient. The gradient of a filter shrinks as the filter \
                      grows, so equal networks at different scales take different paths.",
            ),
            divergence: prose(
                "The rate that SGD can bear goes with the square of a filter's norm: the \
                          smaller a filter is, and the stronger the rescaling, the lower the \
                          rate must be.",
            ),
            invariance: Invariance::Nothing,
            learning_rate: 0.05,
            hyperparameters: &[],
            geometry: Box::new(Euclidean),
            motion: Motion::Plain,
        },
        Rule {
            id: "sm",
            name: "SM",
            label: prose("Scaled metric"),
            formula: prose("W ← W − λ r² G / gain²"),
            summary: prose(
                "Measures every step relative to the size of its filter and of the filter's \
                      inputs, so equal networks stay equal.",
            ),
            divergence: prose(
                "SM's step grows with the square of a row's norm, and nothing holds the \
                          rows of the classifier: as they grow, so does their step.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.05,
            hyperparameters: &[],
            geometry: Box::new(ScaledMetric::Gauged),
            motion: Motion::Plain,
        },
        Rule {
            id: "sm_rows",
            name: "SM rows",
            label: prose("Scaled metric by rows alone"),
            formula: prose("W ← W − λ diag(diag(W Wᵀ)) G"),
            summary: prose(
                "The scaled metric with only each row's own norm, as in the code published \
                      with the paper: it ignores one factor per layer, but not one factor per neuron.",
            ),
            divergence: prose(
                "A row's step grows with the square of the row's norm, and rescaling \
                          makes some rows of the twin long: as they grow, so does their step.",
            ),
            invariance: Invariance::PerLayer,
            learning_rate: 0.05,
            hyperparameters: &[],
            geometry: Box::new(ScaledMetric::RowsAlone),
            motion: Motion::Plain,
        },
        Rule {
            id: "un",
            name: "UN",
            label: prose("Unit norm"),
            formula: prose("w ← (w − λρ) / ‖w − λρ‖, ρ = G − (G·w) w"),
            summary: prose(
                "Keeps every filter at length one and steps along the sphere, so no scale \
                      can drift.",
            ),
            divergence: prose(
                "The filters stay at length one. The classifier takes plain steps, and \
                          these have made its weights too large.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.05,
            hyperparameters: &[],
            geometry: Box::new(UnitNorm::Projected),
            motion: Motion::Plain,
        },
        Rule {
            id: "pbwn",
            name: "PBWN",
            label: prose("Projection based weight normalization"),
            formula: prose("w ← (w − λG) / ‖w − λG‖"),
            summary: prose("Takes a plain step and puts every filter back to length one."),
            divergence: prose(
                "The filters return to length one. Between two returns, and in the \
                          classifier always, the steps are plain, and these have made the \
                          weights too large.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.05,
            hyperparameters: &["period"],
            geometry: Box::new(UnitNorm::Straight),
            motion: Motion::Plain,
        },
        Rule {
            id: "path_sgd",
            name: "Path",
            label: prose("Path-SGD"),
            formula: prose("w ← w − λ G/κ"),
            summary: prose(
                "Divides the gradient of a weight by the paths that lead through it, so equal dense networks stay equal.",
            ),
            divergence: prose(
                "A weight's step is divided by the other weights on its paths: where \
                          these are small, the step is too large.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.02,
            hyperparameters: &[],
            geometry: Box::new(Path),
            motion: Motion::Plain,
        },
        Rule {
            id: "sgd_momentum",
            name: "SGD + momentum",
            label: prose("SGD with heavy-ball momentum"),
            formula: prose("v ← βv + G, W ← W − λ v"),
            summary: prose(
                "Steps along a running sum of gradients; its filters drift as under plain SGD.",
            ),
            divergence: prose(
                "Momentum adds up many steps, and the rate it can bear goes with the \
                          square of a filter's norm, as for SGD: the stronger the rescaling, the \
                          lower the rate must be.",
            ),
            invariance: Invariance::Nothing,
            learning_rate: 0.02,
            hyperparameters: &["momentum"],
            geometry: Box::new(Euclidean),
            motion: Motion::HeavyBall,
        },
        Rule {
            id: "sgd_nesterov",
            name: "SGD + Nesterov",
            label: prose("SGD with Nesterov momentum"),
            formula: prose("v ← βv + G, W ← W − λ (G + βv)"),
            summary: prose(
                "Momentum that looks one step ahead; its filters drift as under plain SGD.",
            ),
            divergence: prose(
                "Momentum adds up many steps, and the rate it can bear goes with the \
                          square of a filter's norm, as for SGD: the stronger the rescaling, the \
                          lower the rate must be.",
            ),
            invariance: Invariance::Nothing,
            learning_rate: 0.02,
            hyperparameters: &["momentum"],
            geometry: Box::new(Euclidean),
            motion: Motion::Nesterov,
        },
        Rule {
            id: "un_momentum",
            name: "UN + momentum",
            label: prose("Unit norm with momentum"),
            formula: prose("v ← βv + ρ, w ← (w − λv)/‖w − λv‖, v carried along"),
            summary: prose("Unit norm with a velocity that stays tangent to the sphere."),
            divergence: prose(
                "The filters stay at length one. The classifier takes plain steps, which \
                          momentum adds up, and these have made its weights too large.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.02,
            hyperparameters: &["momentum"],
            geometry: Box::new(UnitNorm::Projected),
            motion: Motion::HeavyBall,
        },
        Rule {
            id: "pbwn_momentum",
            name: "PBWN + momentum",
            label: prose("Projection based weight normalization with momentum"),
            formula: prose("v ← βv + G, w ← (w − λv)/‖w − λv‖, v carried along"),
            summary: prose(
                "Takes a plain step with momentum and puts every filter back to length one.",
            ),
            divergence: prose(
                "The filters return to length one. Between two returns, and in the \
                          classifier always, the steps are plain, momentum adds them up, and \
                          they have made the weights too large.",
            ),
            invariance: Invariance::PerUnit,
            learning_rate: 0.02,
            hyperparameters: &["momentum", "period"],
            geometry: Box::new(UnitNorm::Straight),
            motion: Motion::HeavyBall,
        },
        Rule {
            id: "adam",
            name: "Adam",
            label: prose("Adam"),
            formula: prose("W ← W − λ m/(√s + ε)"),
            summary: prose(
                "Divides every weight's gradient by its running root mean square: steps then follow neither the gradient's scale nor the weight's scale, so equal networks part.",
            ),
            divergence: prose(
                "Adam moves every weight about as far as the rate says, however small \
                          the weight is: many such steps have made the weights too large.",
            ),
            invariance: Invariance::Nothing,
            learning_rate: 0.002,
            hyperparameters: &["momentum"],
            geometry: Box::new(Euclidean),
            motion: Motion::Adam,
        },
        Rule {
            id: "adapt_ahead",
            name: "AdaptAhead",
            label: prose("Look-ahead RMSProp"),
            formula: prose("v ← βv − λ G(W + βv)/√(s + ε), W ← W + v"),
            summary: prose(
                "RMSProp that takes the gradient at the place to which Nesterov's momentum is about to lead; the page shows the loss at that place.",
            ),
            divergence: prose(
                "AdaptAhead moves every weight about as far as the rate says, however \
                          small the weight is, and momentum adds up such steps: they have made \
                          the weights too large.",
            ),
            invariance: Invariance::Nothing,
            learning_rate: 0.002,
            hyperparameters: &["momentum"],
            geometry: Box::new(Euclidean),
            motion: Motion::LookAheadRms,
        },
    ]
}

/// The rule with this id.
pub fn rule<F: Real>(id: &str) -> Option<Rule<F>> {
    catalog().into_iter().find(|rule| rule.id == id)
}

impl<F: Real> Rule<F> {
    /// Whether the steps are plain gradient steps; the gradients alone then tell how the charges of
    /// gradient flow move.
    pub fn moves_charges_as_predicted(&self, hyperparameters: Hyperparameters) -> bool {
        let is_plain = self.motion == Motion::Plain && hyperparameters.decay <= 0.0;
        is_plain && self.geometry.is_flat()
    }

    /// The rate at which a filter of this squared norm turns behind batch normalization: under `un`
    /// at this rate, a filter of length one turns equally fast (theory section 5). `None` for
    /// motions that divide by the size of gradients: their steps are no multiples of the direction.
    pub fn effective_rate(&self, learning_rate: F, square_norm: F) -> Option<F> {
        let is_multiple = !matches!(self.motion, Motion::Adam | Motion::LookAheadRms);
        is_multiple.then(|| learning_rate * self.geometry.stretch(square_norm) / square_norm)
    }

    /// Why the rule makes no sense with these numbers; `None` if it makes sense.
    pub fn refusal(&self, hyperparameters: Hyperparameters) -> Option<&'static str> {
        (hyperparameters.decay > 0.0 && self.geometry.has_set()).then_some(
            "on unit-norm filters weight decay does nothing but change the learning rate: \
             set it to 0",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_found() {
        let ids: Vec<_> = catalog::<f32>().iter().map(|rule| rule.id).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| other == &id).count(), 1);
            assert_eq!(rule::<f64>(id).map(|rule| rule.id), Some(*id));
        }
        assert!(rule::<f32>("adamant").is_none());
    }
}
