//! The quality of a segmentation: global accuracy, class average accuracy and mean intersection
//! over union, as in SegNet (Badrinarayanan, Kendall and Cipolla, arXiv:1511.00561, section 4;
//! theory section 8). All three follow from one confusion matrix.

use crate::data::class_balance::check_classes;
use crate::error::Error;

/// Counts of pixels by their class and by the class that was predicted for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// n_ij: the number of pixels of class i that were predicted as j, row by row.
    counts: Vec<u64>,
}

impl Confusion {
    /// A matrix without pixels.
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
    }

    /// The matrix of these counts, row by row, as a run's test gives them.
    ///
    /// # Panics
    /// When there are not classes × classes counts.
    pub fn from_counts(classes: usize, counts: &[u32]) -> Self {
        assert_eq!(counts.len(), classes * classes, "a row of counts per class");
        Self { classes, counts: counts.iter().map(|&count| u64::from(count)).collect() }
    }

    /// Adds pixels.
    ///
    /// # Errors
    /// The numbers of labels and predictions differ, or a number is not a class. Nothing is added
    /// then.
    pub fn add(&mut self, labels: &[u8], predicted: &[u8]) -> Result<(), Error> {
        if labels.len() != predicted.len() {
            let (labels, predicted) = (labels.len(), predicted.len());
            return Err(Error::labels(format!("{labels} labels for {predicted} predictions")));
        }
        check_classes(labels, self.classes)?;
        check_classes(predicted, self.classes)?;
        for (&label, &predicted) in labels.iter().zip(predicted) {
            self.counts[usize::from(label) * self.classes + usize::from(predicted)] += 1;
        }
        Ok(())
    }

    /// n_ij: the number of pixels of class `label` that were predicted as `predicted`.
    ///
    /// # Panics
    /// When a number is not a class.
    pub fn count(&self, label: usize, predicted: usize) -> u64 {
        assert!(label < self.classes && predicted < self.classes, "classes");
        self.counts[label * self.classes + predicted]
    }

    /// The share of pixels that were predicted right, Σ n_ii / Σ n_ij; NaN without pixels.
    pub fn global_accuracy(&self) -> f64 {
        let right: u64 = (0..self.classes).map(|class| self.count(class, class)).sum();
        right as f64 / self.counts.iter().sum::<u64>() as f64
    }

    /// The mean of n_ii / t_i over the classes that are present, where t_i = Σ_j n_ij is the number
    /// of pixels of class i; NaN without pixels.
    pub fn class_average(&self) -> f64 {
        self.mean_of_present(|class| self.pixels_of(class))
    }

    /// The mean of n_ii / (t_i + Σ_j n_ji − n_ii) over the classes that are present; NaN without
    /// pixels. A class that is predicted and not present does not enter the mean: the pixels
    /// predicted as this class are already missing in the classes that they belong to.
    pub fn mean_iou(&self) -> f64 {
        self.mean_of_present(|class| self.union(class))
    }

    /// The intersection over union of each class; `None` for a class without pixels.
    pub fn iou_by_class(&self) -> Vec<Option<f64>> {
        let iou = |class| {
            let is_present = self.pixels_of(class) > 0;
            is_present.then(|| self.count(class, class) as f64 / self.union(class) as f64)
        };
        (0..self.classes).map(iou).collect()
    }

    /// The number of pixels that are of this class or predicted as this class.
    fn union(&self, class: usize) -> u64 {
        let predicted: u64 = (0..self.classes).map(|label| self.count(label, class)).sum();
        self.pixels_of(class) + predicted - self.count(class, class)
    }

    fn pixels_of(&self, class: usize) -> u64 {
        self.counts[class * self.classes..][..self.classes].iter().sum()
    }

    /// The mean of n_ii / `whole`(i) over the classes i with pixels.
    fn mean_of_present(&self, whole: impl Fn(usize) -> u64) -> f64 {
        let present = (0..self.classes).filter(|&class| self.pixels_of(class) > 0);
        let (sum, count) = present.fold((0.0, 0.0), |(sum, count), class| {
            (sum + self.count(class, class) as f64 / whole(class) as f64, count + 1.0)
        });
        sum / count
    }
}
