//! Every rule of the catalogue, and its promises.

use ndarray::Array2;
use scale_drift::experiment::training::Training;
use scale_drift::layers::Mode;
use scale_drift::network::Network;
use scale_drift::optim::descent::Hyperparameters;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::optim::{Rule, catalog, rule};
use scale_drift::param::Kind;
use scale_drift::real::Real;
use scale_drift::symmetry::orbit::{Draw, Rescaling, orbit_banks};
use scale_drift::symmetry::path_weights::NoPathWeights;
use scale_drift::symmetry::scale_guard::ScaleGuard;

use crate::nets::{Net, dense, nets, relative_gap};

fn training<F: Real>(network: Network<F>, id: &str, rate: f64) -> Training<F> {
    let rule = rule(id).expect("a rule of the catalogue");
    let pace = Pace::new(Schedule::Constant, rate);
    Training::new(network, rule, Hyperparameters::default(), pace).expect("a rule that fits")
}

fn steps<F: Real>(net: &Net, training: &mut Training<F>, count: u32) -> f64 {
    let mut loss = f64::NAN;
    for index in 0..count {
        let (x, labels) = net.batch::<F>(8, index % 20);
        loss = training.gradient(x.view(), &labels, None, &mut || {});
        training.descend();
    }
    loss
}

/// The mean loss over the twenty batches that [`steps`] goes through.
fn mean_loss(net: &Net, training: &mut Training<f64>) -> f64 {
    let losses = (0..20).map(|index| {
        let (x, labels) = net.batch::<f64>(8, index);
        training.gradient(x.view(), &labels, None, &mut || {})
    });
    losses.sum::<f64>() / 20.0
}

fn logits<F: Real>(net: &Net, network: &mut Network<F>) -> Array2<F> {
    network.forward(net.batch::<F>(7, 0).0.view(), Mode::Train, &mut || {}).to_owned()
}

/// Every rule with every network that it fits.
fn pairs() -> Vec<(Rule<f64>, Net)> {
    let mut pairs = Vec::new();
    for net in nets() {
        for rule in catalog::<f64>() {
            if rule.fits(&net.network(1)).is_ok() {
                pairs.push((rule, net.clone()));
            }
        }
    }
    pairs
}

/// Why a network has no path weights: the reason of its first layer that has none.
fn reason_without_paths(net: &Net) -> Option<NoPathWeights> {
    if net.input.pixels() > 1 {
        Some(NoPathWeights::Pixels)
    } else if net.has_bias {
        Some(NoPathWeights::Biases)
    } else if net.is_normalized {
        Some(NoPathWeights::BatchNorm)
    } else {
        (net.group > 1).then_some(NoPathWeights::PooledUnits)
    }
}

/// Path-SGD fits the plain dense networks, and every other rule fits every network. A rule that
/// left out more would escape the laws that ask [`Rule::fits`].
#[test]
fn path_sgd_alone_leaves_networks_out_and_says_why() {
    let mut reasons = Vec::new();
    for net in nets() {
        for rule in catalog::<f64>() {
            let needs_paths = rule.id == "path_sgd";
            let expected = reason_without_paths(&net).filter(|_| needs_paths);
            assert_eq!(rule.fits(&net.network(1)).err(), expected, "{} {net}", rule.id);
            reasons.extend(expected);
        }
    }
    let all = catalog::<f64>().len() * nets().len();
    assert_eq!(pairs().len(), all - reasons.len());
    assert!(reasons.len() < nets().len(), "Path-SGD fits a network");
    for reason in [
        NoPathWeights::Pixels,
        NoPathWeights::Biases,
        NoPathWeights::BatchNorm,
        NoPathWeights::PooledUnits,
    ] {
        assert!(reasons.contains(&reason), "{reason}");
    }
}

#[test]
fn every_rule_learns_every_network() {
    for (entry, net) in &pairs() {
        let mut training = training(net.network::<f64>(1), entry.id, entry.learning_rate);
        let before = mean_loss(net, &mut training);
        steps(net, &mut training, 400);
        let after = mean_loss(net, &mut training);
        assert!(after < before, "{} {net}: {before} to {after}", entry.id);
    }
}

/// Small steps go down. For a rule that projects nothing away, this means ⟨G, D⟩ > 0.
#[test]
fn every_direction_is_a_descent_direction() {
    for (entry, net) in &pairs() {
        let mut training = training(net.network::<f64>(1), entry.id, 1e-5);
        let (x, labels) = net.batch::<f64>(8, 0);
        let before = training.gradient(x.view(), &labels, None, &mut || {});
        training.descend();
        let after = training.gradient(x.view(), &labels, None, &mut || {});
        assert!(after < before, "{} {net}", entry.id);
    }
}

/// Moving onto the set keeps the function, except in pooled groups of Arch1 whose rows differ in
/// norm. A second move changes nothing beyond rounding.
#[test]
fn placing_keeps_the_function_and_repeats_harmlessly() {
    for (entry, net) in pairs().iter().filter(|(entry, _)| entry.geometry.has_set()) {
        let before = logits(net, &mut net.network::<f64>(1));
        let mut placed = training(net.network::<f64>(1), entry.id, 0.1);
        let gap = relative_gap(&logits(net, &mut placed.network), &before);
        if net.group == 1 || net.is_normalized {
            assert!(gap < 1e-12, "{net}: {gap}");
        } else {
            assert!(gap > 1e-6, "{net}: rows of a pooled group differ in norm");
        }
        let once = logits(net, &mut placed.network);
        let mut twice = training(placed.network, entry.id, 0.1);
        assert!(relative_gap(&logits(net, &mut twice.network), &once) < 1e-14, "{net}");
    }
}

#[test]
fn unit_norm_filters_stay_on_the_sphere_for_ten_thousand_steps() {
    let net = &dense(2, false, 1, true);
    for id in ["un", "pbwn"] {
        let mut training = training(net.network::<f32>(1), id, 0.05);
        steps(net, &mut training, 10_000);
        for norm in training.filter_norms() {
            assert!((norm - 1.0).abs() < 1e-6, "{id}: {norm}");
        }
    }
    let mut plain = training::<f32>(net.network(1), "sgd", 0.05);
    steps(net, &mut plain, 10_000);
    assert!(plain.filter_norms().iter().any(|norm| (norm - 1.0).abs() > 1e-3));
}

/// Under batch normalization G·w = 0, so the projection changes nothing. In Arch1 it changes the
/// step.
#[test]
fn un_equals_pbwn_exactly_where_the_gradient_is_tangent() {
    for net in &nets() {
        let mut un = training(net.network::<f64>(1), "un", 0.3);
        let mut pbwn = training(net.network::<f64>(1), "pbwn", 0.3);
        steps(net, &mut un, 5);
        steps(net, &mut pbwn, 5);
        let gap = relative_gap(&logits(net, &mut un.network), &logits(net, &mut pbwn.network));
        if net.is_normalized {
            assert!(gap < 1e-11, "{net}: {gap}");
        } else {
            assert!(gap > 1e-6, "{net}: {gap}");
        }
    }
}

/// In unit-norm coordinates `sm` is a plain gradient step on every hidden filter. From a start on
/// the sphere, its first step of the hidden filters equals the step of `sgd`.
#[test]
fn sm_is_a_plain_step_in_canonical_coordinates() {
    let net = &dense(2, false, 1, false);
    let placed = || training(net.network::<f64>(1), "un", 0.1).network;
    let (mut sm, mut sgd) = (training(placed(), "sm", 0.1), training(placed(), "sgd", 0.1));
    steps(net, &mut sm, 1);
    steps(net, &mut sgd, 1);
    for (a, b) in sm.network.params().zip(sgd.network.params()) {
        let gap = relative_gap(&a.value, &b.value);
        match a.kind {
            Kind::Filter => assert!(gap < 1e-14, "{gap}"),
            Kind::Classifier => assert!(gap > 1e-6, "the classifier keeps its own r²"),
        }
    }
}

/// The effective rate under batch normalization: after a step of SGD(λ) at norm s, the filter has
/// the same direction as after a step of UN(λ/s²) (theory section 5).
#[test]
fn the_effective_rate_is_the_rate_over_the_squared_norm() {
    let net = &dense(1, true, 1, false);
    let (scale, rate) = (4.0, 0.8);
    let mut scaled = net.network::<f64>(1);
    let banks = orbit_banks(&scaled);
    let mut unit = training(net.network(1), "un", rate / (scale * scale));
    let norms = training(net.network::<f64>(1), "sgd", 1.0).filter_norms();
    let to_scale = norms.iter().map(|norm| scale / norm).collect();
    Rescaling::from_factors(&banks, vec![to_scale]).expect("as many factors").apply(&mut scaled);
    let mut scaled = training(scaled, "sgd", rate);
    steps(net, &mut scaled, 1);
    steps(net, &mut unit, 1);
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
    for (entry, net) in &pairs() {
        let mut network = net.network::<f32>(1);
        network.params_mut().next().expect("a bank").value.row_mut(2).fill(0.0);
        let mut training = training(network, entry.id, 0.05);
        let loss = steps(net, &mut training, 20);
        assert!(loss.is_finite(), "{} {net}", entry.id);
        let norms = training.filter_norms();
        assert!(norms.iter().all(|norm| norm.is_finite()));
        assert!(norms[2].to_bits() == 0, "{} {net}", entry.id);
        assert!(training.drift().iter().all(|drift| drift.is_finite()));
    }
}

#[test]
fn rescaling_random_factors_are_drawn_within_their_strength() {
    let banks = orbit_banks(&nets()[0].network::<f64>(1));
    for (draw, strength) in [(Draw::PowersOfTwo, 3), (Draw::Random, 2)] {
        let rescaling = Rescaling::per_unit(&banks, draw, strength, 5);
        let logs: Vec<f64> = rescaling.factors().iter().flatten().map(|f| f.log2()).collect();
        assert!(logs.iter().all(|log| log.abs() <= f64::from(strength)));
        assert!(logs.iter().any(|log| log.abs() > 0.5));
        let whole = logs.iter().all(|log| log.fract() == 0.0);
        assert_eq!(whole, draw == Draw::PowersOfTwo);
    }
}

#[test]
fn rules_are_refused_where_they_have_no_meaning() {
    let refused = |id: &str, net: &Net, hyperparameters: Hyperparameters| {
        let rule = rule::<f64>(id).expect("a rule of the catalogue");
        let pace = Pace::new(Schedule::Constant, 0.1);
        Training::new(net.network(1), rule, hyperparameters, pace).err().map(|e| e.to_string())
    };
    let plain = Hyperparameters::default();
    let decayed = Hyperparameters { decay: 0.1, ..plain };
    for net in &nets() {
        let misfit = rule::<f64>("path_sgd").expect("a rule").fits(&net.network(1)).err();
        let expected = misfit.map(|reason| format!("rule: {reason}"));
        assert_eq!(refused("path_sgd", net, plain), expected, "{net}");
        for id in ["un", "pbwn", "un_momentum", "pbwn_momentum"] {
            let reason = refused(id, net, decayed).expect("refused");
            assert!(reason.contains("unit-norm"), "{reason}");
        }
        assert_eq!(refused("sgd", net, decayed), None);
    }
}

#[test]
fn a_period_of_return_lets_filters_leave_the_sphere_in_between() {
    let net = &dense(2, false, 1, false);
    let hyperparameters = Hyperparameters { period: 5, ..Hyperparameters::default() };
    let rule = rule::<f64>("pbwn").expect("a rule of the catalogue");
    let pace = Pace::new(Schedule::Constant, 0.1);
    let mut training = Training::new(net.network(1), rule, hyperparameters, pace).expect("fits");
    for step in 1..=20 {
        steps(net, &mut training, 1);
        let furthest =
            training.filter_norms().iter().map(|norm| (norm - 1.0).abs()).fold(0.0, f64::max);
        assert_eq!(furthest < 1e-14, step % 5 == 0, "step {step}: {furthest}");
    }
}

/// A period given to a rule that does not name it changes nothing.
#[test]
fn only_rules_that_name_the_period_have_one() {
    let net = &dense(2, false, 1, false);
    for entry in catalog::<f64>().into_iter().filter(|entry| entry.geometry.has_set()) {
        let (id, has_period) = (entry.id, entry.hyperparameters.contains(&"period"));
        let after = |period: u32| {
            let rule = rule::<f64>(id).expect("a rule of the catalogue");
            let hyperparameters = Hyperparameters { period, ..Hyperparameters::default() };
            let pace = Pace::new(Schedule::Constant, 0.02);
            let mut training =
                Training::new(net.network(1), rule, hyperparameters, pace).expect("fits");
            steps(net, &mut training, 7);
            logits(net, &mut training.network)
        };
        assert_eq!(after(5) == after(1), !has_period, "{id}");
    }
}

/// The guard saves a run that would overflow, and changes no bit before.
#[test]
fn the_scale_guard_is_invisible_until_it_saves_the_run() {
    let net = &dense(2, true, 1, false);
    let start = || {
        let rule = rule::<f32>("sm").expect("a rule of the catalogue");
        let pace = Pace::new(Schedule::Constant, 40.0);
        let hyperparameters = Hyperparameters::default();
        Training::new(net.network::<f32>(1), rule, hyperparameters, pace).expect("fits")
    };
    let (mut guarded, mut plain) = (start(), start().without_scale_guard());
    // At this rate a classifier that learns would be lost at once. The test holds it still.
    let hold = |training: &mut Training<f32>, index: u32| {
        let classifier = training.network.params().last().expect("a bank").value.clone();
        let (x, labels) = net.batch::<f32>(8, index % 20);
        let loss = training.gradient(x.view(), &labels, None, &mut || {});
        training.descend();
        training.network.params_mut().last().expect("a bank").value = classifier;
        loss
    };
    let mut overflowed_at = None;
    for index in 0..2000 {
        let (kept, lost) = (hold(&mut guarded, index), hold(&mut plain, index));
        assert!(kept.is_finite(), "step {index}");
        let range = 2_f32.powi(20);
        assert!(guarded.filter_norms().iter().all(|norm| (range.recip()..range).contains(norm)));
        let is_lost = !lost.is_finite() || plain.filter_norms().iter().any(|n| !n.is_finite());
        if is_lost {
            overflowed_at = Some(index);
            break;
        }
        assert_eq!(kept.to_bits(), lost.to_bits(), "step {index}");
        let (shown, expected) = (guarded.drift(), plain.drift());
        let gaps = shown.iter().zip(&expected).map(|(a, b)| (a - b).abs());
        assert!(gaps.fold(0.0, f32::max) < 1e-4, "step {index}");
    }
    let overflowed_at = overflowed_at.expect("without the guard the norms overflow");
    for index in overflowed_at..overflowed_at + 200 {
        assert!(hold(&mut guarded, index).is_finite());
    }
}

/// Without normalization, the columns of a filter move with the units that the filter reads. The
/// drift must still be the drift of a network that the guard left alone.
#[test]
fn the_scale_guard_leaves_no_trace_in_the_drift() {
    let net = &dense(3, false, 1, false);
    let banks = orbit_banks(&net.network::<f32>(1));
    let far = Rescaling::per_unit(&banks, Draw::PowersOfTwo, 20, 1);
    let start = |rescaling: Option<&Rescaling>| {
        let rule = rule::<f32>("sm").expect("a rule of the catalogue");
        let pace = Pace::new(Schedule::Constant, 0.05);
        let mut network = net.network::<f32>(1);
        rescaling.into_iter().for_each(|rescaling| rescaling.apply(&mut network));
        let training = Training::new(network, rule, Hyperparameters::default(), pace);
        let training = training.expect("fits");
        match rescaling {
            Some(rescaling) => training.rescaled_by(rescaling),
            None => training,
        }
    };
    let mut alone = start(None);
    let (mut guarded, mut plain) = (start(Some(&far)), start(Some(&far)).without_scale_guard());
    for training in [&mut alone, &mut guarded, &mut plain] {
        steps(net, training, 20);
    }
    let moved = |training: &Training<f32>| -> Vec<f32> {
        training.network.params().flat_map(|param| param.value.iter().copied()).collect()
    };
    assert!(moved(&guarded) != moved(&plain), "the guard acted");
    let gap = |a: &Training<f32>, b: &Training<f32>| {
        let gaps = a.drift().into_iter().zip(b.drift()).map(|(a, b)| (a - b).abs());
        gaps.fold(0.0, f32::max)
    };
    assert!(gap(&plain, &alone) < 1e-4);
    assert!(gap(&guarded, &alone) < 1e-4, "{}", gap(&guarded, &alone));
    assert!(alone.drift().iter().any(|drift| drift.abs() > 1e-3), "something drifts");
}

#[test]
fn guarded_orbits_without_normalization_move_their_readers() {
    for net in nets().iter().filter(|net| !net.is_normalized) {
        let mut network = net.network::<f64>(1);
        let before = logits(net, &mut network);
        let far = Rescaling::per_layer(&orbit_banks(&network), Draw::PowersOfTwo, 1, 1);
        let factors = far.factors().iter().map(|bank| vec![(2.0_f64).powi(30); bank.len()]);
        let far = Rescaling::from_factors(&orbit_banks(&network), factors.collect());
        far.expect("as many factors").apply(&mut network);
        let mut guard = ScaleGuard::new(&network);
        guard.keep_in_range(&mut network);
        assert!(guard.exponents().iter().any(|exponent| *exponent > 20), "{net}");
        assert_eq!(logits(net, &mut network), before, "{net}");
    }
}
