//! Every rule of the catalogue, and what each promises.

use ndarray::Array2;
use scale_drift::experiment::training::Training;
use scale_drift::layers::Mode;
use scale_drift::network::Network;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::optim::{catalog, rule};
use scale_drift::param::Kind;
use scale_drift::real::Real;
use scale_drift::symmetry::orbit::{Draw, Rescaling, orbit_banks};

use crate::nets::{Shape, batch, relative_gap, shapes};

fn training<F: Real>(network: Network<F>, id: &str, rate: f64) -> Training<F> {
    let rule = rule(id).expect("a rule of the catalogue");
    Training::new(network, rule, Pace::new(Schedule::Constant, rate))
}

fn steps<F: Real>(training: &mut Training<F>, count: u32) -> f64 {
    let mut loss = f64::NAN;
    for index in 0..count {
        let (x, labels) = batch::<F>(8, index % 20);
        loss = training.gradient(x.view(), &labels, None, &mut || {});
        training.descend();
    }
    loss
}

/// Over the twenty batches that [`steps`] goes through.
fn mean_loss(training: &mut Training<f64>) -> f64 {
    let losses = (0..20).map(|index| {
        let (x, labels) = batch::<f64>(8, index);
        training.gradient(x.view(), &labels, None, &mut || {})
    });
    losses.sum::<f64>() / 20.0
}

fn logits<F: Real>(network: &mut Network<F>) -> Array2<F> {
    network.forward(batch::<F>(7, 0).0.view(), Mode::Train, &mut || {}).to_owned()
}

#[test]
fn every_rule_learns_every_network() {
    for entry in catalog::<f64>() {
        for shape in shapes() {
            let mut training = training(shape.network::<f64>(1), entry.id, 0.02);
            let before = mean_loss(&mut training);
            steps(&mut training, 400);
            let after = mean_loss(&mut training);
            assert!(after < before, "{} {shape:?}: {before} to {after}", entry.id);
        }
    }
}

/// Small steps go down at the speed the geometry promises: for a rule that projects
/// nothing away, ⟨G, D⟩ > 0.
#[test]
fn every_direction_is_a_descent_direction() {
    for entry in catalog::<f64>() {
        for shape in shapes() {
            let mut training = training(shape.network::<f64>(1), entry.id, 1e-5);
            let (x, labels) = batch::<f64>(8, 0);
            let before = training.gradient(x.view(), &labels, None, &mut || {});
            training.descend();
            let after = training.gradient(x.view(), &labels, None, &mut || {});
            assert!(after < before, "{} {shape:?}", entry.id);
        }
    }
}

/// Moving onto the set keeps the function, except in pooled groups of Arch1 whose rows
/// differ in norm; done twice it changes nothing beyond rounding.
#[test]
fn placing_keeps_the_function_and_repeats_harmlessly() {
    for entry in catalog::<f64>().into_iter().filter(|entry| entry.geometry.has_set()) {
        for shape in shapes() {
            let before = logits(&mut shape.network::<f64>(1));
            let mut placed = training(shape.network::<f64>(1), entry.id, 0.1);
            let gap = relative_gap(&logits(&mut placed.network), &before);
            if shape.group == 1 || shape.is_normalized {
                assert!(gap < 1e-12, "{shape:?}: {gap}");
            } else {
                assert!(gap > 1e-6, "{shape:?}: rows of a pooled group differ in norm");
            }
            let once = logits(&mut placed.network);
            let mut twice = training(placed.network, entry.id, 0.1);
            assert!(relative_gap(&logits(&mut twice.network), &once) < 1e-14, "{shape:?}");
        }
    }
}

#[test]
fn unit_norm_filters_stay_on_the_sphere_for_ten_thousand_steps() {
    let shape = Shape { depth: 2, is_normalized: false, group: 1, has_bias: true };
    for id in ["un", "pbwn"] {
        let mut training = training(shape.network::<f32>(1), id, 0.05);
        steps(&mut training, 10_000);
        for norm in training.filter_norms() {
            assert!((norm - 1.0).abs() < 1e-6, "{id}: {norm}");
        }
    }
    let mut plain = training::<f32>(shape.network(1), "sgd", 0.05);
    steps(&mut plain, 10_000);
    assert!(plain.filter_norms().iter().any(|norm| (norm - 1.0).abs() > 1e-3));
}

/// Under batch normalization G·w = 0, so projecting changes nothing; in Arch1 it does.
#[test]
fn un_equals_pbwn_exactly_where_the_gradient_is_tangent() {
    for shape in shapes() {
        let mut un = training(shape.network::<f64>(1), "un", 0.3);
        let mut pbwn = training(shape.network::<f64>(1), "pbwn", 0.3);
        steps(&mut un, 5);
        steps(&mut pbwn, 5);
        let gap = relative_gap(&logits(&mut un.network), &logits(&mut pbwn.network));
        if shape.is_normalized {
            assert!(gap < 1e-11, "{shape:?}: {gap}");
        } else {
            assert!(gap > 1e-6, "{shape:?}: {gap}");
        }
    }
}

/// In unit-norm coordinates `sm` is a plain gradient step on every hidden filter: from a
/// start on the sphere, its first step of the hidden filters is that of `sgd`.
#[test]
fn sm_is_a_plain_step_in_canonical_coordinates() {
    let shape = Shape { depth: 2, is_normalized: false, group: 1, has_bias: false };
    let placed = || training(shape.network::<f64>(1), "un", 0.1).network;
    let (mut sm, mut sgd) = (training(placed(), "sm", 0.1), training(placed(), "sgd", 0.1));
    steps(&mut sm, 1);
    steps(&mut sgd, 1);
    for (a, b) in sm.network.params().zip(sgd.network.params()) {
        let gap = relative_gap(&a.value, &b.value);
        match a.kind {
            Kind::Filter => assert!(gap < 1e-14, "{gap}"),
            Kind::Classifier => assert!(gap > 1e-6, "the classifier keeps its own r²"),
        }
    }
}

/// Effective rate under batch normalization: the direction after SGD(λ) at norm s is the
/// direction after UN(λ/s²) (theory section 5).
#[test]
fn the_effective_rate_is_the_rate_over_the_squared_norm() {
    let shape = Shape { depth: 1, is_normalized: true, group: 1, has_bias: false };
    let (scale, rate) = (4.0, 0.8);
    let mut scaled = shape.network::<f64>(1);
    let banks = orbit_banks(&scaled);
    let mut unit = training(shape.network(1), "un", rate / (scale * scale));
    let norms = training(shape.network::<f64>(1), "sgd", 1.0).filter_norms();
    let to_scale = norms.iter().map(|norm| scale / norm).collect();
    Rescaling::from_factors(&banks, vec![to_scale]).expect("as many factors").apply(&mut scaled);
    let mut scaled = training(scaled, "sgd", rate);
    steps(&mut scaled, 1);
    steps(&mut unit, 1);
    let (a, b) = (&scaled.network, &unit.network);
    let (a, b) = (a.params().next().expect("a bank"), b.params().next().expect("a bank"));
    let mut directions = a.value.clone();
    for (mut row, norm) in directions.rows_mut().into_iter().zip(scaled.filter_norms()) {
        row /= norm;
    }
    assert!(relative_gap(&directions, &b.value) < 1e-13);
    assert!(relative_gap(&a.value, &b.value) > 1.0);
}

/// A filter of exactly zero stays, and nothing becomes NaN.
#[test]
fn dead_filters_stay_and_poison_nothing() {
    for entry in catalog::<f32>() {
        for shape in shapes() {
            let mut network = shape.network::<f32>(1);
            network.params_mut().next().expect("a bank").value.row_mut(2).fill(0.0);
            let mut training = training(network, entry.id, 0.05);
            let loss = steps(&mut training, 20);
            assert!(loss.is_finite(), "{} {shape:?}", entry.id);
            let norms = training.filter_norms();
            assert!(norms.iter().all(|norm| norm.is_finite()));
            assert!(entry.id == "sgd" || norms[2].to_bits() == 0, "{} {shape:?}", entry.id);
            assert!(training.drift().iter().all(|drift| drift.is_finite() || entry.id == "sgd"));
        }
    }
}

#[test]
fn rescaling_random_factors_are_drawn_within_their_strength() {
    let banks = orbit_banks(&shapes()[0].network::<f64>(1));
    for (draw, strength) in [(Draw::PowersOfTwo, 3), (Draw::Random, 2)] {
        let rescaling = Rescaling::per_unit(&banks, draw, strength, 5);
        let logs: Vec<f64> = rescaling.factors().iter().flatten().map(|f| f.log2()).collect();
        assert!(logs.iter().all(|log| log.abs() <= f64::from(strength)));
        assert!(logs.iter().any(|log| log.abs() > 0.5));
        let whole = logs.iter().all(|log| log.fract() == 0.0);
        assert_eq!(whole, draw == Draw::PowersOfTwo);
    }
}
