//! A short run of the protocol over made-up digits. Its line is the same natively and in every
//! browser.

use scale_drift::experiment::protocol::cell::{Cell, Extent};
use scale_drift::experiment::protocol::rules::Grid;
use scale_drift::experiment::protocol::unit::{Assignment, Digits, Unit, Work};
use scale_drift::optim::schedule::Schedule;

use crate::synthetic;

/// The line of the run.
pub const LINE: &str = include_str!("short-protocol.jsonl");

/// The same run, done now.
pub fn line() -> String {
    let digits = Digits::new(synthetic::images(600), synthetic::images(200));
    let cell = Cell {
        is_normalized: true,
        depth: 2,
        width: 8,
        rule: "un".to_owned(),
        protocol: Schedule::BoldDriver,
        spread: 3,
    };
    let assignment = Assignment {
        cell,
        protocols: vec![Schedule::BoldDriver],
        extent: Extent { epochs: 3, images: 600 },
        grid: Grid::PAPER,
        known: Vec::new(),
        seed: 5,
    };
    let mut unit = Unit::new(assignment, &digits).expect("a good assignment");
    loop {
        match unit.advance(&digits, &mut || {}).expect("a cell that trains") {
            Work::Finished(record) => return record.to_json(),
            Work::Done => panic!("it ended without a record"),
            _ => {}
        }
    }
}
