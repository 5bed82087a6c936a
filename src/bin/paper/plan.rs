//! The work that is left. All cells of run 1 come first, then all cells of run 2, so that an
//! interrupted table is balanced.

use scale_drift::experiment::protocol::cell::Cell;
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::rules::Grid;
use scale_drift::experiment::protocol::unit::Assignment;

use crate::options::Options;

/// The units of work that the file of results lacks.
pub fn assignments(options: &Options, records: &[RunRecord], data: &str) -> Vec<Assignment> {
    let usable: Vec<&RunRecord> = records
        .iter()
        .filter(|record| record.extent == options.extent && record.data == data)
        .collect();
    if usable.len() < records.len() {
        let others = records.len() - usable.len();
        eprintln!("{others} runs with other images, epochs or subset are left as they are");
    }
    let of_cell = |cell: &Cell| -> Vec<&RunRecord> {
        let same = |other: &Cell| Cell { protocol: cell.protocol, ..other.clone() } == *cell;
        usable.iter().copied().filter(|record| same(&record.cell)).collect()
    };
    let grid = options.grid();
    let mut assignments = Vec::new();
    for seed in 1..=options.runs {
        for cell in options.cells() {
            let records = of_cell(&cell);
            let at_edge = |record: &&RunRecord| {
                record.search.grid == Grid::PAPER && record.search.is_at_edge()
            };
            if options.is_extending && !records.iter().any(at_edge) {
                continue;
            }
            let known: Vec<&RunRecord> =
                records.into_iter().filter(|record| record.seed == seed).collect();
            let is_done = |protocol| {
                let mut done = known.iter();
                done.any(|r| r.cell.protocol == protocol && r.search.grid == grid)
            };
            let protocols: Vec<_> =
                options.protocols.iter().copied().filter(|&p| !is_done(p)).collect();
            if let Some(&protocol) = protocols.first() {
                assignments.push(Assignment {
                    cell: Cell { protocol, ..cell },
                    protocols,
                    extent: options.extent,
                    grid,
                    known: known.into_iter().cloned().collect(),
                    seed,
                });
            }
        }
    }
    assignments
}
