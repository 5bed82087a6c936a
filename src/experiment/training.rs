//! A network that is trained by a rule: a gradient, then a step.

use ndarray::{Array2, ArrayView2};

use crate::error::Error;
use crate::geometry::Needs;
use crate::math::rows::{gauged_square_norm, square_norm};
use crate::network::Network;
use crate::optim::Rule;
use crate::optim::descent::{Descent, Hyperparameters, Memory};
use crate::optim::schedule::Pace;
use crate::param::{Kind, rows};
use crate::real::Real;
use crate::symmetry::gauge::GaugeWalk;
use crate::symmetry::orbit::{Rescaling, Undo};
use crate::symmetry::path_weights::PathWalk;
use crate::symmetry::scale_guard::ScaleGuard;

/// A network being trained.
pub struct Training<F: Real> {
    /// The network.
    pub network: Network<F>,
    /// Its learning rate under its schedule.
    pub pace: Pace,
    descent: Descent<F>,
    guard: Option<ScaleGuard>,
    gauge_walk: GaugeWalk<F>,
    path_walk: PathWalk<F>,
    /// The norm of each hidden filter at the start, on the rule's set.
    start_norms: Vec<F>,
    /// Factors that undo the rescaling of a twin's start. The twin's filters are measured with
    /// them.
    undo: Option<Vec<Undo<F>>>,
    /// Sum of the batch losses of the epoch so far.
    epoch_loss: f64,
}

impl<F: Real> Training<F> {
    /// Takes a network at its start, and moves it onto the rule's set if the rule has one.
    ///
    /// # Errors
    /// The rule does not fit the network, or has no meaning with these numbers.
    pub fn new(
        mut network: Network<F>,
        rule: Rule<F>,
        hyperparameters: Hyperparameters,
        pace: Pace,
    ) -> Result<Self, Error> {
        if let Some(reason) = rule.refusal(hyperparameters) {
            return Err(Error::setting("decay", reason));
        }
        rule.fits(&network).map_err(|reason| Error::setting("rule", reason.to_string()))?;
        if rule.geometry.has_set() {
            GaugeWalk::default().write(&mut network);
            network.params_mut().for_each(|param| rule.geometry.place(param));
        }
        let start_norms = filter_norms(&network, None);
        let descent = Descent::new(rule, hyperparameters, network.params());
        let guard = descent.rule().geometry.allows_regauging().then(|| ScaleGuard::new(&network));
        Ok(Self {
            network,
            pace,
            descent,
            guard,
            gauge_walk: GaugeWalk::default(),
            path_walk: PathWalk::default(),
            start_norms,
            undo: None,
            epoch_loss: 0.0,
        })
    }

    /// Measures filters in the coordinates of the network before this rescaling. Under an invariant
    /// rule the norms of twins are then the same. Otherwise the norm of a filter would show the
    /// drift of the units that it reads, weighted by their factors. A rule with a set has removed
    /// the rescaling when it placed the start.
    #[must_use]
    pub fn rescaled_by(mut self, rescaling: &Rescaling) -> Self {
        if !self.descent.rule().geometry.has_set() {
            self.undo = Some(rescaling.undo(&self.network));
            self.start_norms = self.filter_norms();
        }
        self
    }

    /// Lets norms grow until they overflow. The scale guard is compared with this.
    #[must_use]
    pub fn without_scale_guard(mut self) -> Self {
        self.guard = None;
        self
    }

    /// Writes the Euclidean gradient of the mean loss of this batch into the network's banks, and
    /// returns the loss. A rule that looks ahead takes both at the look-ahead point.
    pub fn gradient(
        &mut self,
        input: ArrayView2<F>,
        labels: &[u8],
        class_weights: Option<&[F]>,
        beat: &mut dyn FnMut(),
    ) -> f64 {
        self.look_ahead();
        self.network.gradient(input, labels, class_weights, beat)
    }

    /// Moves the weights to the point where a rule that looks ahead takes its gradient. The next
    /// step still starts from the present weights.
    pub fn look_ahead(&mut self) {
        self.descent.look_ahead(self.network.params_mut());
    }

    /// One step of the rule, from the gradient in the banks.
    pub fn descend(&mut self) {
        match self.descent.rule().geometry.needs() {
            Needs::Nothing => {}
            Needs::Gauge => self.gauge_walk.write(&mut self.network),
            Needs::PathWeights => self.path_walk.write(&mut self.network),
        }
        self.descent.step(self.network.params_mut(), self.pace.learning_rate);
        if let Some(guard) = &mut self.guard {
            guard.keep_in_range(&mut self.network);
        }
    }

    /// The weights after a step on this batch, without the scale guard. The step is made and taken
    /// back: nothing that trains has changed.
    pub(super) fn weights_ahead(
        &mut self,
        input: ArrayView2<F>,
        labels: &[u8],
        class_weights: Option<&[F]>,
    ) -> Vec<Array2<F>> {
        let kept = weights(&self.network);
        let memory = self.descent.memory().clone();
        let guard = self.guard.take();
        self.gradient(input, labels, class_weights, &mut || {});
        self.descend();
        self.guard = guard;
        *self.descent.memory_mut() = memory;
        let params = self.network.params_mut().zip(kept);
        params.map(|(param, kept)| core::mem::replace(&mut param.value, kept)).collect()
    }

    /// Called instead of a step, when there is no gradient to descend by. Moves the weights back to
    /// where they were before a look ahead.
    pub fn stay(&mut self) {
        self.descent.stay(self.network.params_mut());
    }

    /// The rule.
    pub fn rule(&self) -> &Rule<F> {
        self.descent.rule()
    }

    /// Moves the network along its orbit. A rule with a set then moves it to the point where the
    /// orbit meets the set. The orbit meets the set in one point, so a network that stood on the
    /// set returns to where it was.
    pub fn rescale(&mut self, rescaling: &Rescaling) {
        rescaling.apply(&mut self.network);
        if !self.descent.rule().geometry.has_set() {
            return;
        }
        if self.descent.is_on_set() {
            // A new measurement of the norms would round them, even where the factors are exact.
            rescaling.inverse().apply(&mut self.network);
        } else {
            self.place();
        }
    }

    fn place(&mut self) {
        self.gauge_walk.write(&mut self.network);
        let geometry = &self.descent.rule().geometry;
        self.network.params_mut().for_each(|param| geometry.place(param));
    }

    /// Adds the loss of a batch to the mean of the epoch.
    pub fn add_loss(&mut self, loss: f64) {
        self.epoch_loss += loss;
    }

    /// Ends an epoch of this many steps.
    pub fn end_epoch(&mut self, steps: u32) {
        self.pace.end_epoch(self.epoch_loss / f64::from(steps));
        self.epoch_loss = 0.0;
    }

    /// The norms of all hidden filters now, in order of layers and rows.
    pub fn filter_norms(&self) -> Vec<F> {
        filter_norms(&self.network, self.undo.as_deref())
    }

    /// log2 of each hidden filter's norm relative to its start. The factors of the scale guard are
    /// included. It is 0 where both norms are 0.
    pub fn drift(&self) -> Vec<F> {
        let from_start = |now: Vec<F>| -> Vec<F> {
            let ratios = now.iter().zip(&self.start_norms);
            ratios.map(|(&now, &start)| log2_ratio(now, start)).collect()
        };
        let Some(guard) = self.guard.as_ref().filter(|guard| guard.has_acted()) else {
            return from_start(self.filter_norms());
        };
        let undo = guard.with_columns(&self.network, self.undo.as_deref());
        let mut drift = from_start(filter_norms(&self.network, Some(&undo)));
        for (drift, &exponent) in drift.iter_mut().zip(guard.exponents()) {
            *drift += F::from_f64(f64::from(exponent));
        }
        drift
    }

    /// The numbers beside the weights that an exact continuation needs.
    pub(super) fn extras_mut(&mut self) -> Extras<&mut [F], &mut f64, &mut Memory<F>, &mut [i32]> {
        Extras {
            start_norms: &mut self.start_norms,
            epoch_loss: &mut self.epoch_loss,
            memory: self.descent.memory_mut(),
            exponents: self.guard.as_mut().map_or(&mut [], ScaleGuard::exponents_mut),
        }
    }

    /// The numbers beside the weights that an exact continuation needs.
    pub(super) fn extras(&self) -> Extras<&[F], f64, &Memory<F>, &[i32]> {
        Extras {
            start_norms: &self.start_norms,
            epoch_loss: self.epoch_loss,
            memory: self.descent.memory(),
            exponents: self.guard.as_ref().map_or(&[], ScaleGuard::exponents),
        }
    }
}

/// The part of a training that a checkpoint holds beside its weights and its pace.
pub(super) struct Extras<Norms, Loss, Remembered, Exponents> {
    pub start_norms: Norms,
    pub epoch_loss: Loss,
    pub memory: Remembered,
    pub exponents: Exponents,
}

#[allow(clippy::float_cmp)] // exactly equal is meant
fn log2_ratio<F: Real>(now: F, start: F) -> F {
    if now == start { F::ZERO } else { (now / start).log2() }
}

/// A copy of the weights, bank by bank.
pub(super) fn weights<F: Real>(network: &Network<F>) -> Vec<Array2<F>> {
    network.params().map(|param| param.value.clone()).collect()
}

fn filter_norms<F: Real>(network: &Network<F>, undo: Option<&[Undo<F>]>) -> Vec<F> {
    let mut norms = Vec::new();
    let hidden = network.params().filter(|param| param.kind == Kind::Filter);
    for (bank, param) in hidden.enumerate() {
        let undo = undo.map(|undo| &undo[bank]);
        for (index, row) in rows(&param.value).enumerate() {
            let square = match undo {
                None => square_norm(row),
                Some(undo) => {
                    gauged_square_norm(row, &undo.column_squares) * undo.row_squares[index]
                }
            };
            norms.push(square.sqrt());
        }
    }
    norms
}
