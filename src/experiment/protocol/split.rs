//! Which images of a run train, and which images validate.

use crate::error::Error;
use crate::experiment::protocol::cell::{BATCH, Extent};
use crate::rng::{Purpose, Stream};

const SEARCH_TRAINING: usize = 1000;
const SEARCH_VALIDATION: usize = 500;

/// A permutation of the training images for each seed. The first 5 of 6 images train, the rest
/// validates: 50,000 and 10,000 of all 60,000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    order: Vec<u32>,
    training: usize,
}

impl Split {
    /// The split for `seed`, when `present` training images are loaded.
    ///
    /// # Errors
    /// There are fewer images than the extent names, or too few for one batch.
    pub fn new(present: usize, extent: Extent, seed: u32) -> Result<Self, Error> {
        let wanted = extent.images as usize;
        if present < wanted {
            return Err(Error::MissingImages { wanted, present });
        }
        let (training, _) = Self::training_sizes(extent);
        if training < BATCH as usize {
            let problem = format!("{wanted} images are too few: 120 are the least that train");
            return Err(Error::setting("images", problem));
        }
        let mut order: Vec<u32> = (0..u32::try_from(present).unwrap_or(u32::MAX)).collect();
        Stream::new(seed, Purpose::Split, 0).shuffle(&mut order);
        order.truncate(wanted);
        Ok(Self { order, training })
    }

    /// The number of images that train, and the number of images that train while rates are tried.
    pub(super) fn training_sizes(extent: Extent) -> (usize, usize) {
        let training = extent.images as usize * 5 / 6;
        (training, SEARCH_TRAINING.min(training))
    }

    /// The images that train.
    pub fn training(&self) -> &[u32] {
        &self.order[..self.training]
    }

    /// The images that validate.
    pub fn validation(&self) -> &[u32] {
        &self.order[self.training..]
    }

    /// The images that train while rates are tried: the first 1,000.
    pub fn search_training(&self) -> &[u32] {
        &self.order[..SEARCH_TRAINING.min(self.training)]
    }

    /// The images that judge the rates: the last 500.
    pub fn search_validation(&self) -> &[u32] {
        let validation = self.validation();
        &validation[validation.len().saturating_sub(SEARCH_VALIDATION)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(images: u32, seed: u32) -> Split {
        Split::new(60_000, Extent { epochs: 1, images }, seed).expect("enough images")
    }

    #[test]
    fn all_images_are_split_as_the_paper_does() {
        let split = split(60_000, 1);
        assert_eq!((split.training().len(), split.validation().len()), (50_000, 10_000));
        assert_eq!(split.search_training(), &split.training()[..1000]);
        assert_eq!(split.search_validation(), &split.validation()[9500..]);
        let mut all = [split.training(), split.validation()].concat();
        assert_ne!(all, (0..60_000).collect::<Vec<_>>());
        all.sort_unstable();
        assert_eq!(all, (0..60_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_part_is_the_front_of_the_same_permutation() {
        let (part, whole) = (split(600, 3), split(60_000, 3));
        assert_eq!((part.training().len(), part.validation().len()), (500, 100));
        assert_eq!(part.training(), &whole.training()[..500]);
        assert_eq!(part.search_training(), part.training());
        assert_eq!(part.search_validation(), part.validation());
        assert_ne!(part, split(600, 4));
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let refused = |images| {
            let error = Split::new(200, Extent { epochs: 1, images }, 1).expect_err("refused");
            error.to_string()
        };
        assert!(refused(201).contains("201 images are needed"));
        assert!(refused(119).contains("120 are the least"));
        assert!(Split::new(200, Extent { epochs: 1, images: 120 }, 1).is_ok());
    }
}
