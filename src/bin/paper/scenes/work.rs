//! Threads that train runs. One thread writes the results.

use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use scale_drift::data::images::Images;
use scale_drift::experiment::confusion::Confusion;
use scale_drift::experiment::protocol::unit::Digits;
use scale_drift::experiment::run::{Diverged, Run};
use scale_drift::experiment::spec::RunSpec;

use super::options::Options;
use super::record::{FORMAT, Job, SceneRecord, Score, Set};
use crate::clock::StepClock;
use crate::pool::{self, Unheard};
use crate::progress::time;
use crate::results::Results;

/// Scenes of validation have the seed of the scenes of tests and begin at this index. No test has
/// so many scenes.
const VALIDATION_START: usize = 1_000_000;
/// The most images that digits of validation scenes are taken from.
const VALIDATION_IMAGES: usize = 10_000;

/// The images of the experiment.
pub struct Data {
    digits: Digits,
    /// Training images that no run trains on.
    validation: Images,
}

impl Data {
    /// Takes the images for validation from those behind the images that train.
    pub fn new(digits: Digits, options: &Options) -> Result<Self, String> {
        let (first, all) = (options.images as usize, digits.training());
        if first >= all.len() {
            let (images, most) = (options.images, all.len());
            return Err(format!("--images {images}: fewer than {most}, to leave some to validate"));
        }
        let indices = first..all.len().min(first + VALIDATION_IMAGES);
        let pixels = indices.clone().flat_map(|index| all.pixels(index)).copied().collect();
        let labels = indices.map(|index| all.label(index)).collect();
        let validation = Images::new(pixels, labels).map_err(|error| error.to_string())?;
        Ok(Self { digits, validation })
    }

    pub fn sha256(&self) -> &str {
        self.digits.sha256()
    }

    pub fn test(&self) -> &Images {
        self.digits.test()
    }
}

/// Does all jobs, and appends every finished run at once.
pub fn run(
    jobs: Vec<Job>,
    threads: usize,
    data: &Data,
    results: &mut Results<SceneRecord>,
) -> Result<(), String> {
    let (begin, count) = (Instant::now(), jobs.len());
    let work = |job, sender: &Sender<_>| sender.send(train(job, data)).map_err(|_| Unheard);
    pool::run(jobs.into_iter(), threads, work, |receiver: Receiver<_>| {
        for (finished, record) in receiver.into_iter().enumerate() {
            let record = record?;
            results.append(&record)?;
            let seconds = begin.elapsed().as_secs_f64();
            let left = seconds * (count - finished - 1) as f64 / (finished + 1) as f64;
            let score = record.score().map(|score| format!("mean IoU {:.3}", score.mean_iou));
            eprintln!(
                "{}: {}; {} of {count} runs in {}, about {} left before the next runs are chosen",
                record.job.spec,
                score.unwrap_or_else(|| "diverged".to_owned()),
                finished + 1,
                time(seconds),
                time(left)
            );
        }
        Ok(())
    })
}

/// Trains a run and judges it.
fn train(job: Job, data: &Data) -> Result<SceneRecord, String> {
    let said = |error: scale_drift::error::Error| error.to_string();
    let clock = StepClock::new();
    let begin = clock.now();
    let spec: RunSpec = job.spec.parse().map_err(said)?;
    let classes = spec.scenes().classes();
    let training = data.digits.training();
    let mut run = Run::<f32>::new(spec, training).map_err(said)?;
    while run.steps() < job.steps && run.diverged().is_none() {
        run.step(training, &mut || {});
    }
    let diverged = run.diverged().or_else(|| non_finite(&run));
    let mut scores = Vec::new();
    if diverged.is_none() {
        let (images, from) = match job.set {
            Set::Test => (data.test(), 0),
            Set::Validation => (&data.validation, VALIDATION_START),
        };
        if from > 0 {
            // A test from 0 on takes the statistics for batch normalization and counts anew.
            run.evaluate(images, 0, 0).map_err(said)?;
        }
        run.evaluate(images, from, job.scenes as usize).map_err(said)?;
        let counts = run.confusion().chunks(classes * classes);
        scores =
            counts.map(|counts| Score::new(&Confusion::from_counts(classes, counts))).collect();
    }
    Ok(SceneRecord {
        format: FORMAT,
        job,
        diverged: diverged.map(|which| match which {
            Diverged::Network => "network".to_owned(),
            Diverged::Twin => "twin".to_owned(),
        }),
        steps_done: run.steps(),
        scores,
        twin_gap: Some(run.readings().twin_gap).filter(|gap| gap.is_finite()),
        weights_sha256: run.fingerprint(),
        seconds: clock.now() - begin,
    })
}

/// The network whose last step led to numbers that are not finite.
fn non_finite(run: &Run<f32>) -> Option<Diverged> {
    let is_finite = |param: &scale_drift::param::Param<f32>| {
        param.value.iter().all(|number| number.is_finite())
    };
    let mut networks = run.trainings().map(|training| training.network.params().all(is_finite));
    let at = networks.position(|is_finite| !is_finite)?;
    Some(if at == 0 { Diverged::Network } else { Diverged::Twin })
}
