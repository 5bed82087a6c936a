//! The tables of the `paper` program, from made-up results for which the tables can be worked out
//! by hand.

use std::fs;

use scale_drift::experiment::protocol::cell::{Cell, Extent};
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::{Grid, Stop};
use scale_drift::experiment::protocol::search::SearchOutcome;
use scale_drift::optim::schedule::Schedule;

use crate::paper::Folder;

/// Records with the given errors over 1,000 test images; `None` means that the run diverged.
fn record(rule: &str, seed: u32, test_errors: Option<u32>) -> RunRecord {
    RunRecord {
        data: "da7a".to_owned(),
        cell: Cell {
            is_normalized: false,
            depth: 2,
            width: 100,
            rule: rule.to_owned(),
            protocol: Schedule::BoldDriver,
            spread: 0,
        },
        extent: Extent::default(),
        seed,
        search: SearchOutcome {
            grid: Grid::PAPER,
            errors: (0..11).map(|rate| Some(100 + (rate - 1_i32).unsigned_abs())).collect(),
            images: 500,
        },
        epochs: 26 + seed,
        stop: Stop::ValidationEqual,
        validation_errors: vec![5, 5],
        validation_images: 10_000,
        test_errors,
        test_images: 1000,
        weights_sha256: "5a".to_owned(),
        seconds_per_step: Some(if rule == "sgd" { 0.001 } else { 0.00125 }),
        seconds: Some(1200.0),
    }
}

/// Worked out by hand: errors of 2, 3 and 4 % against 1, 3 and 5 %, and a run that diverged.
#[test]
fn the_table_counts_what_diverged_and_compares_by_seed() {
    let folder = Folder::new("table");
    let sgd = [Some(20), Some(30), Some(40), Some(90)];
    let un = [Some(10), Some(30), Some(50), None];
    let mut lines = String::new();
    for (rule, errors) in
        [("un", un), ("sgd", sgd), ("sm", [Some(21), Some(31), Some(41), Some(92)])]
    {
        for (seed, errors) in (1..).zip(errors) {
            lines += &(record(rule, seed, errors).to_json() + "\n");
        }
    }
    fs::write(folder.file("a.jsonl"), lines).expect("it is ours");
    folder.finish("a.jsonl", &["--table"]);
    let csv = fs::read_to_string(folder.file("a.csv")).expect("a table beside the results");
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heading = rows.next().expect("a heading");
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == heading.len()));
    let text =
        |row: usize, key: &str| rows[row][heading.iter().position(|name| *name == key).expect(key)];
    let near = |row, key, expected: f64| {
        let found: f64 = text(row, key).parse().expect(key);
        assert!((found - expected).abs() < 1e-4 * expected.abs().max(1.0), "{key}: {found}");
    };
    assert_eq!([text(0, "rule"), text(1, "rule"), text(2, "rule")], ["sgd", "sm", "un"]);
    assert_eq!([text(0, "diverged"), text(2, "diverged"), text(2, "runs")], ["0", "1", "4"]);
    near(0, "test_error_percent_mean", 4.5);
    near(0, "test_error_percent_sd", (29.0_f64 / 3.0).sqrt());
    near(2, "test_error_percent_mean", 3.0);
    near(2, "test_error_percent_sd", 2.0);
    // Differences of −1, 0 and 1 have two degrees of freedom: t = 0, half width 4.3027 / √3.
    assert_eq!((text(2, "pairs"), text(0, "pairs")), ("3", ""));
    near(2, "difference_points", 0.0);
    near(2, "difference_high", 4.302_65 / 3.0_f64.sqrt());
    near(2, "p", 1.0);
    // Differences of 0.1, 0.1, 0.1 and 0.2: mean 0.125, deviation 0.05, t = 5 with three degrees of
    // freedom.
    near(1, "difference_points", 0.125);
    near(1, "difference_low", 0.125 - 3.182_45 * 0.025);
    near(1, "p", 0.015_392);
    near(1, "p_holm", 2.0 * 0.015_392);
    near(1, "step_over_sgd", 1.25);
    near(1, "epochs_mean", 28.5);
    assert_eq!((text(1, "rates"), text(1, "is_rate_at_edge")), ("0.32x4", "false"));
    let table = fs::read_to_string(folder.file("a.md")).expect("a table beside the results");
    assert!(table.contains("4.0 processor hours"), "{table}");
    assert!(table.contains("| 4 | 1 | 3.00 ± 2.00 | +0.00 [-2.48, +2.48], 3 pairs |"), "{table}");
    assert!(table.contains("2 comparisons with SGD"), "{table}");
}
