//! Images made from a seed that are easy to learn: a few bright pixels per class, in noise. They
//! replace MNIST in checks that need images but not digits.

use crate::data::images::{CLASSES, Images, PIXELS};
use crate::rng::{Purpose, Stream};

/// `count` images. The classes take turns.
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
