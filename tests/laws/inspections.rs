//! A run shows exactly its own numbers, and looking changes nothing.

use scale_drift::data::images::CLASSES;
use scale_drift::experiment::run::Run;
use scale_drift::math::interval::Interval;
use scale_drift::optim::descent::Motion;
use scale_drift::optim::{catalog, rule};
use scale_drift::param::rows;
use scale_drift::range::{integer_bits, pre_activations};

use crate::small_runs::fits;
use crate::synthetic;

const IMAGES: usize = 120;
const NETWORKS: [&str; 3] = ["architecture=arch1", "architecture=arch2&group=3", "group=2"];

fn trained(text: &str, count: u32) -> Run<f32> {
    let images = synthetic::images(IMAGES);
    let spec = format!("{text}&depth=2&width=12&batch=16&images=120&rate=0.05");
    let mut run = Run::new(spec.parse().expect("a valid spec"), &images).expect("enough images");
    (0..count).for_each(|_| run.step(&images, &mut || {}));
    run
}

#[test]
fn looking_changes_nothing() {
    let images = synthetic::images(IMAGES);
    for network in NETWORKS {
        for rule in ["sgd", "un_momentum", "adapt_ahead"] {
            let text = format!("rule={rule}&{network}");
            let (mut seen, mut unseen) = (trained(&text, 10), trained(&text, 10));
            let look = |run: &mut Run<f32>| {
                run.filters(0, 0, 9, true).expect("a bank");
                run.predict(images.pixels(3)).expect("an image");
                run.integer_bits();
                run.unit_range(1, 2).expect("a unit");
                run.effective_rates();
                run.probe_logits();
            };
            look(&mut seen);
            assert!(seen.checkpoint() == unseen.checkpoint(), "{text}");
            for _ in 0..10 {
                look(&mut seen);
                seen.step(&images, &mut || {});
                unseen.step(&images, &mut || {});
            }
            assert!(seen.checkpoint() == unseen.checkpoint(), "{text}");
            assert_eq!(
                seen.evaluate(&images, 0, 50).expect("images"),
                unseen.evaluate(&images, 0, 50).expect("images")
            );
            // The look may also come between two slices of a test.
            look(&mut seen);
            assert_eq!(
                seen.evaluate(&images, 50, 50).expect("images"),
                unseen.evaluate(&images, 50, 50).expect("images")
            );
            assert_eq!(seen.confusion(), unseen.confusion());
        }
    }
}

#[test]
fn filters_are_rows_of_the_banks() {
    let mut run = trained("twin=powers&strength=3", 5);
    for (layer, columns) in [(0, 784), (1, 12), (2, 12)] {
        let found = run.filters(layer, 3, 2, false).expect("two rows");
        let bank = run.network_mut().params().nth(layer).expect("a bank").value.clone();
        assert_eq!(found, rows(&bank).skip(3).take(2).flatten().copied().collect::<Vec<_>>());
        assert_eq!(found.len(), 2 * columns);
        assert_ne!(run.filters(layer, 3, 2, true).expect("two rows"), found, "the twin's");
    }
    assert_eq!(run.filters(0, 10, 9, false).expect("what is there").len(), 2 * 784);
    let spec = "width=80&depth=2&images=120&batch=16&twin=off".parse().expect("a valid spec");
    let mut wide = Run::<f32>::new(spec, &synthetic::images(IMAGES)).expect("enough images");
    assert_eq!(wide.filters(0, 0, u32::MAX as usize, false).expect("64").len(), 64 * 784);
    for refused in [
        wide.filters(0, 0, 1, true).map(drop),
        wide.filters(3, 0, 1, false).map(drop),
        wide.filters(0, 80, 1, false).map(drop),
        wide.unit_range(3, 0).map(drop),
        wide.unit_range(0, 80).map(drop),
        wide.predict(&[0; 783]).map(drop),
    ] {
        assert_eq!(refused.expect_err("refused").cause(), "question");
    }
}

#[test]
fn the_confusion_adds_up_to_the_test() {
    let images = synthetic::images(IMAGES);
    for network in NETWORKS {
        let mut run = trained(&format!("rule=sm&{network}"), 30);
        assert_eq!(run.confusion().iter().sum::<u32>(), 0);
        for _ in 0..2 {
            let right: usize = [0, 50, 100]
                .map(|from| run.evaluate(&images, from, 50).expect("images")[0])
                .iter()
                .sum();
            let (confusion, _) = run.confusion().split_at(CLASSES * CLASSES);
            assert_eq!(confusion.iter().sum::<u32>(), 120);
            let diagonal: u32 = (0..CLASSES).map(|class| confusion[class * CLASSES + class]).sum();
            assert_eq!(diagonal as usize, right, "{network}");
            assert!(right > 20 && right < 120, "{network}: some of each, {right}");
            // Rows are the true classes: twelve images of each class.
            assert!(confusion.chunks(CLASSES).all(|row| row.iter().sum::<u32>() == 12));
            let columns =
                (0..CLASSES).map(|j| (0..CLASSES).map(|i| confusion[i * CLASSES + j]).sum());
            assert!(!columns.into_iter().all(|sum: u32| sum == 12));
        }
        run.step(&images, &mut || {});
        assert_eq!(run.confusion_step(), 30, "{network}: of the test, not of now");
    }
}

#[test]
fn twins_disagree_where_their_predictions_differ() {
    let images = synthetic::images(IMAGES);
    for network in NETWORKS {
        for (rule, is_invariant) in [("sgd", false), ("un", true)] {
            let mut run = trained(&format!("rule={rule}&{network}&twin=powers&strength=3"), 3);
            let mut different = 0;
            for index in 0..IMAGES {
                let answers = run.predict(images.pixels(index)).expect("an image");
                let best = |shares: &[f32]| {
                    (1..CLASSES).fold(
                        0,
                        |best, class| if shares[class] > shares[best] { class } else { best },
                    )
                };
                different += u32::from(best(&answers[..CLASSES]) != best(&answers[CLASSES..]));
            }
            for _ in 0..2 {
                for from in [0, 50, 100] {
                    run.evaluate(&images, from, 50).expect("images");
                }
                assert_eq!(run.disagreements(), different, "{rule} {network}");
            }
            assert_eq!(different == 0, is_invariant, "{rule} {network}: {different}");
        }
        let mut alone = trained(&format!("{network}&twin=off"), 3);
        alone.evaluate(&images, 0, IMAGES).expect("images");
        assert_eq!(alone.disagreements(), 0, "{network}: no twin");
    }
}

#[test]
fn the_gap_is_that_of_the_probe_logits() {
    for network in NETWORKS {
        let mut run = trained(&format!("rule=sgd&{network}&twin=powers&strength=3"), 3);
        let logits = run.probe_logits();
        let [ours, theirs] = &logits[..] else { panic!("network and twin") };
        let apart =
            ours.iter().zip(theirs).map(|(one, other)| (f64::from(*one) - f64::from(*other)).abs());
        let gap = run.readings().twin_gap;
        assert!(gap > 0.0, "{network}");
        assert!((apart.fold(0.0, f64::max) - gap).abs() <= 0.0, "{network}");
    }
    assert_eq!(trained("twin=off", 3).probe_logits().len(), 1);
}

#[test]
fn predictions_are_those_of_the_test() {
    let images = synthetic::images(IMAGES);
    for network in NETWORKS {
        let mut run = trained(&format!("rule=sgd&{network}&twin=powers&strength=3"), 25);
        let mut right = [0, 0];
        let mut twins_differ = false;
        for index in 0..IMAGES {
            let answers = run.predict(images.pixels(index)).expect("an image");
            let [ours, theirs] = [&answers[..CLASSES], &answers[CLASSES..]];
            assert_eq!(theirs.len(), CLASSES);
            assert!((ours.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            twins_differ |= ours != theirs;
            for (right, shares) in right.iter_mut().zip([ours, theirs]) {
                let best = (1..CLASSES)
                    .fold(0, |best, class| if shares[class] > shares[best] { class } else { best });
                *right += usize::from(best == usize::from(images.label(index)));
            }
        }
        assert_eq!(run.evaluate(&images, 0, IMAGES).expect("images"), right, "{network}");
        assert!(twins_differ, "{network}: SGD has parted them");
        let mut equal = trained(&format!("rule=un&{network}&twin=powers&strength=3"), 25);
        let answers = equal.predict(images.pixels(7)).expect("an image");
        assert_eq!(answers[..CLASSES], answers[CLASSES..]);
    }
    assert_eq!(trained("twin=off", 0).predict(images.pixels(0)).expect("an image").len(), CLASSES);
}

/// The image that drives a first-layer unit to its greatest value reaches it. A word with one bit
/// less cannot hold it.
#[test]
fn bits_hold_the_extremal_image() {
    for network in NETWORKS {
        let mut run = trained(&format!("rule=sgd&{network}"), 20);
        let both = run.integer_bits();
        assert_eq!(both.len(), 6, "the network's and its twin's");
        let bits = both[..3].to_vec();
        let banks = pre_activations(run.network_mut(), Interval::new(0.0, 1.0));
        let of_bank = |bank: &Vec<Interval>| bank.iter().map(|range| integer_bits(*range)).max();
        assert_eq!(banks.iter().map(of_bank).collect::<Option<Vec<u32>>>(), Some(bits.clone()));
        let filters = run.filters(0, 0, 12, false).expect("a bank");
        let mut needed = 1;
        for (unit, filter) in filters.chunks(784).enumerate() {
            let [low, high] = run.unit_range(0, unit).expect("a unit");
            let sum = |sign: f64| -> f64 {
                filter.iter().map(|&w| f64::from(w)).filter(|w| w * sign > 0.0).sum()
            };
            assert!((low - sum(-1.0)).abs() < 1e-9 && (high - sum(1.0)).abs() < 1e-9);
            needed = needed.max(integer_bits(Interval::new(sum(-1.0), sum(1.0))));
        }
        assert_eq!(bits[0], needed, "{network}");
        let most = f64::from(1_u32 << (needed - 2));
        let is_beyond = (0..12).any(|unit| {
            let [low, high] = run.unit_range(0, unit).expect("a unit");
            low < -most || high >= most
        });
        assert!(is_beyond, "{network}: one bit less must not do");
    }
}

/// Drift costs bits: a layer that is twice as large needs one bit more.
#[test]
fn a_doubled_layer_needs_one_bit_more() {
    let mut run = trained("rule=sgd&twin=off", 0);
    let before = run.integer_bits();
    let first = run.network_mut().params_mut().next().expect("a bank");
    first.value.iter_mut().for_each(|weight| *weight *= 2.0);
    assert_eq!(run.integer_bits()[0], before[0] + 1);
}

/// A twin with larger weights needs more bits for the same function: one bit for each doubling, in
/// the rescaled layer alone.
#[test]
fn the_twins_bits_tell_its_scale() {
    let mut run = trained("rule=un&twin=off", 0);
    let alone = run.integer_bits();
    assert_eq!(alone.len(), 3);
    let images = synthetic::images(IMAGES);
    for (layer, log2) in [(0, 3_i16), (0, -2), (1, 4)] {
        // A rescaling by hand acts at the next step. At this rate the step moves almost nothing
        // else.
        let text = "rule=sgd&depth=2&width=12&images=120&rate=0.000000001&twin=powers&strength=0";
        let mut run =
            Run::<f32>::new(text.parse().expect("a valid spec"), &images).expect("enough");
        let before = run.integer_bits();
        assert_eq!(before[..3], before[3..], "strength 0 is no rescaling");
        let bank = u32::try_from(layer).expect("a small number");
        run.rescale(bank, None, f64::from(log2)).expect("a layer");
        run.step(&images, &mut || {});
        let after = run.integer_bits();
        assert_eq!(after[..3], before[..3], "the network is as it was");
        let moved = |bank: usize| after[3 + bank].abs_diff(before[3 + bank]);
        let by = u32::from(log2.unsigned_abs());
        assert_eq!(moved(layer), by, "layer {layer}, 2^{log2}");
        assert_eq!((0..3).map(moved).sum::<u32>(), by, "other layers stay");
    }
}

/// A filter behind batch normalization turns under SGD(λ) at norm s as under UN(λ/s²).
#[test]
fn effective_rates_by_rule() {
    for rule in catalog::<f32>().into_iter().filter(|rule| fits(rule, "architecture=arch2")) {
        let run = trained(&format!("rule={}&architecture=arch2&twin=off", rule.id), 15);
        let rates = run.effective_rates();
        if matches!(rule.motion, Motion::Adam | Motion::LookAheadRms) {
            assert!(rates.is_empty(), "{}", rule.id);
            continue;
        }
        let norms = run.trainings().next().expect("a network").filter_norms();
        assert_eq!(rates.len(), norms.len());
        let is_of_rate = |rate: &f32| (rate - 0.05).abs() < 1e-6;
        let keeps = rule.id.starts_with("sm") || rule.id.contains("un") || rule.id.contains("pbwn");
        assert_eq!(rates.iter().all(is_of_rate), keeps, "{}", rule.id);
        if !keeps {
            let pairs = rates.iter().zip(&norms);
            assert!(pairs.into_iter().all(|(rate, norm)| (rate * norm * norm - 0.05).abs() < 1e-7));
        }
    }
    assert!(trained("rule=sgd", 5).effective_rates().is_empty());
    let plain = rule::<f64>("sgd").expect("a rule");
    assert_eq!(plain.effective_rate(0.5, 4.0), Some(0.125));
}
