//! The independent protocol with which the laws compare the engine: section 7 as one plain loop. It
//! shares a step and a forward pass with the engine. Of the protocol's own code it shares only the
//! split.

use ndarray::{Array2, s};
use scale_drift::data::batches::gather;
use scale_drift::data::images::{CLASSES, Images, PIXELS};
use scale_drift::experiment::protocol::cell::Cell;
use scale_drift::experiment::protocol::split::Split;
use scale_drift::experiment::training::Training;
use scale_drift::layers::{Mode, Shape};
use scale_drift::loss::predictions;
use scale_drift::network::Network;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::rule;
use scale_drift::optim::schedule::Pace;
use scale_drift::rng::{Purpose, Stream};

/// The protocol as section 7 states it, in one piece.
pub struct Oracle {
    pub images: Images,
    pub split: Split,
    pub cell: Cell,
    pub seed: u32,
}

impl Oracle {
    /// Trains until `after_epoch` tells it to stop; `after_epoch` sees the network at the end of
    /// every epoch. Returns `None` after a loss that is not finite.
    pub fn train(
        &self,
        listed: &[u32],
        pace: Pace,
        epochs: u32,
        mut after_epoch: impl FnMut(&mut Network<f32>) -> bool,
    ) -> Option<Training<f32>> {
        let layers = self.cell.definitions().expect("a valid cell");
        let mut network = Network::new(Shape::flat(PIXELS), CLASSES, &layers).expect("a network");
        network.draw_start(self.seed);
        let rule = rule(&self.cell.rule).expect("a rule");
        let mut training =
            Training::new(network, rule, Hyperparameters::default(), pace).expect("it fits");
        let (mut x, mut labels) = (Array2::zeros((100, PIXELS)), Vec::new());
        for epoch in 0..epochs {
            let mut order: Vec<u32> = (0..listed.len() as u32).collect();
            Stream::new(self.seed, Purpose::Order, epoch).shuffle(&mut order);
            let batches = order.chunks_exact(100);
            let steps = batches.len() as u32;
            for batch in batches {
                let indices = batch.iter().map(|&at| listed[at as usize] as usize);
                gather(&self.images, indices, x.view_mut(), &mut labels);
                let loss = training.gradient(x.view(), &labels, None, &mut || {});
                if !loss.is_finite() {
                    return None;
                }
                training.descend();
                training.add_loss(loss);
            }
            training.end_epoch(steps);
            if after_epoch(&mut training.network) {
                break;
            }
        }
        Some(training)
    }

    /// The number of listed images that are wrong, after training on `trained`.
    pub fn errors(
        &self,
        network: &mut Network<f32>,
        trained: &[u32],
        images: &Images,
        listed: &[u32],
    ) -> u32 {
        let all = |listed: &[u32], images: &Images| {
            let (mut x, mut labels) = (Array2::zeros((listed.len(), PIXELS)), Vec::new());
            let indices = listed.iter().map(|&index| index as usize);
            gather(images, indices, x.view_mut(), &mut labels);
            (x, labels)
        };
        let calibration = all(&trained[..512.min(trained.len())], &self.images).0;
        network.forward(calibration.view(), Mode::Calibrate, &mut || {});
        let (x, labels) = all(listed, images);
        let logits = network.forward(x.slice(s![.., ..]), Mode::Evaluate, &mut || {});
        let wrong = predictions(logits, CLASSES).into_iter().zip(labels).filter(|(p, l)| p != l);
        wrong.count() as u32
    }
}
