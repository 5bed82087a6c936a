//! Scenes, their class balance, and the metrics of a segmentation.

use ndarray::Array2;
use scale_drift::data::class_balance::median_frequency_weights;
use scale_drift::data::images::{self, Images};
use scale_drift::data::scenes::{
    BRIGHTEST_GROUND, CLASSES, Digit, GROUND, INK, MOST_DIGITS, PIXELS, SIDE, SIZES, compose,
    gather,
};
use scale_drift::error::Error;
use scale_drift::experiment::confusion::Confusion;
use scale_drift::experiment::run::sha256_hex;
use scale_drift::real::Real;

use crate::synthetic;

/// SHA-256 of scenes 0 to 3 of seed 5 over made-up images: for each scene the pixels as
/// little-endian f32, then the labels.
const FINGERPRINT: &str = "e35260846ac01db10b67bbba63d45efdb55bcfa9c981bac837e1045b0f566594";

const IMAGE_SIDE: usize = 28;

fn fingerprint(seed: u32) -> String {
    let images = synthetic::digits(20);
    let mut bytes = Vec::new();
    for index in 0..4 {
        let scene = compose(&images, seed, index).expect("images");
        scene.pixels.iter().for_each(|pixel| pixel.write_bytes(&mut bytes));
        bytes.extend(scene.labels);
    }
    sha256_hex(&bytes)
}

#[test]
fn a_scene_follows_from_images_seed_and_index() {
    assert_eq!(fingerprint(5), FINGERPRINT);
    assert_ne!(fingerprint(6), FINGERPRINT);
    let images = synthetic::digits(20);
    let scene = |index| compose(&images, 5, index).expect("images");
    assert_eq!(scene(1000), scene(1000));
    assert_ne!(scene(1000).pixels, scene(1001).pixels);
    // The same number of other images gives the same layout and other pixels.
    let other = compose(&synthetic::images(20), 5, 1000).expect("images");
    assert_eq!(scene(1000).digits, other.digits);
    assert_ne!(scene(1000).pixels, other.pixels);
}

#[test]
fn a_batch_is_its_scenes_in_both_precisions() {
    fn check<F: Real>() {
        let images = synthetic::digits(10);
        let (mut inputs, mut labels) = (Array2::<F>::zeros((3, PIXELS)), vec![99]);
        gather(&images, 2, 7..10, inputs.view_mut(), &mut labels).expect("images");
        for (position, index) in (7..10).enumerate() {
            let scene = compose(&images, 2, index).expect("images");
            let row = inputs.row(position);
            assert!(
                row.iter()
                    .zip(&scene.pixels)
                    .all(|(a, b)| a.to_f64().to_bits() == f64::from(*b).to_bits())
            );
            assert_eq!(labels[position * PIXELS..][..PIXELS], scene.labels);
        }
        assert_eq!(labels.len(), 3 * PIXELS);
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn digits_are_inside_at_every_number_size_and_border() {
    let images = synthetic::digits(3);
    let (mut counts, mut sizes, mut drawn) = ([0; 4], [0; 33], [0; 3]);
    let mut borders = [0; 4];
    for index in 0..1500 {
        let scene = compose(&images, 1, index).expect("images");
        assert!(scene.pixels.iter().all(|pixel| (0.0..=1.0).contains(pixel)), "{index}");
        assert_eq!((scene.pixels.len(), scene.labels.len()), (PIXELS, PIXELS));
        assert!(scene.labels.iter().all(|&label| usize::from(label) < CLASSES));
        assert!((1..=MOST_DIGITS as usize).contains(&scene.digits.len()));
        counts[scene.digits.len() - 1] += 1;
        for digit in &scene.digits {
            let (bottom, right) = (digit.top + digit.size, digit.left + digit.size);
            assert!(SIZES.contains(&(digit.size as u32)), "{index}: {digit:?}");
            assert!(bottom <= SIDE && right <= SIDE, "{index}: {digit:?}");
            sizes[digit.size] += 1;
            drawn[digit.image] += 1;
            let touches = [digit.top == 0, digit.left == 0, bottom == SIDE, right == SIDE];
            borders.iter_mut().zip(touches).for_each(|(n, touches)| *n += u32::from(touches));
        }
    }
    let all_sizes = SIZES.map(|size| sizes[size as usize]);
    assert!(all_sizes.into_iter().all(|count| count > 0), "{sizes:?}");
    assert!(counts.iter().chain(&drawn).all(|&count| count > 300), "{counts:?} {drawn:?}");
    assert!(borders.iter().all(|&count| count > 30), "{borders:?}");
}

/// The ink of a digit at a pixel of the scene, from the definition of bilinear interpolation: a
/// tent around the centre weights every source pixel.
fn ink(images: &Images, digit: &Digit, row: usize, column: usize) -> f64 {
    if row < digit.top || column < digit.left {
        return 0.0;
    }
    let (row, column) = (row - digit.top, column - digit.left);
    if row >= digit.size || column >= digit.size {
        return 0.0;
    }
    let scale = IMAGE_SIDE as f64 / digit.size as f64;
    let centre = |at: usize| ((at as f64 + 0.5) * scale - 0.5).clamp(0.0, 27.0);
    let tent = |at: usize, centre: f64| (1.0 - (at as f64 - centre).abs()).max(0.0);
    let source = images.pixels(digit.image).iter().enumerate();
    let weighed = source.map(|(at, &pixel)| {
        let (y, x) = (at / IMAGE_SIDE, at % IMAGE_SIDE);
        f64::from(pixel) / 255.0 * tent(y, centre(row)) * tent(x, centre(column))
    });
    weighed.sum()
}

/// The class of a pixel when the first of `digits` with ink there hides the others; `None` where
/// rounding could decide.
fn expected<'a>(
    images: &Images,
    mut digits: impl Iterator<Item = &'a Digit>,
    row: usize,
    column: usize,
) -> Option<u8> {
    let digit = digits.find(|digit| ink(images, digit, row, column) > INK - 1e-9);
    let Some(digit) = digit else { return Some(GROUND) };
    let is_sure = ink(images, digit, row, column) > INK + 1e-9;
    is_sure.then(|| images.label(digit.image))
}

#[test]
fn labels_agree_with_ink_and_later_digits_hide_earlier_ones() {
    let images = synthetic::digits(10);
    let (mut sure, mut earlier_differs) = (0, false);
    for index in 0..20 {
        let scene = compose(&images, 3, index).expect("images");
        for (at, &label) in scene.labels.iter().enumerate() {
            let (row, column) = (at / SIDE, at % SIDE);
            let later = expected(&images, scene.digits.iter().rev(), row, column);
            assert_eq!(later.unwrap_or(label), label, "{index}: {row} {column}");
            sure += u32::from(later.is_some());
            let earlier = expected(&images, scene.digits.iter(), row, column);
            earlier_differs |= earlier.is_some_and(|earlier| earlier != label);
        }
    }
    assert!(sure > 19 * PIXELS as u32, "{sure}");
    assert!(earlier_differs, "the opposite order must fail");
}

#[test]
fn ground_is_dimmer_than_every_labelled_digit() {
    let images = synthetic::digits(10);
    for index in 0..10 {
        let scene = compose(&images, 4, index).expect("images");
        for (at, (&pixel, &label)) in scene.pixels.iter().zip(&scene.labels).enumerate() {
            let is_inked = |digit| ink(&images, digit, at / SIDE, at % SIDE) > 0.0;
            if label != GROUND {
                assert!(f64::from(pixel) > BRIGHTEST_GROUND, "{index}: {at}");
            } else if !scene.digits.iter().any(is_inked) {
                assert!(f64::from(pixel) <= BRIGHTEST_GROUND, "{index}: {at}");
            }
        }
    }
    let blank = Images::new(vec![0; images::PIXELS], vec![7]).expect("one image");
    let scene = compose(&blank, 4, 0).expect("images");
    assert!(scene.labels.iter().all(|&label| label == GROUND));
    let solid = Images::new(vec![255; images::PIXELS], vec![7]).expect("one image");
    let scene = compose(&solid, 4, 0).expect("images");
    assert!(scene.labels.contains(&7) && scene.labels.contains(&GROUND));
}

/// Two images of four pixels: f = 5/8, 1/4, 2/4 and none; the median is 1/2.
#[test]
fn class_weights_by_hand() {
    let labels = [0, 0, 0, 1, 0, 0, 2, 2];
    assert_eq!(median_frequency_weights(&labels, 4, 4), Ok(vec![0.8, 2.0, 1.0, 1.0]));
    // An even number of classes: f = 3/4 and 1/4, the median between them.
    let weights = median_frequency_weights(&labels[..4], 4, 2).expect("well formed");
    assert_eq!(weights, [0.5 / 0.75, 2.0]);
    // As one image of eight pixels, class 1 is rarer: the frequencies depend on the images that
    // contain a class.
    let weights = median_frequency_weights(&labels, 8, 3).expect("well formed");
    assert_eq!(weights, [0.25 / 0.625, 2.0, 1.0]);
}

#[test]
fn balanced_classes_weigh_one_and_ground_weighs_least() {
    let images = synthetic::digits(40);
    let mut inputs = Array2::<f32>::zeros((200, PIXELS));
    let mut labels = Vec::new();
    gather(&images, 1, 0..200, inputs.view_mut(), &mut labels).expect("images");
    let weights = median_frequency_weights(&labels, PIXELS, CLASSES).expect("well formed");
    let ground = weights[usize::from(GROUND)];
    assert!(weights[..10].iter().all(|&digit| digit > 10.0 * ground), "{weights:?}");
    assert_eq!(median_frequency_weights(&[0, 1, 2], 3, 3), Ok(vec![1.0; 3]));
}

/// Six pixels of two classes. A third class is predicted once and is not present.
#[test]
fn metrics_by_hand() {
    let (labels, predicted) = ([0, 0, 0, 1, 1, 0], [0, 0, 1, 1, 2, 0]);
    let mut confusion = Confusion::new(3);
    confusion.add(&labels[..2], &predicted[..2]).expect("well formed");
    confusion.add(&labels[2..], &predicted[2..]).expect("well formed");
    let near = |a: f64, b: f64| (a - b).abs() < 1e-15;
    assert!(near(confusion.global_accuracy(), 4.0 / 6.0));
    assert!(near(confusion.class_average(), (3.0 / 4.0 + 1.0 / 2.0) / 2.0));
    assert!(near(confusion.mean_iou(), (3.0 / 4.0 + 1.0 / 3.0) / 2.0));
    // The mean over all three classes would be another number.
    assert!(!near(confusion.mean_iou(), (3.0 / 4.0 + 1.0 / 3.0) / 3.0));
    assert_eq!((confusion.count(1, 2), confusion.count(2, 1)), (1, 0));

    let mut perfect = Confusion::new(3);
    perfect.add(&labels, &labels).expect("well formed");
    let scores = [perfect.global_accuracy(), perfect.class_average(), perfect.mean_iou()];
    assert!(scores.iter().all(|&score| near(score, 1.0)));
    let none = Confusion::new(3);
    assert!(
        [none.global_accuracy(), none.class_average(), none.mean_iou()].iter().all(|x| x.is_nan())
    );
}

#[test]
fn labels_that_do_not_fit_are_refused_with_the_reason() {
    let mut confusion = Confusion::new(3);
    let before = confusion.clone();
    for (labels, predicted, word) in [
        (&[0, 1][..], &[0][..], "2 labels for 1"),
        (&[0, 3][..], &[0, 1][..], "class 3 at pixel 1"),
        (&[0, 1][..], &[4, 1][..], "class 4 at pixel 0"),
    ] {
        let error = confusion.add(labels, predicted).expect_err("refused");
        assert!(error.cause() == "labels" && error.to_string().contains(word), "{error}");
        assert_eq!(confusion, before);
    }
    for (labels, pixels, classes, word) in [
        (&[][..], 4, 3, "0 labels"),
        (&[0, 1, 2][..], 2, 3, "3 labels"),
        (&[0, 1][..], 0, 3, "0 pixels"),
        (&[0, 2][..], 2, 2, "class 2 at pixel 1"),
    ] {
        let error = median_frequency_weights(labels, pixels, classes).expect_err("refused");
        assert!(error.cause() == "labels" && error.to_string().contains(word), "{error}");
    }
    let missing = Err(Error::MissingImages { wanted: 1, present: 0 });
    assert_eq!(compose(&Images::default(), 1, 0).map(|scene| scene.labels), missing);
}
