//! Class weights by median-frequency balancing (Eigen and Fergus, arXiv:1411.4734, section 6.3.2;
//! used by SegNet, arXiv:1511.00561, section 4; theory section 8). Most pixels are ground. Without
//! weights, a network that calls every pixel ground would have a low loss.

use crate::error::Error;

/// The weight of each class: the square root of its median-frequency weight, divided by the mean of
/// these roots over all pixels of `labels`. The mean weight of a pixel is then 1, so the loss, and
/// with it a good learning rate, keep their size. The roots learn better than the median-frequency
/// weights themselves (measured).
///
/// `labels` has `pixels` classes per image, image by image.
///
/// # Errors
/// There are no images, an image is not complete, or a label is not a class.
pub fn balanced_weights(labels: &[u8], pixels: usize, classes: usize) -> Result<Vec<f64>, Error> {
    let weights = median_frequency_weights(labels, pixels, classes)?;
    let roots: Vec<f64> = weights.into_iter().map(f64::sqrt).collect();
    let mut counts = vec![0_u64; classes];
    labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
    let sum: f64 = roots.iter().zip(counts).map(|(root, count)| root * count as f64).sum();
    let mean = sum / labels.len() as f64;
    Ok(roots.into_iter().map(|root| root / mean).collect())
}

/// The median of f_c over all classes, divided by f_c. Here f_c is the number of pixels of class c,
/// divided by the number of pixels of all images that contain c.
///
/// The median of an even number of frequencies is the mean of the middle two. A class that no image
/// contains has no frequency: it is left out of the median and gets the weight 1, as the median
/// class does. The first pixels of such a class in later images then count neither too little nor
/// too much.
fn median_frequency_weights(
    labels: &[u8],
    pixels: usize,
    classes: usize,
) -> Result<Vec<f64>, Error> {
    if pixels == 0 || labels.is_empty() || !labels.len().is_multiple_of(pixels) {
        let count = labels.len();
        return Err(Error::labels(format!("{count} labels are not images of {pixels} pixels")));
    }
    check_classes(labels, classes)?;
    let (mut of_class, mut of_images) = (vec![0_u64; classes], vec![0_u64; classes]);
    for image in labels.chunks_exact(pixels) {
        let mut counts = vec![0_u64; classes];
        image.iter().for_each(|&label| counts[usize::from(label)] += 1);
        for (class, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            of_class[class] += count;
            of_images[class] += pixels as u64;
        }
    }
    let frequency = |class: usize| of_class[class] as f64 / of_images[class] as f64;
    let present = |class: &usize| of_class[*class] > 0;
    // The library's sorting would be a large part of the page's engine.
    let mut sorted: Vec<f64> = Vec::with_capacity(classes);
    for frequency in (0..classes).filter(present).map(frequency) {
        sorted.insert(sorted.partition_point(|before| *before < frequency), frequency);
    }
    let median = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    let weight = |class| if present(&class) { median / frequency(class) } else { 1.0 };
    Ok((0..classes).map(weight).collect())
}

/// Refuses labels that are not below `classes`.
///
/// # Errors
/// The first such label, and its place.
pub fn check_classes(labels: &[u8], classes: usize) -> Result<(), Error> {
    match labels.iter().position(|&label| usize::from(label) >= classes) {
        None => Ok(()),
        Some(at) => {
            let label = labels[at];
            Err(Error::labels(format!("class {label} at pixel {at}; there are {classes} classes")))
        }
    }
}
