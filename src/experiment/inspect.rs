//! Everything that can be seen of a run apart from its readings. Looking changes nothing that
//! trains.

use ndarray::{Array2, ArrayView2};

use crate::data::batches::gather_range;
use crate::data::images::{Images, PIXELS};
use crate::data::scenes::Scene;
use crate::error::Error;
use crate::experiment::run::{Run, numbers};
use crate::experiment::task::TestExamples;
use crate::experiment::training::Training;
use crate::layers::Mode;
use crate::loss::{predictions, probabilities};
use crate::math::interval::Interval;
use crate::param::rows;
use crate::range::{bank_bits, pre_activations};
use crate::real::Real;
use crate::symmetry::charge::measure;

/// The largest number of filters in one answer.
const MOST_FILTERS: usize = 64;
/// The range of a pixel.
const BRIGHTNESS: Interval = Interval { min: 0.0, max: 1.0 };

impl<F: Real> Run<F> {
    /// Takes the statistics that batch normalization uses in evaluation from the first training
    /// images. Rescaling then changes nothing.
    pub(super) fn calibrate(&mut self) {
        if self.spec.is_normalized {
            for training in core::iter::once(&mut self.network).chain(&mut self.twin) {
                let images = self.calibration.view();
                training.network.forward(images, Mode::Calibrate, &mut || {});
            }
        }
    }

    /// The incoming weights of the filters `first..first + count` of bank `layer`, one filter after
    /// the other; at most 64 filters. The classifier is the last bank.
    ///
    /// # Errors
    /// There is no such bank or filter, or no twin.
    pub fn filters(
        &self,
        layer: usize,
        first: usize,
        count: usize,
        of_twin: bool,
    ) -> Result<Vec<F>, Error> {
        let network = self.trainings().nth(usize::from(of_twin)).map(|one| &one.network);
        let network = network.ok_or_else(|| Error::question("filters", "there is no twin"))?;
        let bank = network.params().nth(layer).filter(|bank| first < bank.rows());
        let bank = bank.ok_or_else(|| no_filter("filters", layer, first))?;
        let wanted = rows(&bank.value).skip(first).take(count.min(MOST_FILTERS));
        Ok(wanted.flatten().copied().collect())
    }

    /// The effective learning rate of each hidden filter of the network (theory section 5). Empty
    /// without batch normalization, and for rules that have no effective rate.
    pub fn effective_rates(&self) -> Vec<F> {
        if !self.spec.is_normalized {
            return Vec::new();
        }
        let rate = F::from_f64(self.learning_rate());
        let norms = self.network.filter_norms();
        let rule = self.network.rule();
        norms.iter().filter_map(|&norm| rule.effective_rate(rate, norm * norm)).collect()
    }

    /// The change of the charge of each orbit unit of the network since the start: the measured
    /// change, then the predicted change, unit by unit (theory section 5). Empty unless the rule is
    /// plain SGD.
    pub fn charges(&self) -> Vec<f64> {
        let Some(charges) = &self.charges else { return Vec::new() };
        let measured = measure(&self.network.network);
        let pairs = measured.iter().zip(&charges.start).zip(charges.prediction.changes());
        pairs.flat_map(|((now, start), predicted)| [now - start, *predicted]).collect()
    }

    /// The number of labels that the network gets right in the test examples `from..from + count`,
    /// and the same number for its twin if there is one. An image has one label, a scene has one
    /// for each pixel.
    ///
    /// Call it with `from` = 0 first. This call takes the statistics for batch normalization from
    /// the first training examples, so that rescaling changes nothing.
    ///
    /// # Errors
    /// No test image is a digit of the run's scenes.
    pub fn evaluate(
        &mut self,
        test: &Images,
        from: usize,
        count: usize,
    ) -> Result<Vec<usize>, Error> {
        let examples = TestExamples::new(&self.spec, test)?;
        if from == 0 {
            self.calibrate();
            self.confusion.fill(0);
            self.confusion_step = self.steps;
            self.disagreements = 0;
        }
        let mut right = vec![0; self.trainings().count()];
        for (from, count) in examples.parts(from, count, self.spec.evaluated_at_once()) {
            let (inputs, labels) = examples.gather::<F>(from, count);
            for (right, more) in right.iter_mut().zip(self.judge(inputs.view(), &labels)) {
                *right += more;
            }
        }
        Ok(right)
    }

    /// Adds the answers to these inputs to the confusion; how many answers are right.
    fn judge(&mut self, inputs: ArrayView2<F>, labels: &[u8]) -> Vec<usize> {
        let classes = self.spec.classes();
        let trainings = core::iter::once(&mut self.network).chain(&mut self.twin);
        let tested = trainings.zip(self.confusion.chunks_mut(classes * classes));
        let mut network_predicted = None;
        let count_right = |(training, confusion): (&mut Training<F>, &mut [u32])| {
            let logits = training.network.forward(inputs, Mode::Evaluate, &mut || {});
            let predicted = predictions(logits, classes);
            for (&label, &predicted) in labels.iter().zip(&predicted) {
                confusion[usize::from(label) * classes + usize::from(predicted)] += 1;
            }
            let ours = network_predicted.get_or_insert_with(|| predicted.clone());
            let pairs = ours.iter().zip(&predicted);
            self.disagreements +=
                pairs.map(|(ours, theirs)| u32::from(ours != theirs)).sum::<u32>();
            predicted.iter().zip(labels).filter(|(predicted, label)| predicted == label).count()
        };
        tested.map(count_right).collect()
    }

    /// The number of examples of a whole test.
    ///
    /// # Errors
    /// No test image is a digit of the run's scenes.
    pub fn test_examples(&self, test: &Images) -> Result<usize, Error> {
        Ok(TestExamples::new(&self.spec, test)?.len())
    }

    /// Scene `index` of the test.
    ///
    /// # Errors
    /// The run learns no scenes, or no test image is a digit of its scenes.
    pub fn test_scene(&self, test: &Images, index: usize) -> Result<Scene, Error> {
        let scene = TestExamples::new(&self.spec, test)?.scene(index);
        scene.ok_or_else(|| Error::question("scene", "the run learns digits, not scenes"))
    }

    /// The class of each pixel of a scene according to the network. The twin's classes follow if
    /// there is a twin. The brightness of pixels is in [0, 1].
    ///
    /// # Errors
    /// The run learns no scenes, or the number of pixels is not the number of pixels of a scene.
    pub fn masks(&mut self, pixels: &[f32]) -> Result<Vec<u8>, Error> {
        let wanted = self.spec.labels_per_example();
        if wanted == 1 || pixels.len() != wanted {
            let problem = format!("{} pixels were given for {wanted}", pixels.len());
            return Err(Error::question("masks", problem));
        }
        self.calibrate();
        let scene = pixels.iter().map(|&pixel| F::from_f64(f64::from(pixel)));
        let scene = Array2::from_shape_vec((1, wanted), scene.collect()).expect("a row of pixels");
        let classes = self.spec.classes();
        let trainings = core::iter::once(&mut self.network).chain(&mut self.twin);
        let masks = trainings.flat_map(|training| {
            let logits = training.network.forward(scene.view(), Mode::Evaluate, &mut || {});
            predictions(logits, classes)
        });
        Ok(masks.collect())
    }

    /// The confusion on the test examples counted since the last call of `evaluate` from 0 on: the
    /// number of labels of class i that the network took for class j, row by row. The twin's
    /// numbers follow if there is a twin.
    pub fn confusion(&self) -> &[u32] {
        &self.confusion
    }

    /// The number of labels, counted with the confusion, for which network and twin predict
    /// different classes; 0 without a twin.
    pub const fn disagreements(&self) -> u32 {
        self.disagreements
    }

    /// The number of steps done when the confusion was counted.
    pub const fn confusion_step(&self) -> u32 {
        self.confusion_step
    }

    /// The probabilities of the classes for one image according to the network. The twin's
    /// probabilities follow if there is a twin.
    ///
    /// # Errors
    /// The number of bytes is not the number of pixels of an image.
    pub fn predict(&mut self, pixels: &[u8]) -> Result<Vec<F>, Error> {
        if self.spec.labels_per_example() != 1 {
            let problem = "the run learns scenes: ask for masks";
            return Err(Error::question("prediction", problem));
        }
        if pixels.len() != PIXELS {
            let problem = format!("{} bytes were given for {PIXELS} pixels", pixels.len());
            return Err(Error::question("prediction", problem));
        }
        self.calibrate();
        let image: Array2<F> = gather_range(&Images::new(pixels.to_vec(), vec![0])?, 0, 1).0;
        let mut answers = Vec::new();
        for training in core::iter::once(&mut self.network).chain(&mut self.twin) {
            let logits = training.network.forward(image.view(), Mode::Evaluate, &mut || {});
            answers.extend(probabilities(numbers(&logits)));
        }
        Ok(answers)
    }

    /// For each layer, the integer bits, sign included, that suffice for all its pre-activations
    /// with every image. The classifier is the last layer. The twin's numbers follow if there is a
    /// twin.
    pub fn integer_bits(&mut self) -> Vec<u32> {
        self.calibrate();
        self.trainings().flat_map(|one| bank_bits(&ranges_of(one))).collect()
    }

    /// The least and the greatest pre-activation of filter `unit` of bank `layer` over all images.
    /// The range is exact in the first bank and an outer bound in later banks. With batch
    /// normalization it is the range of the number before the normalization.
    ///
    /// # Errors
    /// There is no such bank or filter.
    pub fn unit_range(&mut self, layer: usize, unit: usize) -> Result<[f64; 2], Error> {
        self.calibrate();
        let ranges = ranges_of(&self.network);
        let range = ranges.get(layer).and_then(|bank| bank.get(unit));
        let range = range.ok_or_else(|| no_filter("unit", layer, unit))?;
        Ok([range.min, range.max])
    }
}

fn ranges_of<F: Real>(training: &Training<F>) -> Vec<Vec<Interval>> {
    pre_activations(&training.network, BRIGHTNESS)
}

fn no_filter(what: &'static str, layer: usize, filter: usize) -> Error {
    Error::question(what, format!("layer {layer} has no filter {filter}; both count from 0"))
}
