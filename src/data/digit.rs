//! A digit in a scene: how it is resampled, painted, and kept apart from others.

use core::ops::RangeInclusive;

use crate::data::ground::mix;
use crate::data::images::{self, Images};

/// The possible sides of a digit: a 28×28 image is resampled to a square of this side.
pub const SIZES: RangeInclusive<usize> = 20..=28;
/// A pixel belongs to a digit where the resampled ink is above this value.
pub const INK: f64 = 0.25;

/// Pixels a side of the images that digits are drawn from.
const IMAGE_SIDE: usize = 28;
const _: () = assert!(IMAGE_SIDE * IMAGE_SIDE == images::PIXELS);

/// A digit in a scene, wholly inside it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Digit {
    /// The index of the image.
    pub image: usize,
    /// Pixels above it.
    pub top: usize,
    /// Pixels to its left.
    pub left: usize,
    /// Pixels a side.
    pub size: usize,
    /// The brightness of full ink, in [0, 1].
    pub brightness: f64,
}

impl Digit {
    /// Whether the centres of two digits are (20/28)(s₁ + s₂)/2 apart along an axis or more: 28×28
    /// images of MNIST have their ink in a square of 20×20, up to a shift.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        let between = |a: usize, b: usize| (2 * a + self.size).abs_diff(2 * b + other.size);
        let farthest = between(self.top, other.top).max(between(self.left, other.left));
        7 * farthest >= 5 * (self.size + other.size)
    }

    /// Paints it over what `canvas` has, side × side pixels, and writes its class where it has ink.
    pub(super) fn paint(
        &self,
        images: &Images,
        side: usize,
        canvas: &mut [f64],
        labels: &mut [u8],
    ) {
        let (source, label) = (images.pixels(self.image), images.label(self.image));
        // The same pixels are neighbours along both axes.
        let taps: [Tap; IMAGE_SIDE] = core::array::from_fn(|index| Tap::new(self.size, index));
        let taps = &taps[..self.size];
        for (row, down) in taps.iter().enumerate() {
            let at = (self.top + row) * side + self.left;
            let (upper, lower) =
                (&source[down.first * IMAGE_SIDE..], &source[down.second * IMAGE_SIDE..]);
            let pixels = canvas[at..][..self.size].iter_mut().zip(&mut labels[at..][..self.size]);
            for ((brightness, class), across) in pixels.zip(taps) {
                let ink = mix(across.between(upper), across.between(lower), down.part);
                let ink = ink / f64::from(u8::MAX);
                *brightness += (self.brightness - *brightness) * ink;
                if ink > INK {
                    *class = label;
                }
            }
        }
    }
}

/// The two source pixels along one axis between which a resampled pixel lies, and its distance from
/// the first. Resampling is bilinear between the centres of pixels. Beyond the outermost centres the
/// border pixel counts alone.
#[derive(Clone, Copy)]
struct Tap {
    first: usize,
    second: usize,
    part: f64,
}

impl Tap {
    fn new(size: usize, index: usize) -> Self {
        let centre = ((2 * index + 1) * IMAGE_SIDE) as f64 / (2 * size) as f64 - 0.5;
        let centre = centre.clamp(0.0, (IMAGE_SIDE - 1) as f64);
        let first = centre as usize;
        Self { first, second: (first + 1).min(IMAGE_SIDE - 1), part: centre - first as f64 }
    }

    fn between(self, row: &[u8]) -> f64 {
        mix(f64::from(row[self.first]), f64::from(row[self.second]), self.part)
    }
}
