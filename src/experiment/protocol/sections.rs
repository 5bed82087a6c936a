//! Which runs make a row, which rows make a table, and which runs each row is compared with.

use crate::experiment::protocol::cell::Cell;
use crate::experiment::protocol::record::RunRecord;
use crate::experiment::protocol::rules::Grid;
use crate::experiment::protocol::statistics::{holm, put_in_order};

use crate::experiment::protocol::summary::Summary;

/// One table.
pub struct Section {
    /// The name in CSV.
    pub id: &'static str,
    /// What its rows have in common, in words.
    pub title: &'static str,
    /// A remark about the table; empty if there is none.
    pub note: &'static str,
    /// The name of the runs from which the differences are taken.
    pub baseline: &'static str,
    /// Its rows, in order.
    pub rows: Vec<Summary>,
}

impl Section {
    /// The number of tests for which the probabilities are adjusted.
    pub fn comparisons(&self) -> usize {
        self.rows.iter().filter(|row| row.comparison.is_some()).count()
    }
}

/// The rules in the order of the tables. Other rules follow by name.
const RULES: [&str; 5] = ["sgd", "sm", "sm_rows", "un", "pbwn"];

/// The tables of these runs. All runs have the same images and extent.
pub fn sections(records: &[&RunRecord]) -> Vec<Section> {
    let groups = Groups::of(records);
    let with_rule = |cell: &Cell, rule: &str| Cell { rule: rule.to_owned(), ..cell.clone() };
    let sgd = |cell: &Cell, grid| groups.find(&with_rule(cell, "sgd"), grid);
    // A cell of the extended grid is compared with SGD over the extended grid, if that exists.
    let sgd_extended = |cell: &Cell| match sgd(cell, Grid::EXTENDED) {
        [] => sgd(cell, Grid::PAPER),
        extended => extended,
    };
    let is_sgd = |cell: &Cell| cell.rule == "sgd";
    let none: &[&RunRecord] = &[];
    let mut sections = vec![
        Section {
            id: "main",
            title: "Balanced starts",
            note: "",
            baseline: "SGD",
            rows: groups.rows(&|cell, grid| {
                let is_shown = cell.spread == 0 && grid == Grid::PAPER;
                let against = if is_sgd(cell) { none } else { sgd(cell, grid) };
                is_shown.then(|| (against, sgd(cell, grid)))
            }),
        },
        Section {
            id: "extended",
            title: "Cells whose best rate was at an edge of the grid, over a wider grid",
            note: "Not the paper's protocol: rates from 1000 down to 1e-8. SGD is taken over the \
                   wider grid too where its own best rate was at an edge, else as above.",
            baseline: "SGD",
            rows: groups.rows(&|cell, grid| {
                let is_shown = cell.spread == 0 && grid == Grid::EXTENDED;
                let against = if is_sgd(cell) { none } else { sgd_extended(cell) };
                is_shown.then(|| (against, sgd_extended(cell)))
            }),
        },
        Section {
            id: "spread",
            title: "Unbalanced starts",
            note: "Every unit's weights are rescaled before training, log2 of the factor uniform \
                   within ± spread: the same function from another start. Differences are from \
                   the balanced start of the same rule.",
            baseline: "spread 0",
            rows: groups.rows(&|cell, grid| {
                let balanced = Cell { spread: 0, ..cell.clone() };
                let is_shown = grid == Grid::PAPER && groups.has_spreads(cell);
                let against = if cell.spread == 0 { none } else { groups.find(&balanced, grid) };
                is_shown.then(|| (against, sgd(cell, grid)))
            }),
        },
    ];
    for section in &mut sections {
        adjust(&mut section.rows);
    }
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// Holm's adjustment over all comparisons of a table.
fn adjust(rows: &mut [Summary]) {
    let compared = || |row: &&mut Summary| row.comparison.is_some();
    let probabilities: Vec<f64> =
        rows.iter().filter_map(|row| row.comparison).map(|comparison| comparison.p).collect();
    for (row, p) in rows.iter_mut().filter(compared()).zip(holm(&probabilities)) {
        row.p_adjusted = p;
    }
}

type Runs<'a, 'b> = &'b [&'a RunRecord];
/// The runs with which errors, and times, are compared.
type Others<'a, 'b> = (Runs<'a, 'b>, Runs<'a, 'b>);

/// Runs by cell and grid, in the order of the tables.
struct Groups<'a>(Vec<(Cell, Grid, Vec<&'a RunRecord>)>);

impl<'a> Groups<'a> {
    fn of(records: &[&'a RunRecord]) -> Self {
        let mut groups: Vec<(Cell, Grid, Vec<&RunRecord>)> = Vec::new();
        for &record in records {
            let grid = record.search.grid;
            match groups.iter_mut().find(|group| group.0 == record.cell && group.1 == grid) {
                Some((_, _, runs)) => runs.push(record),
                None => groups.push((record.cell.clone(), grid, vec![record])),
            }
        }
        let place = |cell: &Cell| {
            let rule = RULES.iter().position(|rule| *rule == cell.rule).unwrap_or(RULES.len());
            (cell.width, cell.is_normalized, cell.depth, cell.protocol.name(), rule, cell.spread)
        };
        put_in_order(&mut groups, |a, b| {
            let names = || a.0.rule.cmp(&b.0.rule);
            place(&a.0).cmp(&place(&b.0)).then_with(names).is_lt()
        });
        for (_, _, runs) in &mut groups {
            put_in_order(runs, |a, b| a.seed < b.seed);
        }
        Self(groups)
    }

    fn find(&self, cell: &Cell, grid: Grid) -> &[&'a RunRecord] {
        let group = self.0.iter().find(|group| group.0 == *cell && group.1 == grid);
        group.map_or(&[], |(_, _, runs)| runs)
    }

    /// Whether this cell also exists with a rescaled start.
    fn has_spreads(&self, cell: &Cell) -> bool {
        let alike = |other: &Cell| Cell { spread: cell.spread, ..other.clone() } == *cell;
        self.0.iter().any(|(other, _, _)| other.spread > 0 && alike(other))
    }

    /// The rows of those cells for which `others` names runs to compare with.
    fn rows<'b>(&'b self, others: &dyn Fn(&Cell, Grid) -> Option<Others<'a, 'b>>) -> Vec<Summary> {
        let rows = self.0.iter().filter_map(|(cell, grid, runs)| {
            let (baseline, sgd) = others(cell, *grid)?;
            Some(Summary::new(runs, baseline, sgd))
        });
        rows.collect()
    }
}
