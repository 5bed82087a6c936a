//! Update rules: one descent over a choice of geometries.
//!
//! To add a rule, list it in [`catalog`] (and, if it is new, give it a geometry): its
//! menu entry, colour slot, documentation and conformance tests follow from that line.

pub mod schedule;

use crate::geometry::{Euclidean, Geometry, ScaledMetric, UnitNorm};
use crate::param::Param;
use crate::real::Real;

/// What a rule is invariant on: which rescalings leave its path alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invariance {
    /// None: the path depends on which of the equal networks it starts from.
    Nothing,
    /// One factor per layer; per filter under batch normalization.
    PerLayer,
    /// One factor per unit, the whole orbit.
    PerUnit,
}

impl Invariance {
    /// In words, for the page.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Nothing => "not invariant",
            Self::PerLayer => "invariant under one factor per layer",
            Self::PerUnit => "invariant under any factor per unit",
        }
    }
}

/// An update rule and what people should know about it.
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
    /// Where it comes from.
    pub citation: &'static str,
    /// What it is invariant on.
    pub invariance: Invariance,
    /// How steps are measured.
    pub geometry: Box<dyn Geometry<F>>,
}

/// All rules, plain SGD first.
pub fn catalog<F: Real>() -> Vec<Rule<F>> {
    vec![
        Rule {
            id: "sgd",
            name: "SGD",
            label: "Stochastic gradient descent",
            formula: "W ← W − λ G",
            summary: "Steps against the gradient. The gradient of a filter shrinks as the filter \
                      grows, so equal networks at different scales take different paths.",
            citation: "Robbins and Monro, 1951",
            invariance: Invariance::Nothing,
            geometry: Box::new(Euclidean),
        },
        Rule {
            id: "sm",
            name: "SM",
            label: "Scaled metric",
            formula: "W ← W − λ r² G / gain²",
            summary: "Measures every step relative to the size of its filter and of what feeds \
                      it, so equal networks stay equal.",
            citation: "Badrinarayanan, Mishra and Cipolla, arXiv:1511.01754",
            invariance: Invariance::PerUnit,
            geometry: Box::new(ScaledMetric::Gauged),
        },
        Rule {
            id: "sm_rows",
            name: "SM rows",
            label: "Scaled metric by rows alone",
            formula: "W ← W − λ diag(diag(W Wᵀ)) G",
            summary: "The scaled metric with each row's own norm only, as in the code published \
                      with the paper: it forgives one factor per layer, not one per neuron.",
            citation: "code published with arXiv:1511.01754",
            invariance: Invariance::PerLayer,
            geometry: Box::new(ScaledMetric::RowsAlone),
        },
        Rule {
            id: "un",
            name: "UN",
            label: "Unit norm",
            formula: "w ← (w − λρ) / ‖w − λρ‖, ρ = G − (G·w) w",
            summary: "Keeps every filter at length one and steps along the sphere: there is no \
                      scale left to drift.",
            citation: "Badrinarayanan, Mishra and Cipolla, arXiv:1511.01754",
            invariance: Invariance::PerUnit,
            geometry: Box::new(UnitNorm::Projected),
        },
        Rule {
            id: "pbwn",
            name: "PBWN",
            label: "Projection based weight normalization",
            formula: "w ← (w − λG) / ‖w − λG‖",
            summary: "Takes a plain step and puts every filter back to length one.",
            citation: "Huang et al., arXiv:1710.02338",
            invariance: Invariance::PerUnit,
            geometry: Box::new(UnitNorm::Straight),
        },
    ]
}

/// The rule of this id.
pub fn rule<F: Real>(id: &str) -> Option<Rule<F>> {
    catalog().into_iter().find(|rule| rule.id == id)
}

impl<F: Real> Rule<F> {
    /// One step of every bank, from its Euclidean gradient (and its gauge, if the
    /// geometry reads it): gradient → direction → step → back onto the set.
    pub fn descend<'a>(&self, params: impl Iterator<Item = &'a mut Param<F>>, learning_rate: f64) {
        let learning_rate = F::from_f64(learning_rate);
        for param in params {
            self.geometry.direction(param);
            self.geometry.land(param, learning_rate);
        }
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
