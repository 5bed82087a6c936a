//! A run: a network and, if wanted, its rescaled twin. Both train on the same batches.

use ndarray::{Array2, ArrayView2, s};
use sha2::{Digest, Sha256};

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::by_hand::TwinRescaling;
use crate::experiment::spec::RunSpec;
use crate::experiment::task::Examples;
use crate::experiment::training::Training;
use crate::layers::Mode;
use crate::network::Network;
use crate::optim;
use crate::optim::schedule::{Pace, Schedule};
use crate::param::Kind;
use crate::real::Real;
use crate::symmetry::charge::{Prediction, measure};
use crate::symmetry::orbit::{Rescaling, orbit_banks};
use crate::symmetry::twin;

/// Which of the two networks became non-finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diverged {
    /// The network itself.
    Network,
    /// Its rescaled twin.
    Twin,
}

/// The readings of the last step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readings {
    /// The network's mean batch loss, before its update; NaN before the first step.
    pub loss: f64,
    /// The twin's mean batch loss; NaN without a twin.
    pub twin_loss: f64,
    /// max |Δlogit| on the probe after the update; NaN without a twin.
    pub twin_gap: f64,
}

/// The charges of a run of plain SGD.
pub(super) struct Charges {
    pub start: Vec<f64>,
    pub prediction: Prediction,
}

impl Charges {
    fn new<F: Real>(network: &Network<F>) -> Self {
        Self { start: measure(network), prediction: Prediction::new(network) }
    }
}

/// A run in progress.
pub struct Run<F: Real> {
    pub(super) spec: RunSpec,
    pub(super) network: Training<F>,
    pub(super) twin: Option<Training<F>>,
    pub(super) steps: u32,
    pub(super) readings: Readings,
    pub(super) diverged: Option<Diverged>,
    pub(super) examples: Examples,
    pub(super) class_weights: Option<Vec<F>>,
    pub(super) inputs: Array2<F>,
    pub(super) labels: Vec<u8>,
    pub(super) probe: Array2<F>,
    pub(super) calibration: Array2<F>,
    /// The confusion of the network, then of the twin.
    pub(super) confusion: Vec<u32>,
    /// The number of steps done when the confusion was counted.
    pub(super) confusion_step: u32,
    /// The number of labels of the test on which network and twin disagreed.
    pub(super) disagreements: u32,
    /// The charges of the network, if its rule moves them as predicted.
    pub(super) charges: Option<Charges>,
}

impl<F: Real> Run<F> {
    /// A run at its start.
    ///
    /// # Errors
    /// Fewer images are loaded than the run draws from, or none is a digit of its scenes.
    pub fn new(spec: RunSpec, training: &Images) -> Result<Self, Error> {
        let examples = Examples::new(&spec, training)?;
        let mut network = spec.network()?;
        network.draw_start(spec.seed);
        let twin = match spec.twin {
            None => None,
            Some(draw) => {
                let mut twin = spec.network()?;
                twin.draw_start(spec.seed);
                let banks = orbit_banks(&twin);
                let rescaling = Rescaling::per_unit(&banks, draw, spec.strength, spec.seed);
                rescaling.apply(&mut twin);
                Some(Self::training(&spec, twin)?.rescaled_by(&rescaling))
            }
        };
        let (batch, features) = (spec.batch as usize, spec.input().features());
        let networks = 1 + usize::from(twin.is_some());
        let mut run = Self {
            network: Self::training(&spec, network)?,
            twin,
            steps: 0,
            readings: Readings { loss: f64::NAN, twin_loss: f64::NAN, twin_gap: f64::NAN },
            diverged: None,
            class_weights: examples.class_weights(training)?,
            inputs: Array2::zeros((batch, features)),
            labels: Vec::with_capacity(batch * spec.labels_per_example()),
            probe: examples.probe(training),
            calibration: examples.calibration(training),
            examples,
            confusion: vec![0; networks * spec.classes().pow(2)],
            confusion_step: 0,
            disagreements: 0,
            charges: None,
            spec,
        };
        run.readings.twin_gap = run.measure_gap(&mut || {});
        if run.network.rule().moves_charges_as_predicted(run.spec.hyperparameters) {
            run.charges = Some(Charges::new(&run.network.network));
        }
        Ok(run)
    }

    fn training(spec: &RunSpec, network: Network<F>) -> Result<Training<F>, Error> {
        let rule = optim::rule(&spec.rule)
            .ok_or_else(|| Error::setting("rule", format!("there is no rule {}", spec.rule)))?;
        let pace = Pace::new(spec.schedule, spec.learning_rate);
        Training::new(network, rule, spec.hyperparameters, pace)
    }

    /// One step of the network and of its twin on the next batch.
    ///
    /// When a loss or a logit is not finite, the run has diverged. It then stays as it is, and
    /// later calls do nothing. `beat` is called between layers and changes nothing.
    ///
    /// # Panics
    /// When `training` is not the set of images that the run was started with. This is a bug in the
    /// caller.
    pub fn step(&mut self, training: &Images, beat: &mut dyn FnMut()) {
        if self.diverged.is_some() {
            return;
        }
        self.apply_pace();
        self.apply_rescalings();
        self.examples.gather(training, self.steps, self.inputs.view_mut(), &mut self.labels);
        let (inputs, labels) = (self.inputs.view(), &self.labels);
        let weights = self.class_weights.as_deref();
        let loss = self.network.gradient(inputs, labels, weights, beat);
        let twin = self.twin.as_mut();
        let twin_loss = twin.map_or(f64::NAN, |twin| twin.gradient(inputs, labels, weights, beat));
        self.diverged = self.find_divergence(loss, twin_loss);
        if self.diverged.is_some() {
            self.network.stay();
            if let Some(twin) = &mut self.twin {
                twin.stay();
            }
            return;
        }
        if let Some(charges) = &mut self.charges {
            let rate = F::from_f64(self.network.pace.learning_rate).to_f64();
            charges.prediction.add_step(&self.network.network, rate);
        }
        let is_epoch_end = (self.steps + 1).is_multiple_of(self.steps_per_epoch());
        let steps_per_epoch = self.steps_per_epoch();
        for (training, loss) in [(Some(&mut self.network), loss), (self.twin.as_mut(), twin_loss)] {
            let Some(training) = training else { continue };
            training.descend();
            training.pace.end_step();
            training.add_loss(loss);
            if is_epoch_end {
                training.end_epoch(steps_per_epoch);
            }
        }
        self.steps += 1;
        let twin_gap = self.measure_gap(beat);
        self.readings = Readings { loss, twin_loss, twin_gap };
        if self.twin.is_some() && !twin_gap.is_finite() {
            self.diverged = Some(self.blame());
        }
    }

    fn find_divergence(&self, loss: f64, twin_loss: f64) -> Option<Diverged> {
        if !loss.is_finite() {
            return Some(Diverged::Network);
        }
        (self.twin.is_some() && !twin_loss.is_finite()).then_some(Diverged::Twin)
    }

    /// Finds the network whose logits are not finite, after a gap that is not finite.
    fn blame(&mut self) -> Diverged {
        let logits = self.network.network.forward(self.probe.view(), Mode::Train, &mut || {});
        let is_finite = logits.iter().all(|logit| logit.is_finite());
        if is_finite { Diverged::Twin } else { Diverged::Network }
    }

    pub(super) fn measure_gap(&mut self, beat: &mut dyn FnMut()) -> f64 {
        let Some(twin) = &mut self.twin else {
            return f64::NAN;
        };
        // Batch normalization uses the statistics of the probe itself here.
        let ours = self.network.network.forward(self.probe.view(), Mode::Train, beat);
        let theirs = twin.network.forward(self.probe.view(), Mode::Train, beat);
        twin::gap(numbers(&ours), numbers(&theirs))
    }

    fn apply_pace(&mut self) {
        for training in core::iter::once(&mut self.network).chain(&mut self.twin) {
            training.pace = self.spec.pace_at(self.steps, training.pace);
        }
    }

    fn apply_rescalings(&mut self) {
        let Some(twin) = &mut self.twin else { return };
        // Most steps have no rescaling. They must not allocate.
        if self.spec.rescalings.iter().any(|rescaling| rescaling.step == self.steps) {
            let banks = orbit_banks(&twin.network);
            let rescaling = self.spec.rescaling_at(self.steps, &banks);
            twin.rescale(&rescaling.expect("one at least"));
        }
    }

    /// Sets the rate from the next step on; the schedule stays.
    ///
    /// # Errors
    /// The rate is out of range, or there are more changes than a link holds.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), Error> {
        self.set_pace(learning_rate, self.spec.schedule_at(self.steps))
    }

    /// Sets rate and schedule from the next step on.
    ///
    /// # Errors
    /// The rate is out of range, or there are more changes than a link holds.
    pub fn set_pace(&mut self, learning_rate: f64, schedule: Schedule) -> Result<(), Error> {
        self.spec.change_pace(self.steps, learning_rate, schedule)?;
        self.apply_pace();
        Ok(())
    }

    /// Rescales the twin before the next step: multiplies orbit unit `unit` of hidden layer `layer`
    /// by 2^`log2`, or every unit of the layer if `unit` is `None`. Until that step, another
    /// rescaling of the same place replaces it, and `log2` = 0 removes it.
    ///
    /// # Errors
    /// There is no twin, no such layer or unit, the log2 is out of range, or there are more
    /// rescalings than a link holds.
    pub fn rescale(&mut self, layer: u32, unit: Option<u32>, log2: f64) -> Result<(), Error> {
        self.spec.rescale(TwinRescaling { step: self.steps, layer, unit, log2 })
    }

    /// The description of the run, with all changes by hand so far.
    pub fn spec(&self) -> &RunSpec {
        &self.spec
    }

    /// Steps done.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Steps in one pass over the images.
    pub fn steps_per_epoch(&self) -> u32 {
        self.examples.steps_per_epoch()
    }

    /// The network's learning rate now.
    pub fn learning_rate(&self) -> f64 {
        self.network.pace.learning_rate
    }

    /// The readings of the last step.
    pub fn readings(&self) -> Readings {
        self.readings
    }

    /// The network that became non-finite, if a network did.
    pub fn diverged(&self) -> Option<Diverged> {
        self.diverged
    }

    /// The network, and its twin if there is one.
    pub fn trainings(&self) -> impl Iterator<Item = &Training<F>> {
        core::iter::once(&self.network).chain(&self.twin)
    }

    /// The network (not its twin), so that its activations can be computed.
    pub fn network_mut(&mut self) -> &mut Network<F> {
        &mut self.network.network
    }

    /// Filters per hidden layer.
    pub fn layer_units(&self) -> Vec<u32> {
        let hidden = self.network.network.params().filter(|param| param.kind == Kind::Filter);
        hidden.map(|param| u32::try_from(param.rows()).unwrap_or(u32::MAX)).collect()
    }

    /// The logits of the network and of its twin on the probe.
    pub fn probe_logits(&mut self) -> Vec<Array2<F>> {
        let probe = self.probe.slice(s![.., ..]);
        let trainings = core::iter::once(&mut self.network).chain(&mut self.twin);
        trainings.map(|t| t.network.forward(probe, Mode::Train, &mut || {}).to_owned()).collect()
    }

    /// SHA-256 over all weights, little-endian, row by row: first the network's, then the twin's.
    /// Equal runs have equal fingerprints in every engine.
    pub fn fingerprint(&self) -> String {
        let mut bytes = Vec::new();
        for param in self.trainings().flat_map(|training| training.network.params()) {
            param.write_bytes(&mut bytes);
        }
        sha256_hex(&bytes)
    }
}

/// Logits as one slice.
pub(super) fn numbers<'a, F>(logits: &'a ArrayView2<F>) -> &'a [F] {
    logits.as_slice().expect("activations are in row-major order")
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
