//! The Lab's interface to the engine: a run with its twin, and questions that need no run.

use js_sys::{Error as JsError, Function};
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::preview::Preview;
use crate::experiment::run::{Diverged, Readings, Run, sha256_hex};
use crate::experiment::spec::RunSpec;
use crate::experiment::{landscape, peak, self_check};
use crate::loss::predictions;
use crate::optim::schedule::Schedule;

/// Spells a run as the engine does, with every setting: equal runs have equal texts.
#[wasm_bindgen]
pub fn check_spec(spec: &str) -> Result<String, JsError> {
    Ok(spec.parse::<RunSpec>().map_err(to_js)?.to_string())
}

/// SHA-256 in hexadecimal.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}

/// A seed from the browser's random numbers.
#[wasm_bindgen]
pub fn fresh_seed() -> Result<u32, JsError> {
    getrandom::u32()
        .map_err(|error| JsError::new(&format!("this browser gives no random numbers: {error}")))
}

/// The path of a rule from w1 > 0 and w2 in the network `y = w2·relu(w1·x)`: both weights at the
/// start, on the rule's set if it has one, and after each step until a weight is not finite.
#[wasm_bindgen]
pub fn landscape_path(
    rule: &str,
    w1: f64,
    w2: f64,
    rate: f64,
    steps: u32,
) -> Result<Vec<f64>, JsError> {
    landscape::path::<f32>(rule, [w1, w2], rate, steps).map_err(to_js)
}

/// The slopes by which the gradient's error falls with the distance, without and with batch
/// normalization: both are 2 if the gradient is right.
#[wasm_bindgen]
pub fn check_gradient() -> Vec<f64> {
    self_check::gradient_slopes::<f32>(0.0).to_vec()
}

/// The largest |Δlogit| of twins rescaled by powers of two over 50 steps of a rule: 0 for an
/// invariant rule.
#[wasm_bindgen]
pub fn check_invariance(rule: &str) -> Result<f64, JsError> {
    self_check::twin_gap::<f32>(rule).map_err(to_js)
}

/// The fingerprint of a golden run here and the recorded fingerprint, with a space between.
#[wasm_bindgen]
pub fn golden() -> String {
    self_check::golden().join(" ")
}

/// Does `rounds` rounds of 13 chains, each a product and a sum on four floats: 104 operations a
/// round.
#[wasm_bindgen]
pub fn multiply_adds(rounds: u32) -> f32 {
    peak::multiply_adds(rounds)
}

/// The effect of rescalings by hand, before and after, as [`Preview`] explains.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy)]
pub struct RescalingPreview {
    /// max |Δlogit| of network and twin before the rescalings.
    #[wasm_bindgen(readonly)]
    pub gap_before: f64,
    /// max |Δlogit| of network and rescaled twin.
    #[wasm_bindgen(readonly)]
    pub gap_after: f64,
    /// max |Δlogit| of the twin before the rescalings and the rescaled twin.
    #[wasm_bindgen(readonly)]
    pub change: f64,
    /// The norm of the gradient of the unit's incoming weights.
    #[wasm_bindgen(readonly)]
    pub incoming_before: f64,
    /// The same of the rescaled twin.
    #[wasm_bindgen(readonly)]
    pub incoming_after: f64,
    /// The norm of the gradient of the weights that read the unit.
    #[wasm_bindgen(readonly)]
    pub outgoing_before: f64,
    /// The same of the rescaled twin.
    #[wasm_bindgen(readonly)]
    pub outgoing_after: f64,
    /// How far the next step turns the unit's incoming weights without the rescalings.
    #[wasm_bindgen(readonly)]
    pub turn_before: f64,
    /// How far the next step turns the unit's incoming weights with the rescalings.
    #[wasm_bindgen(readonly)]
    pub turn_after: f64,
}

impl From<Preview> for RescalingPreview {
    fn from(seen: Preview) -> Self {
        let [gap_before, gap_after] = seen.gaps;
        let [incoming_before, incoming_after] = seen.incoming;
        let [outgoing_before, outgoing_after] = seen.outgoing;
        let [turn_before, turn_after] = seen.turns;
        Self {
            gap_before,
            gap_after,
            change: seen.change,
            incoming_before,
            incoming_after,
            outgoing_before,
            outgoing_after,
            turn_before,
            turn_after,
        }
    }
}

/// The data of a worker, and at most one run over it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Trainer {
    training: Images,
    test: Images,
    run: Option<Run<f32>>,
    /// The earlier state of the run, while the page looks back.
    past: Option<Run<f32>>,
}

#[wasm_bindgen]
impl Trainer {
    /// A trainer without data.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an unzipped shard of training images.
    pub fn add_training_shard(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.training.append_shard(bytes).map_err(to_js)
    }

    /// Appends an unzipped shard of test images.
    pub fn add_test_shard(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.test.append_shard(bytes).map_err(to_js)
    }

    /// Training images loaded so far.
    #[wasm_bindgen(getter)]
    pub fn training_images(&self) -> u32 {
        count(self.training.len())
    }

    /// Test images loaded so far.
    #[wasm_bindgen(getter)]
    pub fn test_images(&self) -> u32 {
        count(self.test.len())
    }

    /// Starts the run that `spec` describes, in place of any other run.
    pub fn start(&mut self, spec: &str) -> Result<(), JsError> {
        let spec: RunSpec = spec.parse().map_err(to_js)?;
        self.run = Some(Run::new(spec, &self.training).map_err(to_js)?);
        Ok(())
    }

    /// Resumes a run from a checkpoint, in place of any other run.
    pub fn resume(&mut self, spec: &str, checkpoint: &[u8]) -> Result<(), JsError> {
        let spec: RunSpec = spec.parse().map_err(to_js)?;
        self.run = Some(Run::resume(spec, checkpoint, &self.training).map_err(to_js)?);
        Ok(())
    }

    /// Until `look_now` is called, `filters`, `charges`, `effective_rates`, `integer_bits`,
    /// `probe_logits` and `unit_range` describe the run at this checkpoint, or at its start if
    /// `checkpoint` is empty. The run itself stays as it is.
    pub fn look_back(&mut self, spec: &str, checkpoint: &[u8]) -> Result<(), JsError> {
        let spec: RunSpec = spec.parse().map_err(to_js)?;
        let past = if checkpoint.is_empty() {
            Run::new(spec, &self.training)
        } else {
            Run::resume(spec, checkpoint, &self.training)
        };
        self.past = Some(past.map_err(to_js)?);
        Ok(())
    }

    /// Ends looking back.
    pub fn look_now(&mut self) {
        self.past = None;
    }

    fn shown(&self) -> Option<&Run<f32>> {
        self.past.as_ref().or(self.run.as_ref())
    }

    fn shown_mut(&mut self) -> Option<&mut Run<f32>> {
        self.past.as_mut().or(self.run.as_mut())
    }

    /// One lock-step of the network and its twin; `beat` is called between layers.
    pub fn step(&mut self, beat: &Function) -> Result<(), JsError> {
        let run = self.run.as_mut().ok_or_else(no_run)?;
        run.step(&self.training, &mut || {
            // An error in `beat` must not stop the training.
            let _ = beat.call0(&JsValue::UNDEFINED);
        });
        Ok(())
    }

    /// Steps done.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> u32 {
        self.run.as_ref().map_or(0, Run::steps)
    }

    /// Steps in one pass over the images.
    #[wasm_bindgen(getter)]
    pub fn steps_per_epoch(&self) -> u32 {
        self.run.as_ref().map_or(0, Run::steps_per_epoch)
    }

    /// The network's present learning rate.
    #[wasm_bindgen(getter)]
    pub fn learning_rate(&self) -> f64 {
        self.run.as_ref().map_or(f64::NAN, Run::learning_rate)
    }

    /// Sets the learning rate from the next step on.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), JsError> {
        self.run.as_mut().ok_or_else(no_run)?.set_learning_rate(rate).map_err(to_js)
    }

    /// Sets learning rate and schedule from the next step on.
    pub fn set_pace(&mut self, rate: f64, schedule: &str) -> Result<(), JsError> {
        let known = Schedule::named(schedule).ok_or_else(|| {
            Error::setting("schedule", format!("there is no schedule \"{schedule}\""))
        });
        let schedule = known.map_err(to_js)?;
        self.run.as_mut().ok_or_else(no_run)?.set_pace(rate, schedule).map_err(to_js)
    }

    /// Multiplies orbit unit `unit` (−1: every unit) of the twin's hidden layer `layer` by
    /// 2^`log2` before the next step. The call replaces an earlier call for the same unit; a
    /// `log2` of 0 cancels that call.
    pub fn rescale(&mut self, layer: u32, unit: i32, log2: f64) -> Result<(), JsError> {
        let unit = read_unit(unit)?;
        self.run.as_mut().ok_or_else(no_run)?.rescale(layer, unit, log2).map_err(to_js)
    }

    /// The effect of the rescalings that wait for the next step on the twin, and on the gradients
    /// of orbit unit `unit` (−1: every unit) of hidden layer `layer`.
    pub fn preview(&mut self, layer: u32, unit: i32) -> Result<RescalingPreview, JsError> {
        let unit = read_unit(unit)?;
        let run = self.run.as_mut().ok_or_else(no_run)?;
        Ok(run.preview(&self.training, layer, unit).map_err(to_js)?.into())
    }

    /// The network's mean batch loss in the last step, before its update.
    #[wasm_bindgen(getter)]
    pub fn loss(&self) -> f64 {
        self.reading(|readings| readings.loss)
    }

    /// The twin's mean batch loss in the last step, before its update.
    #[wasm_bindgen(getter)]
    pub fn twin_loss(&self) -> f64 {
        self.reading(|readings| readings.twin_loss)
    }

    /// max |Δlogit| of network and twin on the probe.
    #[wasm_bindgen(getter)]
    pub fn twin_gap(&self) -> f64 {
        self.reading(|readings| readings.twin_gap)
    }

    fn reading(&self, of: fn(Readings) -> f64) -> f64 {
        self.run.as_ref().map_or(f64::NAN, |run| of(run.readings()))
    }

    /// Whether the run has a twin.
    #[wasm_bindgen(getter)]
    pub fn has_twin(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.trainings().count() == 2)
    }

    /// Which network became non-finite: `''`, `'network'` or `'twin'`.
    #[wasm_bindgen(getter)]
    pub fn diverged(&self) -> String {
        let which = match self.run.as_ref().and_then(Run::diverged) {
            None => "",
            Some(Diverged::Network) => "network",
            Some(Diverged::Twin) => "twin",
        };
        which.to_owned()
    }

    /// Filters per hidden layer.
    pub fn layer_units(&self) -> Vec<u32> {
        self.run.as_ref().map_or_else(Vec::new, Run::layer_units)
    }

    /// The norm of every hidden filter, the network's then the twin's.
    pub fn norms(&self) -> Vec<f32> {
        let trainings = self.run.iter().flat_map(Run::trainings);
        trainings.flat_map(|training| training.filter_norms()).collect()
    }

    /// log2 of the norm of every hidden filter relative to its start, in the order of `norms`.
    pub fn drift(&self) -> Vec<f32> {
        let trainings = self.run.iter().flat_map(Run::trainings);
        trainings.flat_map(|training| training.drift()).collect()
    }

    /// The incoming weights of the filters `first..first + count` (64 at most) of layer `layer`
    /// of the network or of its twin, filter after filter; the classifier is the last layer.
    pub fn filters(
        &self,
        layer: u32,
        first: u32,
        count: u32,
        of_twin: bool,
    ) -> Result<Vec<f32>, JsError> {
        let run = self.shown().ok_or_else(no_run)?;
        run.filters(layer as usize, first as usize, count as usize, of_twin).map_err(to_js)
    }

    /// How far the charge of each orbit unit of the network has moved since the start, measured
    /// and then predicted, unit by unit; empty unless the rule is plain SGD.
    pub fn charges(&self) -> Vec<f64> {
        self.shown().map_or_else(Vec::new, Run::charges)
    }

    /// The effective learning rate of every hidden filter of the network; empty without batch
    /// normalization, and for rules without an effective rate.
    pub fn effective_rates(&self) -> Vec<f32> {
        self.shown().map_or_else(Vec::new, Run::effective_rates)
    }

    /// First the step at which `evaluate` was last called with `from` = 0. Then, over the test
    /// images counted since, how many images of class i the network took for class j, row by
    /// row; then the same counts for the twin if there is one.
    pub fn confusion(&self) -> Vec<u32> {
        let Some(run) = &self.run else { return Vec::new() };
        core::iter::once(run.confusion_step()).chain(run.confusion().iter().copied()).collect()
    }

    /// On how many of the test images that the confusion counts network and twin disagree.
    #[wasm_bindgen(getter)]
    pub fn disagreements(&self) -> u32 {
        self.run.as_ref().map_or(0, Run::disagreements)
    }

    /// First the number of networks (2 with a twin), the number of probe images, and the number of
    /// these images on which network and twin disagree; then the logits of the network on the
    /// probe, image after image; then the same of the twin.
    pub fn probe_logits(&mut self) -> Vec<f32> {
        let Some(run) = self.shown_mut() else { return Vec::new() };
        let (logits, classes) = (run.probe_logits(), run.spec().classes());
        let answers: Vec<_> = logits.iter().map(|one| predictions(one.view(), classes)).collect();
        let pairs = answers.iter().skip(1).flat_map(|twin| twin.iter().zip(&answers[0]));
        let disagreements = pairs.filter(|(theirs, ours)| theirs != ours).count();
        let head = [logits.len(), answers[0].len(), disagreements].map(|number| number as f32);
        head.into_iter().chain(logits.into_iter().flatten()).collect()
    }

    /// The integer bits that hold every pre-activation of a layer whatever the image: one number
    /// per layer, the classifier last, of the network and then of its twin if there is one.
    pub fn integer_bits(&mut self) -> Vec<u32> {
        self.shown_mut().map_or_else(Vec::new, Run::integer_bits)
    }

    /// The least and the greatest pre-activation of filter `unit` of layer `layer`.
    pub fn unit_range(&mut self, layer: u32, unit: u32) -> Result<Vec<f64>, JsError> {
        let run = self.shown_mut().ok_or_else(no_run)?;
        Ok(run.unit_range(layer as usize, unit as usize).map_err(to_js)?.to_vec())
    }

    /// The network's ten probabilities for an image of 784 bytes, then the twin's ten if there is
    /// a twin.
    pub fn predict(&mut self, pixels: &[u8]) -> Result<Vec<f32>, JsError> {
        self.run.as_mut().ok_or_else(no_run)?.predict(pixels).map_err(to_js)
    }

    /// How many labels of the test examples `from..from + count` the network gets right, then how
    /// many its twin gets right if there is one; the first call of a test has `from` = 0. An image
    /// has one label, a scene has one for each pixel.
    pub fn evaluate(&mut self, from: u32, count_wanted: u32) -> Result<Vec<u32>, JsError> {
        let run = self.run.as_mut().ok_or_else(no_run)?;
        let right =
            run.evaluate(&self.test, from as usize, count_wanted as usize).map_err(to_js)?;
        Ok(right.into_iter().map(count).collect())
    }

    /// The number of examples of a whole test.
    #[wasm_bindgen(getter)]
    pub fn test_examples(&self) -> Result<u32, JsError> {
        let run = self.run.as_ref().ok_or_else(no_run)?;
        run.test_examples(&self.test).map(count).map_err(to_js)
    }

    /// The brightness of the pixels of test scene `index`, row by row, then the class of each pixel.
    pub fn test_scene(&self, index: u32) -> Result<Vec<f32>, JsError> {
        let run = self.run.as_ref().ok_or_else(no_run)?;
        let scene = run.test_scene(&self.test, index as usize).map_err(to_js)?;
        let labels = scene.labels.iter().map(|&label| f32::from(label));
        Ok(scene.pixels.iter().copied().chain(labels).collect())
    }

    /// The class of each pixel of a scene according to the network, then according to its twin if
    /// there is one.
    pub fn masks(&mut self, pixels: &[f32]) -> Result<Vec<u8>, JsError> {
        self.run.as_mut().ok_or_else(no_run)?.masks(pixels).map_err(to_js)
    }

    /// The checkpoint of the run, as bytes.
    pub fn checkpoint(&self) -> Result<Vec<u8>, JsError> {
        Ok(self.run.as_ref().ok_or_else(no_run)?.checkpoint())
    }

    /// SHA-256 of all weights.
    pub fn hash(&self) -> Result<String, JsError> {
        Ok(self.run.as_ref().ok_or_else(no_run)?.fingerprint())
    }
}

fn read_unit(unit: i32) -> Result<Option<u32>, JsError> {
    match u32::try_from(unit) {
        Ok(unit) => Ok(Some(unit)),
        Err(_) if unit == -1 => Ok(None),
        Err(_) => Err(to_js(Error::question("unit", "count from 0; -1 means all of the layer"))),
    }
}

fn no_run() -> JsError {
    JsError::new("no run was started: call start first")
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
