//! Scenes, their class balance, and the metrics of a segmentation.

use allocation_counter::measure;
use ndarray::Array2;
use scale_drift::data::class_balance::balanced_weights;
use scale_drift::data::images::{self, Images};
use scale_drift::data::scenes::{
    BRIGHTEST_GROUND, Digit, INK, SIZES, Scene, SceneKind, Scenes, arrange,
};
use scale_drift::experiment::confusion::Confusion;
use scale_drift::experiment::run::sha256_hex;
use scale_drift::real::Real;

use crate::synthetic;

const SMALL: SceneKind = SceneKind { side: 48, digits: 5 };
const LARGE: SceneKind = SceneKind { side: 64, digits: 10 };
const IMAGE_SIDE: usize = 28;

/// SHA-256 of scenes 0 to 3 of seed 5 over made-up images: for each scene the pixels as
/// little-endian f32, then the labels.
const FINGERPRINTS: [(SceneKind, &str); 2] = [
    (SMALL, "4efe693fe55b85c59d805047b2b6de494675914236e3be0b3a00e295e2070346"),
    (LARGE, "304658de9bd028a85561249983c1acbdde524a4523f3ce49ab02ba693ad919ef"),
];

fn scenes(kind: SceneKind, images: &Images) -> Scenes {
    Scenes::new(kind, images, images.len()).expect("there are digits")
}

fn fingerprint(kind: SceneKind, seed: u32) -> String {
    let images = synthetic::digits(20);
    let scenes = scenes(kind, &images);
    let mut bytes = Vec::new();
    for index in 0..4 {
        let scene = scenes.compose(&images, seed, index);
        scene.pixels.iter().for_each(|pixel| pixel.write_bytes(&mut bytes));
        bytes.extend(scene.labels);
    }
    sha256_hex(&bytes)
}

#[test]
fn a_scene_follows_from_images_seed_and_index() {
    for (kind, recorded) in FINGERPRINTS {
        assert_eq!(fingerprint(kind, 5), recorded);
        assert_ne!(fingerprint(kind, 6), recorded);
        let images = synthetic::digits(20);
        let scene = |index| scenes(kind, &images).compose(&images, 5, index);
        assert_eq!(scene(1000), scene(1000));
        assert_ne!(scene(1000).pixels, scene(1001).pixels);
        // The same number of other images gives the same layout and other pixels.
        let other = synthetic::images(20);
        let other = scenes(kind, &other).compose(&other, 5, 1000);
        assert_eq!(scene(1000).digits, other.digits);
        assert_ne!(scene(1000).pixels, other.pixels);
        // Images behind the first `count` change nothing.
        let more = synthetic::digits(40);
        let of_more = Scenes::new(kind, &more, 20).expect("there are digits");
        assert_eq!(of_more.compose(&more, 5, 1000), scene(1000));
        assert_ne!(scenes(kind, &more).compose(&more, 5, 1000), scene(1000));
    }
}

#[test]
fn a_batch_is_its_scenes_in_both_precisions_and_allocates_nothing() {
    fn check<F: Real>(kind: SceneKind) {
        let images = synthetic::digits(10);
        let (scenes, pixels) = (scenes(kind, &images), kind.pixels());
        // Longer than needed: what was there before is gone.
        let (mut inputs, mut labels) = (Array2::<F>::zeros((3, pixels)), vec![99; 4 * pixels]);
        let mut gather = |indices| {
            scenes.gather(&images, 2, indices, inputs.view_mut(), &mut labels);
        };
        assert_eq!(measure(|| gather(7..10)).count_total, 0);
        for (position, index) in (7..10).enumerate() {
            let scene = scenes.compose(&images, 2, index);
            let row = inputs.row(position);
            assert!(
                row.iter()
                    .zip(&scene.pixels)
                    .all(|(a, b)| a.to_f64().to_bits() == f64::from(*b).to_bits())
            );
            assert_eq!(labels[position * pixels..][..pixels], scene.labels);
        }
        assert_eq!(labels.len(), 3 * pixels);
        let counted = measure(|| drop(scenes.compose(&images, 2, 7)));
        assert!(counted.count_total > 0, "the counter must count");
    }
    check::<f32>(SMALL);
    check::<f64>(SMALL);
    check::<f32>(LARGE);
}

/// Whether centres are at least this share of (s₁ + s₂)/2 apart along an axis.
fn are_apart(a: &Digit, b: &Digit, share: f64) -> bool {
    let centre = |from: usize, size: usize| from as f64 + size as f64 / 2.0;
    let along = |a_from, b_from| (centre(a_from, a.size) - centre(b_from, b.size)).abs();
    let farthest = along(a.top, b.top).max(along(a.left, b.left));
    farthest >= share * (a.size + b.size) as f64 / 2.0 - 1e-9
}

#[test]
fn digits_are_inside_and_apart_in_every_number_and_size_and_at_every_border() {
    for (kind, most) in [(SMALL, 3), (LARGE, 5)] {
        let images = synthetic::digits(20);
        let scenes = scenes(kind, &images);
        let (mut counts, mut sizes) = ([0; 6], [0; 29]);
        let (mut borders, mut drawn) = ([0; 4], [0; 20]);
        let mut is_ever_nearer = false;
        for index in 0..1500 {
            let Scene { pixels, labels, digits } = scenes.compose(&images, 1, index);
            assert!(pixels.iter().all(|pixel| (0.0..=1.0).contains(pixel)), "{index}");
            assert_eq!((pixels.len(), labels.len()), (kind.pixels(), kind.pixels()));
            assert!(labels.iter().all(|&label| label <= kind.ground()));
            counts[digits.len()] += 1;
            for (position, digit) in digits.iter().enumerate() {
                let (bottom, right) = (digit.top + digit.size, digit.left + digit.size);
                assert!(SIZES.contains(&digit.size), "{index}: {digit:?}");
                assert!(bottom <= kind.side && right <= kind.side, "{index}: {digit:?}");
                assert!(images.label(digit.image) < kind.ground(), "{index}: {digit:?}");
                assert!((0.75..=1.0).contains(&digit.brightness), "{index}: {digit:?}");
                for other in &digits[..position] {
                    assert!(are_apart(digit, other, 20.0 / 28.0), "{index}: {digit:?} {other:?}");
                    is_ever_nearer |= !are_apart(digit, other, 1.0);
                }
                sizes[digit.size] += 1;
                drawn[digit.image] += 1;
                let touches =
                    [digit.top == 0, digit.left == 0, bottom == kind.side, right == kind.side];
                borders.iter_mut().zip(touches).for_each(|(n, touches)| *n += u32::from(touches));
            }
        }
        assert!(is_ever_nearer, "a wider distance must fail");
        assert_eq!((counts[0], counts[most + 1..].iter().sum::<u32>()), (0, 0), "{counts:?}");
        assert!(counts[most - 1] > 300 && counts[most] > 100, "{counts:?}");
        assert!(sizes[20..].iter().all(|&count| count > 100), "{sizes:?}");
        assert!(borders.iter().all(|&count| count > 100), "{borders:?}");
        let is_drawn = drawn.map(|count| count > 30);
        let is_of_kind: Vec<bool> = (0..20).map(|at| images.label(at) < kind.ground()).collect();
        assert_eq!(is_drawn.to_vec(), is_of_kind, "{drawn:?}");
    }
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

/// The class of each pixel when a digit has the pixels with more ink than this, and later digits
/// hide earlier ones; `None` where rounding could decide.
fn classes(kind: SceneKind, images: &Images, digits: &[Digit], least: f64) -> Vec<Option<u8>> {
    let class = |at| {
        let ink = |digit: &Digit| ink(images, digit, at / kind.side, at % kind.side);
        let Some(digit) = digits.iter().rev().find(|digit| ink(digit) > least - 1e-9) else {
            return Some(kind.ground());
        };
        (ink(digit) > least + 1e-9).then(|| images.label(digit.image))
    };
    (0..kind.pixels()).map(class).collect()
}

fn agree(labels: &[u8], classes: &[Option<u8>]) -> bool {
    labels.iter().zip(classes).all(|(label, class)| class.is_none_or(|class| class == *label))
}

#[test]
fn labels_are_the_pixels_with_more_ink_than_a_quarter() {
    assert!((INK - 0.25).abs() < 1e-15);
    for kind in [SMALL, LARGE] {
        let images = synthetic::digits(10);
        let scenes = scenes(kind, &images);
        let (mut sure, mut others_agree) = (0, [true; 2]);
        for index in 0..12 {
            let Scene { labels, digits, .. } = scenes.compose(&images, 3, index);
            let expected = classes(kind, &images, &digits, 0.25);
            assert!(agree(&labels, &expected), "{index}");
            sure += expected.iter().flatten().count();
            for (agrees, least) in others_agree.iter_mut().zip([0.2, 0.3]) {
                *agrees &= agree(&labels, &classes(kind, &images, &digits, least));
            }
        }
        assert!(sure > 11 * kind.pixels(), "{sure}");
        assert_eq!(others_agree, [false; 2], "another threshold must fail");
    }
}

#[test]
fn ground_is_dim_and_full_ink_is_bright() {
    let images = synthetic::digits(10);
    for (kind, index) in [SMALL, LARGE].into_iter().flat_map(|kind| (0..8).map(move |i| (kind, i)))
    {
        let Scene { pixels, labels, digits } = scenes(kind, &images).compose(&images, 4, index);
        for (at, (&pixel, label)) in pixels.iter().zip(labels).enumerate() {
            let inked =
                digits.iter().map(|digit| ink(&images, digit, at / kind.side, at % kind.side));
            let most = inked.fold(0.0, f64::max);
            if most > 0.5 {
                assert!(f64::from(pixel) > BRIGHTEST_GROUND, "{index}: {at}");
                assert_ne!(label, kind.ground());
            } else if most < 1e-12 {
                assert!(f64::from(pixel) <= BRIGHTEST_GROUND, "{index}: {at}");
                assert_eq!(label, kind.ground());
            }
        }
    }
    let (blank, solid) = (vec![0; images::PIXELS], vec![255; images::PIXELS]);
    let labels = |pixels: Vec<u8>| {
        let image = Images::new(pixels, vec![3]).expect("one image");
        scenes(SMALL, &image).compose(&image, 4, 0).labels
    };
    assert!(labels(blank).iter().all(|&label| label == SMALL.ground()));
    assert!(labels(solid.clone()).contains(&3) && labels(solid).contains(&SMALL.ground()));
}

#[test]
fn own_scenes_are_digits_at_given_places_over_the_same_ground() {
    let images = synthetic::digits(20);
    for kind in [SMALL, LARGE] {
        let own = |digits: &[Digit], index| {
            arrange(kind, &images, digits, 5, index).expect("a valid scene")
        };
        for index in 0..5 {
            let scene = scenes(kind, &images).compose(&images, 5, index);
            assert_eq!(own(&scene.digits, index), scene);
            assert_ne!(own(&scene.digits, index + 1).pixels, scene.pixels);
            assert_ne!(own(&scene.digits[1..], index).labels, scene.labels);
        }
        let ground = own(&[], 0);
        assert!(ground.labels.iter().all(|&label| label == kind.ground()));
        assert!(ground.pixels.iter().all(|&pixel| f64::from(pixel) <= BRIGHTEST_GROUND));
        // Two digits at one place: the later digit hides the earlier digit.
        let at = |image| Digit { image, top: 3, left: 9, size: 24, brightness: 1.0 };
        let (both, later) = (own(&[at(1), at(0)], 0), own(&[at(0)], 0));
        let inked = later.labels.iter().zip(&both.labels).filter(|(label, _)| **label == 0);
        assert!(inked.clone().count() > 50 && inked.into_iter().all(|(a, b)| a == b));
        assert_ne!(own(&[at(0), at(1)], 0).labels, both.labels);
    }
}

#[test]
fn own_scenes_that_cannot_be_are_refused_with_the_reason() {
    let images = synthetic::digits(10);
    let good = Digit { image: 1, top: 20, left: 0, size: 28, brightness: 0.5 };
    for (bad, word) in [
        (Digit { top: 21, ..good }, "digit 2: it is at (0, 21); both must be 0 to 20"),
        (Digit { left: usize::MAX, ..good }, "both must be 0 to 20"),
        (Digit { size: 19, ..good }, "19 pixels a side; it must have 20 to 28"),
        (Digit { size: 29, ..good }, "29 pixels a side"),
        (Digit { image: 10, ..good }, "there is no image 10; 10 are loaded"),
        (Digit { image: 5, ..good }, "image 5 is a 5; this scene has digits 0 to 4"),
        (Digit { brightness: 1.5, ..good }, "brightness is 1.5"),
        (Digit { brightness: f64::NAN, ..good }, "brightness is NaN"),
    ] {
        let error = arrange(SMALL, &images, &[good, bad], 1, 0).expect_err("refused");
        assert!(error.cause() == "question" && error.to_string().contains(word), "{error}");
    }
    assert!(arrange(SMALL, &images, &[good, good], 1, 0).is_ok());
    // The same digits fit into a kind of scene with more room and more classes.
    let other = Digit { top: 36, image: 9, ..good };
    assert!(arrange(LARGE, &images, &[good, other], 1, 0).is_ok());
}

#[test]
fn scenes_that_cannot_be_are_refused_with_the_reason() {
    let images = synthetic::digits(10);
    for (kind, word) in [
        (SceneKind { side: 56, ..SMALL }, "side: 56; a scene has 48 or 64"),
        (SceneKind { digits: 1, ..SMALL }, "classes: 1; scenes have 2 to 10"),
        (SceneKind { digits: 11, ..SMALL }, "classes: 11;"),
        (SceneKind { digits: usize::MAX, ..SMALL }, "2 to 10"),
    ] {
        let refused = Scenes::new(kind, &images, 10).expect_err("refused");
        let arranged = arrange(kind, &images, &[], 1, 0).expect_err("refused");
        assert!(refused.cause() == "setting" && refused.to_string().contains(word), "{refused}");
        assert_eq!(refused, arranged);
    }
    let refused = |images: &Images, count| Scenes::new(SMALL, images, count).err();
    let cause = |images: &Images, count| refused(images, count).map(|error| error.cause());
    assert_eq!(cause(&Images::default(), 0), Some("missing-images"));
    assert_eq!(cause(&images, 11), Some("missing-images"));
    assert_eq!(cause(&images, 10), None);
    let nines = Images::new(vec![9; 3 * images::PIXELS], vec![9, 8, 4]).expect("three images");
    let error = refused(&nines, 2).expect("refused");
    let said = "classes: none of the first 2 images is a digit from 0 to 4; take more images";
    assert!(error.cause() == "setting" && error.to_string().contains(said), "{error}");
    assert!(refused(&nines, 0).is_some() && refused(&nines, 3).is_none());
}

/// Two images of four pixels: f = 5/8, 1/4, 2/4 and none; the median is 1/2, so the
/// median-frequency weights are 0.8, 2, 1 and 1.
#[test]
fn class_weights_by_hand() {
    let near = |found: Vec<f64>, expected: &[f64]| {
        let is_near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
        found.len() == expected.len() && found.iter().zip(expected).all(is_near)
    };
    let labels = [0, 0, 0, 1, 0, 0, 2, 2];
    let weights = balanced_weights(&labels, 4, 4).expect("well formed");
    let mean = (5.0 * 0.8_f64.sqrt() + 2.0_f64.sqrt() + 2.0) / 8.0;
    let roots = [0.8_f64.sqrt(), 2.0_f64.sqrt(), 1.0, 1.0];
    assert!(near(weights.clone(), &roots.map(|root| root / mean)), "{weights:?}");
    assert!(!near(weights, &roots), "without the mean");
    // An even number of classes: f = 3/4 and 1/4, the median between them.
    let weights = balanced_weights(&labels[..4], 4, 2).expect("well formed");
    let (ground, digit) = ((0.5_f64 / 0.75).sqrt(), 2.0_f64.sqrt());
    let mean = (3.0 * ground + digit) / 4.0;
    assert!(near(weights, &[ground / mean, digit / mean]));
    // As one image of eight pixels, class 1 is rarer: the frequencies depend on the images that
    // contain a class.
    let whole = balanced_weights(&labels, 8, 4).expect("well formed");
    assert!(!near(whole, &balanced_weights(&labels, 4, 4).expect("well formed")));
    assert_eq!(balanced_weights(&[0, 1, 2], 3, 3), Ok(vec![1.0; 3]));
}

#[test]
fn weights_average_to_one_over_pixels_and_ground_weighs_least() {
    for kind in [SMALL, LARGE] {
        let images = synthetic::digits(40);
        let mut inputs = Array2::<f32>::zeros((200, kind.pixels()));
        let mut labels = Vec::new();
        scenes(kind, &images).gather(&images, 1, 0..200, inputs.view_mut(), &mut labels);
        let weights =
            balanced_weights(&labels, kind.pixels(), kind.classes()).expect("well formed");
        let mean = |labels: &[u8]| {
            let share = |class: usize| {
                let of_class = labels.iter().filter(|&&label| usize::from(label) == class);
                of_class.count() as f64 / labels.len() as f64
            };
            weights.iter().enumerate().map(|(class, weight)| weight * share(class)).sum::<f64>()
        };
        assert!((mean(&labels) - 1.0).abs() < 1e-12, "{weights:?}");
        let each: Vec<u8> = (0..=kind.ground()).collect();
        assert!(mean(&each) > 1.5, "their mean over classes is another: {weights:?}");
        let (ground, digits) = weights.split_last().expect("classes");
        assert!(digits.iter().all(|digit| digit > &(2.0 * ground)), "{weights:?}");
    }
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
    // Class 2 is predicted once and is nowhere.
    assert_eq!(confusion.iou_by_class(), [Some(3.0 / 4.0), Some(1.0 / 3.0), None]);
    assert_eq!(Confusion::from_counts(3, &[3, 1, 0, 0, 1, 1, 0, 0, 0]), confusion);
    assert_ne!(Confusion::from_counts(3, &[3, 0, 0, 1, 1, 0, 0, 1, 0]), confusion, "transposed");

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
        let error = balanced_weights(labels, pixels, classes).expect_err("refused");
        assert!(error.cause() == "labels" && error.to_string().contains(word), "{error}");
    }
}
