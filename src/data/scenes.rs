//! Scenes to segment: one to four digits at random places and in random sizes over textured ground.
//! A scene has 64×64 pixels of one channel in [0, 1], and a class for every pixel.
//!
//! The images of the digits, a seed and an index determine a scene, so a training set of scenes has
//! no end and takes no memory. Only additions, products and quotients are used, in double
//! precision, and each pixel is rounded once. A scene therefore has the same bits on every machine
//! and for training in every precision.

use ndarray::ArrayViewMut2;

use crate::data::images::{self, Images};
use crate::error::Error;
use crate::real::Real;
use crate::rng::{Purpose, Stream};

/// Pixels a side.
pub const SIDE: usize = 64;
/// Pixels of a scene.
pub const PIXELS: usize = SIDE * SIDE;
/// The class of a pixel that belongs to no digit; the classes before it are the digits.
pub const GROUND: u8 = 10;
/// Classes: ten digits, then [`GROUND`].
pub const CLASSES: usize = 11;
/// The largest number of digits in a scene; the smallest is 1.
pub const MOST_DIGITS: u32 = 4;
/// The possible sides of a digit: a 28×28 image is resampled to a square of this side.
pub const SIZES: core::ops::RangeInclusive<u32> = 14..=32;
/// A pixel belongs to a digit where the resampled ink is above this value.
pub const INK: f64 = 0.5;
/// The largest brightness of the ground. Half-inked pixels of the dimmest digit are brighter.
pub const BRIGHTEST_GROUND: f64 = 0.3;

/// The brightness of the dimmest digit. Digits differ in brightness: otherwise overlaps could not
/// be seen.
const DIMMEST_DIGIT: f64 = 0.75;
/// Pixels a side of the images that digits are drawn from.
const IMAGE_SIDE: usize = 28;
/// The octaves of the ground's smooth noise: the number of pixels between two nodes, and the
/// largest value.
const OCTAVES: [(usize, f64); 2] = [(16, 0.15), (8, 0.08)];
/// The largest value of the ground's speckle, which is different in every pixel.
const SPECKLE: f64 = 0.07;

/// A digit in a scene, wholly inside it.
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// A scene, and where its digits are.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Brightness in [0, 1], row by row.
    pub pixels: Vec<f32>,
    /// The class of each pixel.
    pub labels: Vec<u8>,
    /// Its digits. Later digits hide earlier digits.
    pub digits: Vec<Digit>,
}

/// The scene of this seed and index. Its digits are drawn from `images`.
///
/// # Errors
/// When there are no images.
pub fn compose(images: &Images, seed: u32, index: u32) -> Result<Scene, Error> {
    if images.is_empty() {
        return Err(Error::MissingImages { wanted: 1, present: 0 });
    }
    let mut stream = Stream::new(seed, Purpose::Scene, index);
    let count = 1 + stream.below(MOST_DIGITS);
    let digits: Vec<Digit> = (0..count).map(|_| Digit::draw(&mut stream, images.len())).collect();
    let mut brightness = ground(&mut stream);
    let mut labels = vec![GROUND; PIXELS];
    for digit in &digits {
        let source = images.pixels(digit.image);
        for row in 0..digit.size {
            for column in 0..digit.size {
                let ink = resample(source, digit.size, row, column);
                let at = (digit.top + row) * SIDE + digit.left + column;
                brightness[at] += (digit.brightness - brightness[at]) * ink;
                if ink > INK {
                    labels[at] = images.label(digit.image);
                }
            }
        }
    }
    let pixels = brightness.into_iter().map(<f32 as Real>::from_f64).collect();
    Ok(Scene { pixels, labels, digits })
}

/// Writes scenes as rows of pixels, and the classes of their pixels, scene by scene.
///
/// # Errors
/// When there are no images.
///
/// # Panics
/// When `into` is not indices × [`PIXELS`]: a bug in the caller.
pub fn gather<F: Real>(
    images: &Images,
    seed: u32,
    indices: core::ops::Range<u32>,
    mut into: ArrayViewMut2<F>,
    labels: &mut Vec<u8>,
) -> Result<(), Error> {
    assert_eq!(into.dim(), (indices.len(), PIXELS), "a row of pixels per scene");
    labels.clear();
    for (index, mut row) in indices.zip(into.rows_mut()) {
        let scene = compose(images, seed, index)?;
        for (x, &pixel) in row.iter_mut().zip(&scene.pixels) {
            *x = F::from_f64(f64::from(pixel));
        }
        labels.extend(scene.labels);
    }
    Ok(())
}

impl Digit {
    fn draw(stream: &mut Stream, images: usize) -> Self {
        let image = stream.below(u32::try_from(images).unwrap_or(u32::MAX)) as usize;
        let size = (SIZES.start() + stream.below(SIZES.end() - SIZES.start() + 1)) as usize;
        let places = (SIDE - size + 1) as u32;
        let (top, left) = (stream.below(places) as usize, stream.below(places) as usize);
        let brightness = DIMMEST_DIGIT + (1.0 - DIMMEST_DIGIT) * stream.uniform();
        Self { image, top, left, size, brightness }
    }
}

/// The ink, in [0, 1], of one pixel of an image resampled to `size` × `size`. It is bilinear
/// between the centres of pixels; at half size this is the mean of four pixels.
fn resample(image: &[u8], size: usize, row: usize, column: usize) -> f64 {
    let (upper, lower, down) = neighbours(size, row);
    let (left, right, across) = neighbours(size, column);
    let pixel = |row: usize, column: usize| f64::from(image[row * IMAGE_SIDE + column]);
    let above = mix(pixel(upper, left), pixel(upper, right), across);
    let below = mix(pixel(lower, left), pixel(lower, right), across);
    mix(above, below, down) / f64::from(u8::MAX)
}

/// The two source pixels along one axis between which a resampled pixel lies, and its distance from
/// the first. Beyond the outermost centres the border pixel counts alone.
fn neighbours(size: usize, index: usize) -> (usize, usize, f64) {
    let centre = ((2 * index + 1) * IMAGE_SIDE) as f64 / (2 * size) as f64 - 0.5;
    let centre = centre.clamp(0.0, (IMAGE_SIDE - 1) as f64);
    let first = centre as usize;
    (first, (first + 1).min(IMAGE_SIDE - 1), centre - first as f64)
}

fn mix(a: f64, b: f64, part: f64) -> f64 {
    a + (b - a) * part
}

/// The brightness of the ground: smooth value noise in octaves, and speckle, from 0 to
/// [`BRIGHTEST_GROUND`].
fn ground(stream: &mut Stream) -> Vec<f64> {
    let mut ground: Vec<f64> = (0..PIXELS).map(|_| SPECKLE * stream.uniform()).collect();
    for (spacing, most) in OCTAVES {
        let nodes = SIDE / spacing + 1;
        let lattice: Vec<f64> = (0..nodes * nodes).map(|_| most * stream.uniform()).collect();
        // 3t² − 2t³ has slope 0 at the nodes, so the lattice leaves no creases.
        let blend = |pixel: usize| {
            let part = (pixel % spacing) as f64 / spacing as f64;
            part * part * (3.0 - 2.0 * part)
        };
        for (index, brightness) in ground.iter_mut().enumerate() {
            let (row, column) = (index / SIDE, index % SIDE);
            let node = row / spacing * nodes + column / spacing;
            let above = mix(lattice[node], lattice[node + 1], blend(column));
            let below = mix(lattice[node + nodes], lattice[node + nodes + 1], blend(column));
            *brightness += mix(above, below, blend(row));
        }
    }
    ground
}

const _: () = assert!(IMAGE_SIDE * IMAGE_SIDE == images::PIXELS);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_size_averages_four_pixels_and_full_size_copies() {
        let image: Vec<u8> = (0..images::PIXELS).map(|pixel| (pixel % 251) as u8).collect();
        let at = |row: usize, column: usize| f64::from(image[row * IMAGE_SIDE + column]) / 255.0;
        for (row, column) in [(0, 0), (3, 7), (13, 13)] {
            let four = at(2 * row, 2 * column)
                + at(2 * row, 2 * column + 1)
                + at(2 * row + 1, 2 * column)
                + at(2 * row + 1, 2 * column + 1);
            assert!((resample(&image, 14, row, column) - four / 4.0).abs() < 1e-12);
            assert!((resample(&image, 28, row, column) - at(row, column)).abs() < 1e-12);
        }
    }

    #[test]
    fn ground_is_dim_and_not_flat() {
        let ground = ground(&mut Stream::new(1, Purpose::Scene, 0));
        assert!(ground.iter().all(|brightness| (0.0..=BRIGHTEST_GROUND).contains(brightness)));
        let brightest = ground.iter().copied().fold(0.0, f64::max);
        let dimmest = ground.iter().copied().fold(1.0, f64::min);
        assert!(brightest - dimmest > 0.1, "{dimmest} to {brightest}");
    }
}
