//! Images made from a seed: the images of the engine's own checks, and other images with shapes.

pub use scale_drift::data::synthetic::images;

use scale_drift::data::images::{CLASSES, Images, PIXELS};

/// `count` images of seven-segment digits; the classes take turns. The shapes have ink and edges,
/// which laws of scenes need.
pub fn digits(count: usize) -> Images {
    // The rows and columns of each segment, and the segments of each digit as bits. From the lowest
    // bit on, the segments are: top, upper right, lower right, bottom, lower left, upper left,
    // middle.
    const SEGMENTS: [[usize; 4]; 7] = [
        [3, 7, 7, 21],
        [3, 16, 17, 21],
        [12, 25, 17, 21],
        [21, 25, 7, 21],
        [12, 25, 7, 11],
        [3, 16, 7, 11],
        [12, 16, 7, 21],
    ];
    const DIGITS: [u8; CLASSES] = [0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F];
    let labels: Vec<u8> = (0..count).map(|index| (index % CLASSES) as u8).collect();
    let mut pixels = Vec::with_capacity(count * PIXELS);
    for &label in &labels {
        for pixel in 0..PIXELS {
            let (row, column) = (pixel / 28, pixel % 28);
            let is_inked = SEGMENTS.iter().enumerate().any(|(bit, [top, bottom, left, right])| {
                DIGITS[usize::from(label)] >> bit & 1 == 1
                    && (top..bottom).contains(&&row)
                    && (left..right).contains(&&column)
            });
            pixels.push(if is_inked { 255 } else { 0 });
        }
    }
    Images::new(pixels, labels).expect("as many labels as images")
}
