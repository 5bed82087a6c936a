//! Scenes to segment: a few digits, kept apart, at random places and in random sizes over textured
//! ground. A scene has one channel in [0, 1], and a class for every pixel.
//!
//! The images of the digits, a seed and an index determine a scene, so a training set of scenes has
//! no end and takes no memory. Only additions, products and quotients are used, in double
//! precision, and each pixel is rounded once. A scene therefore has the same bits on every machine
//! and for training in every precision.

use core::ops::{Range, RangeInclusive};

use ndarray::ArrayViewMut2;

use crate::data::ground;
use crate::data::images::{self, Images};
use crate::error::Error;
use crate::real::Real;
use crate::rng::{Purpose, Stream};

pub use crate::data::digit::{Digit, INK, SIZES};
pub use crate::data::ground::BRIGHTEST_GROUND;

/// The possible sides of a scene, and the number of digits that are drawn for it. A digit for which
/// no place is found is left out: 22 % of the small scenes have only one digit, 1 % of the large
/// scenes only two.
pub const SIDES: [(usize, RangeInclusive<u32>); 2] = [(48, 2..=3), (64, 3..=5)];
/// The possible numbers of classes of digits.
pub const DIGITS: RangeInclusive<usize> = 2..=images::CLASSES;

/// The brightness of the dimmest digit; the brightness of the brightest digit is 1.
const DIMMEST_DIGIT: f64 = 0.75;
/// Places that are tried for a digit before it is left out.
const TRIES: u32 = 20;
const MOST_SIDE: usize = 64;
const MOST_DIGITS: usize = 5;

/// The brightness of a scene while it is painted. It is on the stack, so a step allocates nothing.
type Canvas = [f64; MOST_SIDE * MOST_SIDE];

/// What a scene looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SceneKind {
    /// Pixels a side: 48, with 2 to 3 digits, or 64, with 3 to 5 digits.
    pub side: usize,
    /// Classes of digits, 2 to 10: the digits from 0 on.
    pub digits: usize,
}

impl SceneKind {
    /// Pixels of a scene.
    pub fn pixels(self) -> usize {
        self.side * self.side
    }

    /// Classes of a pixel: the digits, then the ground.
    pub fn classes(self) -> usize {
        self.digits + 1
    }

    /// The class of a pixel that belongs to no digit.
    ///
    /// # Panics
    /// When there are more than 255 digits.
    pub fn ground(self) -> u8 {
        u8::try_from(self.digits).expect("at most ten digits")
    }

    /// The number of digits that are drawn for a scene.
    fn numbers(self) -> Result<RangeInclusive<u32>, Error> {
        if !DIGITS.contains(&self.digits) {
            let (least, most, given) = (DIGITS.start(), DIGITS.end(), self.digits);
            let problem = format!("{given}; scenes have {least} to {most} classes of digits");
            return Err(Error::setting("classes", problem));
        }
        let known = SIDES.into_iter().find(|(side, _)| *side == self.side);
        known.map(|(_, numbers)| numbers).ok_or_else(|| {
            let given = self.side;
            Error::setting("side", format!("{given}; a scene has 48 or 64 pixels a side"))
        })
    }
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

/// Scenes of one kind, from the digits of some images.
#[derive(Debug, Clone)]
pub struct Scenes {
    /// What they look like.
    pub kind: SceneKind,
    numbers: RangeInclusive<u32>,
    /// The images whose class is a digit of the scenes.
    eligible: Vec<u32>,
}

impl Scenes {
    /// From the first `count` of `images`.
    ///
    /// # Errors
    /// There is no such kind of scene, fewer images are loaded, or no image among them shows a digit
    /// of this kind of scene.
    pub fn new(kind: SceneKind, images: &Images, count: usize) -> Result<Self, Error> {
        let numbers = kind.numbers()?;
        if count > images.len() || images.is_empty() {
            return Err(Error::MissingImages { wanted: count.max(1), present: images.len() });
        }
        let is_eligible = |&index: &usize| images.label(index) < kind.ground();
        let eligible: Vec<u32> = (0..count).filter(is_eligible).map(|index| index as u32).collect();
        if eligible.is_empty() {
            let last = kind.digits - 1;
            let problem = format!(
                "none of the first {count} images is a digit from 0 to {last}; \
                 take more images, or more classes of digits"
            );
            return Err(Error::setting("classes", problem));
        }
        Ok(Self { kind, numbers, eligible })
    }

    /// The scene of this seed and index.
    ///
    /// # Panics
    /// When `images` are not the images of [`Self::new`], or those and more.
    pub fn compose(&self, images: &Images, seed: u32, index: u32) -> Scene {
        let (mut canvas, mut labels) = (blank(), vec![0; self.kind.pixels()]);
        let (digits, number) = self.paint(images, seed, index, &mut canvas, &mut labels);
        Scene { pixels: rounded(&canvas, self.kind), labels, digits: digits[..number].to_vec() }
    }

    /// Writes scenes as rows of pixels, and the classes of their pixels, scene by scene. Allocates
    /// nothing when `labels` has had this size before.
    ///
    /// # Panics
    /// When `into` is not indices × pixels, or as [`Self::compose`]: a bug in the caller.
    pub fn gather<F: Real>(
        &self,
        images: &Images,
        seed: u32,
        indices: Range<u32>,
        mut into: ArrayViewMut2<F>,
        labels: &mut Vec<u8>,
    ) {
        let pixels = self.kind.pixels();
        assert_eq!(into.dim(), (indices.len(), pixels), "a row of pixels per scene");
        labels.resize(indices.len() * pixels, 0);
        let mut canvas = blank();
        let rows = into.rows_mut().into_iter().zip(labels.chunks_exact_mut(pixels));
        for (index, (mut row, labels)) in indices.zip(rows) {
            self.paint(images, seed, index, &mut canvas, labels);
            for (x, &brightness) in row.iter_mut().zip(&canvas) {
                *x = F::from_f64(f64::from(<f32 as Real>::from_f64(brightness)));
            }
        }
    }

    /// Paints a scene. Returns its digits, and how many there are.
    fn paint(
        &self,
        images: &Images,
        seed: u32,
        index: u32,
        canvas: &mut Canvas,
        labels: &mut [u8],
    ) -> ([Digit; MOST_DIGITS], usize) {
        let mut stream = lay_ground(self.kind, seed, index, canvas, labels);
        let (mut digits, mut placed) = ([Digit::default(); MOST_DIGITS], 0);
        let (least, most) = (*self.numbers.start(), *self.numbers.end());
        for _ in 0..least + stream.below(most - least + 1) {
            if let Some(digit) = self.place(&mut stream, &digits[..placed]) {
                digits[placed] = digit;
                placed += 1;
            }
        }
        let painted = &digits[..placed];
        painted.iter().for_each(|digit| digit.paint(images, self.kind.side, canvas, labels));
        (digits, placed)
    }

    /// A digit at a place that is far enough from the others, if such a place is found.
    fn place(&self, stream: &mut Stream, others: &[Digit]) -> Option<Digit> {
        let image = self.eligible[stream.below(self.eligible.len() as u32) as usize] as usize;
        let size = SIZES.start() + stream.below((SIZES.end() - SIZES.start() + 1) as u32) as usize;
        let brightness = DIMMEST_DIGIT + (1.0 - DIMMEST_DIGIT) * stream.uniform();
        let places = (self.kind.side - size + 1) as u32;
        (0..TRIES).find_map(|_| {
            let (top, left) = (stream.below(places) as usize, stream.below(places) as usize);
            let digit = Digit { image, top, left, size, brightness };
            others.iter().all(|other| digit.is_apart_from(other)).then_some(digit)
        })
    }
}

/// A scene of the visitor's own: digits at given places over the ground of this seed and index. No
/// digit leaves the ground alone.
///
/// # Errors
/// There is no such kind of scene, a digit is not wholly inside it or has a size or a brightness
/// out of range, or its image is unknown or of another class.
pub fn arrange(
    kind: SceneKind,
    images: &Images,
    digits: &[Digit],
    seed: u32,
    index: u32,
) -> Result<Scene, Error> {
    kind.numbers()?;
    for (position, digit) in digits.iter().enumerate() {
        if let Some(problem) = problem(digit, kind, images) {
            return Err(Error::question("scene", format!("digit {}: {problem}", position + 1)));
        }
    }
    let (mut canvas, mut labels) = (blank(), vec![0; kind.pixels()]);
    lay_ground(kind, seed, index, &mut canvas, &mut labels);
    digits.iter().for_each(|digit| digit.paint(images, kind.side, &mut canvas, &mut labels));
    Ok(Scene { pixels: rounded(&canvas, kind), labels, digits: digits.to_vec() })
}

/// Why a digit cannot be in a scene of this kind.
fn problem(digit: &Digit, kind: SceneKind, images: &Images) -> Option<String> {
    let &Digit { image, top, left, size, brightness } = digit;
    if image >= images.len() {
        return Some(format!("there is no image {image}; {} are loaded", images.len()));
    }
    let label = images.label(image);
    if label >= kind.ground() {
        let last = kind.digits - 1;
        return Some(format!("image {image} is a {label}; this scene has digits 0 to {last}"));
    }
    if !SIZES.contains(&size) {
        let (least, most) = (SIZES.start(), SIZES.end());
        return Some(format!("{size} pixels a side; it must have {least} to {most}"));
    }
    let most = kind.side - size;
    if top > most || left > most {
        return Some(format!("it is at ({left}, {top}); both must be 0 to {most}"));
    }
    let is_brightness = (0.0..=1.0).contains(&brightness);
    (!is_brightness).then(|| format!("its brightness is {brightness}; it must be 0 to 1"))
}

fn blank() -> Canvas {
    [0.0; MOST_SIDE * MOST_SIDE]
}

/// Ground alone. Returns the stream from which the digits of the scene are drawn.
fn lay_ground(
    kind: SceneKind,
    seed: u32,
    index: u32,
    canvas: &mut Canvas,
    labels: &mut [u8],
) -> Stream {
    let mut stream = Stream::new(seed, Purpose::Scene, index);
    ground::lay(&mut stream, kind.side, &mut canvas[..kind.pixels()]);
    labels.fill(kind.ground());
    stream
}

fn rounded(canvas: &Canvas, kind: SceneKind) -> Vec<f32> {
    canvas[..kind.pixels()].iter().map(|&brightness| <f32 as Real>::from_f64(brightness)).collect()
}
