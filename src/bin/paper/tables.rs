//! The tables as Markdown and as CSV.

use scale_drift::experiment::protocol::csv::{chosen_rates, to_csv};
use scale_drift::experiment::protocol::record::RunRecord;
use scale_drift::experiment::protocol::sections::{Section, sections};
use scale_drift::experiment::protocol::summary::Summary;

use crate::options::Options;

/// All tables of one file of results.
pub struct Tables {
    sections: Vec<Section>,
    /// The extent of the runs, in words.
    title: String,
    hours: f64,
}

impl Tables {
    /// The tables of the runs with the extent of the options, over the images of the last such run.
    pub fn new(records: &[RunRecord], options: &Options) -> Result<Self, String> {
        let extent = options.extent;
        let shown = |record: &&RunRecord| record.extent == extent;
        let Some(last) = records.iter().rfind(shown) else {
            let out = options.common.out.display();
            let mut others: Vec<String> = records.iter().map(of_extent).collect();
            others.dedup();
            let others = if others.is_empty() { "nothing".to_owned() } else { others.join("; ") };
            return Err(format!("{out}: no run of this extent in it; there is {others}"));
        };
        let records: Vec<&RunRecord> =
            records.iter().filter(shown).filter(|record| record.data == last.data).collect();
        let hours = records.iter().filter_map(|record| record.seconds).sum::<f64>() / 3600.0;
        Ok(Self { sections: sections(&records), title: of_extent(last), hours })
    }

    /// A line per row, after a heading line.
    pub fn to_csv(&self) -> String {
        to_csv(&self.sections)
    }

    /// GitHub's Markdown.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        let mut line = |line: &str| text.extend([line, "\n"]);
        line(&format!("Runs of the protocol ({}), {:.1} processor hours.", self.title, self.hours));
        line("Test error: wrong test images with the last weights, mean ± standard deviation");
        line("(n − 1) over the runs that did not diverge. A star marks a rate at an edge of its");
        line("grid. Step: median time of a step relative to SGD's, run by run of the same seed.");
        for section in &self.sections {
            line(&format!("\n## {}\n", section.title));
            if !section.note.is_empty() {
                line(&format!("{}\n", section.note));
            }
            let tests = section.comparisons();
            if tests > 0 {
                line(&format!(
                    "{tests} comparisons with {}, each a two-sided paired t test over runs of \
                     the same seed. Intervals are 95 % each and not adjusted; p is adjusted for \
                     all {tests} (Holm).\n",
                    section.baseline
                ));
            }
            line(&format!(
                "| network | protocol | rule | spread | runs | diverged | test error, % | \
                 difference from {}, points [95 %] | p | p adjusted | rates | epochs | step |",
                section.baseline
            ));
            line("|---|---|---|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|");
            section.rows.iter().for_each(|row| line(&markdown_row(row)));
        }
        text
    }
}

fn of_extent(record: &RunRecord) -> String {
    let (epochs, images) = (record.extent.epochs, record.extent.images);
    format!("at most {epochs} epochs, {images} images to train and validate")
}

fn markdown_row(row: &Summary) -> String {
    let cell = &row.cell;
    let network = format!(
        "{}, {} × {}",
        if cell.is_normalized { "Arch2" } else { "Arch1" },
        cell.depth,
        cell.width
    );
    let (difference, p, p_adjusted) = match row.comparison {
        None => ("–".to_owned(), "–".to_owned(), "–".to_owned()),
        Some(found) => {
            let (low, high) =
                (found.difference - found.half_width, found.difference + found.half_width);
            let pairs = if found.pairs == row.runs {
                String::new()
            } else {
                format!(", {} pairs", found.pairs)
            };
            (
                format!("{:+.2} [{low:+.2}, {high:+.2}]{pairs}", found.difference),
                probability(found.p),
                probability(row.p_adjusted),
            )
        }
    };
    let (mean, deviation) = row.error;
    let epochs = match row.epochs {
        (_, least, most) if least == most => most.to_string(),
        (mean, least, most) => format!("{mean:.1} ({least} to {most})"),
    };
    format!(
        "| {network} | {} | {} | {} | {} | {} | {} ± {} | {difference} | {p} | {p_adjusted} | {} | \
         {epochs} | {} |",
        cell.protocol.name(),
        cell.rule,
        cell.spread,
        row.runs,
        row.diverged,
        decimals(mean, 2),
        decimals(deviation, 2),
        chosen_rates(row, " × ", ", "),
        decimals(row.step_ratio, 2),
    )
}

fn decimals(value: f64, digits: usize) -> String {
    if value.is_finite() { format!("{value:.digits$}") } else { "–".to_owned() }
}

fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { decimals(p, 3) }
}
