//! The paper's protocol as a machine, compared with a plain loop that was written independently,
//! with itself, and in slices.

use scale_drift::data::images::Images;
use scale_drift::experiment::protocol::cell::{Cell, Extent, PROTOCOLS};
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::{Grid, Stop, rate};
use scale_drift::experiment::protocol::split::Split;
use scale_drift::experiment::protocol::unit::{Assignment, Digits, Unit, Work};
use scale_drift::experiment::run::sha256_hex;
use scale_drift::optim::schedule::{Pace, Schedule};
use scale_drift::real::Real;
use scale_drift::rng::{Purpose, Stream};

use crate::protocol_oracle::Oracle;
use crate::{short_protocol, synthetic};

const IMAGES: usize = 720;
const EXTENT: Extent = Extent { epochs: 3, images: IMAGES as u32 };
/// A grid of a few rates. At one of them the loss is lost.
const GRID: Grid = Grid { highest: 4, lowest: -2 };

fn digits() -> Digits {
    Digits::new(synthetic::images(IMAGES), synthetic::images(300))
}

fn cell(rule: &str, is_normalized: bool) -> Cell {
    let protocol = Schedule::BoldDriver;
    Cell { is_normalized, depth: 2, width: 8, rule: rule.to_owned(), protocol, spread: 0 }
}

fn assignment(cell: Cell, seed: u32) -> Assignment {
    let protocols = vec![Schedule::BoldDriver, Schedule::ExponentialDecay];
    Assignment { cell, protocols, extent: EXTENT, grid: GRID, known: Vec::new(), seed }
}

fn records(assignment: Assignment, digits: &Digits) -> Vec<RunRecord> {
    let mut unit = Unit::new(assignment, digits).expect("a valid unit");
    let mut records = Vec::new();
    loop {
        match unit.advance(digits, &mut || {}).expect("it trains") {
            Work::Finished(record) => records.push(*record),
            Work::Done => return records,
            _ => {}
        }
    }
}

#[test]
fn a_unit_does_what_section_7_says() {
    let digits = digits();
    for cell in [cell("sgd", false), cell("sm", false), cell("un", true), cell("sm_rows", true)] {
        let images = synthetic::images(IMAGES);
        let split = Split::new(IMAGES, EXTENT, 5).expect("enough images");
        let oracle = Oracle { images, split, cell: cell.clone(), seed: 5 };
        let (trained, judges) = (oracle.split.search_training(), oracle.split.search_validation());
        let tried: Vec<Option<u32>> = GRID
            .exponents()
            .map(|h| {
                let pace = Pace::new(Schedule::Constant, rate(h));
                let training = oracle.train(trained, pace, EXTENT.epochs, |_| false);
                training.map(|mut t| oracle.errors(&mut t.network, trained, &oracle.images, judges))
            })
            .collect();
        let fewest = tried.iter().flatten().min().expect("a rate that trains");
        let best = tried.iter().position(|errors| errors.as_ref() == Some(fewest));
        let chosen = GRID.highest - best.expect("it is there") as i32;
        let records = records(assignment(cell, 5), &digits);
        assert_eq!(records.len(), 2);
        for record in records {
            let name = format!("{:?}", record.cell);
            assert_eq!(record.search.errors, tried, "{name}");
            assert_eq!(record.search.chosen(), chosen, "{name}");
            let mut validation = Vec::new();
            let (trained, judges) = (oracle.split.training(), oracle.split.validation());
            let pace = Pace::new(record.cell.protocol, rate(chosen));
            let training = oracle.train(trained, pace, EXTENT.epochs, |network| {
                validation.push(oracle.errors(network, trained, &oracle.images, judges));
                false
            });
            let mut training = training.expect("a chosen rate trains");
            assert_eq!(record.validation_errors, validation, "{name}");
            let (test, all) = (synthetic::images(300), (0..300).collect::<Vec<u32>>());
            let errors = oracle.errors(&mut training.network, trained, &test, &all);
            assert_eq!(record.test_errors, Some(errors), "{name}");
            let mut bytes = Vec::new();
            for param in training.network.params() {
                param.numbers().for_each(|number| number.write_bytes(&mut bytes));
            }
            assert_eq!(record.weights_sha256, sha256_hex(&bytes), "{name}");
            assert_eq!((record.epochs, record.stop), (3, Stop::Epochs), "{name}");
        }
    }
}

#[test]
fn the_same_cell_and_seed_give_the_same_records() {
    let digits = digits();
    let first = records(assignment(cell("sgd", false), 1), &digits);
    assert_eq!(first, records(assignment(cell("sgd", false), 1), &digits));
    let other = records(assignment(cell("sgd", false), 2), &digits);
    assert_ne!(first[0].weights_sha256, other[0].weights_sha256);
    assert_ne!(first[0].weights_sha256, first[1].weights_sha256);
}

/// A search that is known is not done again, whatever its protocol. The same holds for a training.
#[test]
fn what_is_known_is_taken_over() {
    let digits = digits();
    let all = records(assignment(cell("un", false), 3), &digits);
    let mut rest = assignment(cell("un", false), 3);
    let searched = rest.most_steps();
    rest.known = vec![all[0].clone()];
    rest.protocols = vec![Schedule::ExponentialDecay];
    let courses = 3 * 6;
    assert_eq!((searched, rest.most_steps()), (7 * 3 * 6 + 2 * courses, courses));
    assert_eq!(records(rest, &digits), all[1..]);

    // A wider grid around the same best rate gives the same runs, without a step of training.
    let mut wider = assignment(cell("un", false), 3);
    wider.grid = Grid { highest: 4, lowest: -3 };
    let anew = records(wider.clone(), &digits);
    wider.known = all.clone();
    let mut unit = Unit::new(wider, &digits).expect("a valid unit");
    let mut taken_over = Vec::new();
    loop {
        match unit.advance(&digits, &mut || {}).expect("it trains") {
            Work::Finished(record) => taken_over.push(*record),
            Work::Trained(_) => panic!("trained again"),
            Work::Done => break,
            _ => {}
        }
    }
    assert_eq!(taken_over, anew);
    assert_eq!(taken_over[0].weights_sha256, all[0].weights_sha256);
    assert!(!taken_over[0].is_same_run(&all[0]));
}

/// The number of steps that are left falls with every slice, down to zero.
#[test]
fn progress_falls_to_nothing() {
    let digits = digits();
    let assignment = assignment(cell("sgd", false), 1);
    let mut left = assignment.most_steps();
    let mut unit = Unit::new(assignment, &digits).expect("a valid unit");
    assert_eq!(unit.most_steps_left(), left);
    let mut trained = 0;
    loop {
        let work = unit.advance(&digits, &mut || {}).expect("it trains");
        assert!(unit.most_steps_left() <= left, "{work:?}");
        left = unit.most_steps_left();
        match work {
            Work::Trained(steps) => trained += steps,
            Work::Done => break,
            _ => {}
        }
    }
    assert_eq!((left, trained), (0, 2 * 3 * 6));
}

/// If every loss at a rate is lost, the search says so, and the run is counted.
#[test]
fn a_run_that_diverges_is_recorded() {
    let digits = digits();
    let mut hopeless = assignment(cell("sgd", false), 1);
    hopeless.grid = Grid { highest: 40, lowest: 39 };
    for record in records(hopeless, &digits) {
        assert_eq!(record.search.errors, [None, None]);
        assert_eq!(record.search.chosen(), 40);
        assert_eq!((record.stop, record.test_errors), (Stop::Diverged, None));
        assert_eq!(record.test_error(), None);
        assert_eq!(record.to_json().parse(), Ok(record));
    }
}

/// A rescaled start is a different start for SGD. Under UN it is the same start up to rounding:
/// here its search and its errors are the same.
#[test]
fn a_spread_moves_the_start_of_sgd_alone() {
    let digits = digits();
    let spread = |rule: &str, spread| {
        let cell = Cell { spread, ..cell(rule, false) };
        records(assignment(cell, 4), &digits).remove(0)
    };
    assert_ne!(spread("sgd", 0).validation_errors, spread("sgd", 4).validation_errors);
    let (balanced, unbalanced) = (spread("un", 0), spread("un", 4));
    assert_eq!(balanced.validation_errors, unbalanced.validation_errors);
    assert_ne!(balanced.weights_sha256, unbalanced.weights_sha256);
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let digits = digits();
    let refused = |cell: Cell, images: u32| {
        let mut assignment = assignment(cell, 1);
        assignment.extent.images = images;
        Unit::new(assignment, &digits).err().expect("refused").to_string()
    };
    assert!(refused(cell("adamant", false), 720).starts_with("rule: "));
    assert!(refused(Cell { depth: 0, ..cell("sgd", false) }, 720).starts_with("depth: "));
    assert!(refused(Cell { spread: 21, ..cell("sgd", false) }, 720).starts_with("strength: "));
    assert!(refused(cell("sgd", false), 721).contains("721 images are needed"));
    assert!(refused(cell("sgd", false), 119).starts_with("images: "));
    for protocol in Schedule::ALL.into_iter().filter(|schedule| !PROTOCOLS.contains(schedule)) {
        let other = Cell { protocol, ..cell("sgd", false) };
        assert!(refused(other, 720).starts_with("protocol: "), "{protocol:?}");
    }
}

/// Stops of whole runs, compared with section 7 written down a second time, for each reason to
/// stop. Where a part of the labels is wrong, errors stay, and the validation rules decide.
#[test]
fn the_bold_driver_stops_as_section_7_says() {
    let extent = Extent { epochs: 60, ..EXTENT };
    for (seed, is_normalized, is_noisy, expected) in [
        (1, false, true, Stop::ValidationRose),
        (2, false, true, Stop::ValidationEqual),
        (2, true, false, Stop::TrainingPerfect),
    ] {
        let images = if is_noisy { noisy_images() } else { synthetic::images(IMAGES) };
        let digits = Digits::new(images.clone(), synthetic::images(300));
        let grid = Grid { highest: -1, lowest: -1 };
        let unit = Assignment { extent, grid, ..assignment(cell("sgd", is_normalized), seed) };
        let [bold, exponential]: [RunRecord; 2] =
            records(unit, &digits).try_into().expect("two protocols");
        assert_eq!((exponential.stop, exponential.epochs), (Stop::Epochs, 60));
        assert_eq!(exponential.validation_errors.len(), 60);

        let split = Split::new(IMAGES, extent, seed).expect("enough images");
        let oracle = Oracle { images, split, cell: bold.cell.clone(), seed };
        let (trained, judges) = (oracle.split.training(), oracle.split.validation());
        let (mut validation, mut stop) = (Vec::new(), Stop::Epochs);
        oracle.train(trained, Pace::new(Schedule::BoldDriver, rate(-1)), 60, |network| {
            validation.push(oracle.errors(network, trained, &oracle.images, judges));
            let epoch = validation.len();
            if epoch <= 25 {
                return false;
            }
            let is_perfect = oracle.errors(network, trained, &oracle.images, trained) == 0;
            let reasons = [
                (
                    epoch % 5 == 0 && validation[epoch - 1] > validation[epoch - 5],
                    Stop::ValidationRose,
                ),
                (validation[epoch - 1] == validation[epoch - 2], Stop::ValidationEqual),
                (is_perfect, Stop::TrainingPerfect),
            ];
            let reason = reasons.into_iter().find(|(holds, _)| *holds);
            stop = reason.map_or(Stop::Epochs, |(_, stop)| stop);
            reason.is_some()
        });
        assert_eq!(bold.validation_errors, validation, "seed {seed}");
        assert_eq!((bold.stop, bold.epochs as usize), (stop, validation.len()), "seed {seed}");
        assert_eq!(stop, expected, "seed {seed}");
    }
}

/// Gives every fourth image the label of another class.
fn noisy_images() -> Images {
    let images = synthetic::images(IMAGES);
    let mut stream = Stream::new(9, Purpose::Synthetic, 2);
    let pixels = (0..IMAGES).flat_map(|index| images.pixels(index).to_vec()).collect();
    let label = |index: usize| match index % 4 {
        0 => stream.below(10) as u8,
        _ => images.label(index),
    };
    Images::new(pixels, (0..IMAGES).map(label).collect()).expect("as many labels")
}

#[test]
fn a_short_run_ends_in_its_recorded_line() {
    let recorded = short_protocol::LINE.trim_end();
    assert_eq!(short_protocol::line(), recorded);
    assert_eq!(recorded.parse().map(|record: RunRecord| record.to_json()).as_deref(), Ok(recorded));
}
