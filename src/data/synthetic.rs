//! Images made from a seed, easy enough to learn: a few bright pixels per class in
//! noise. They stand in for MNIST where a check needs images and not digits.

use crate::data::images::{CLASSES, Images, PIXELS};
use crate::rng::{Purpose, Stream};

/// `count` images, classes in turn.
pub fn images(count: usize) -> Images {
    let mut stream = Stream::new(7, Purpose::Synthetic, 0);
    let mut pixels = Vec::with_capacity(count * PIXELS);
    let labels: Vec<u8> = (0..count).map(|index| (index % CLASSES) as u8).collect();
    for label in &labels {
        for pixel in 0..PIXELS {
            let is_of_class = pixel % (3 * CLASSES) == 3 * usize::from(*label);
            let is_lit = stream.below(10) < if is_of_class { 8 } else { 1 };
            pixels.push(if is_lit { 55 + stream.below(201) as u8 } else { 0 });
        }
    }
    Images::new(pixels, labels).expect("as many labels as images")
}
