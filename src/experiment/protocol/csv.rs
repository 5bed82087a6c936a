//! The tables as comma-separated values.

use crate::decimal;
use crate::experiment::protocol::rules::rate;
use crate::experiment::protocol::sections::Section;
use crate::experiment::protocol::statistics::Comparison;
use crate::experiment::protocol::summary::Summary;

/// A line per row, after a heading line.
pub fn to_csv(sections: &[Section]) -> String {
    let mut text = String::from(
        "table,architecture,depth,width,protocol,rule,spread,runs,diverged,\
         test_error_percent_mean,test_error_percent_sd,baseline,pairs,difference_points,\
         difference_low,difference_high,p,p_holm,rates,is_rate_at_edge,epochs_mean,\
         epochs_least,epochs_most,seconds_per_step,step_over_sgd\n",
    );
    for section in sections {
        section.rows.iter().for_each(|row| text.push_str(&csv_row(section, row)));
    }
    text
}

/// Numbers that are not finite are left out.
fn number(value: f64) -> String {
    if value.is_finite() { decimal::format(value) } else { String::new() }
}

fn csv_row(section: &Section, row: &Summary) -> String {
    let cell = &row.cell;
    let numbers = |list: &[f64]| list.iter().map(|&value| number(value)).collect::<Vec<_>>();
    let counts = [row.runs, row.diverged].map(|count| count.to_string());
    let compared = match row.comparison {
        None => vec![String::new(); 7],
        Some(Comparison { pairs, difference, half_width, p }) => {
            let (low, high) = (difference - half_width, difference + half_width);
            let mut cells = vec![section.baseline.to_owned(), pairs.to_string()];
            cells.extend(numbers(&[difference, low, high, p, row.p_adjusted]));
            cells
        }
    };
    let (mean, least, most) = row.epochs;
    let mut cells: Vec<String> = vec![
        section.id.to_owned(),
        cell.architecture().to_owned(),
        cell.depth.to_string(),
        cell.width.to_string(),
        cell.protocol.name().to_owned(),
        cell.rule.clone(),
        cell.spread.to_string(),
    ];
    cells.extend(counts);
    cells.extend(numbers(&[row.error.0, row.error.1]));
    cells.extend(compared);
    cells.push(chosen_rates(row, "x", " "));
    cells.push(row.is_at_edge().to_string());
    cells.extend(numbers(&[mean]));
    cells.extend([least, most].map(|epochs| epochs.to_string()));
    cells.extend(numbers(&[row.seconds_per_step, row.step_ratio]));
    cells.join(",") + "\n"
}

/// The chosen rates and how often each was chosen.
pub fn chosen_rates(row: &Summary, times: &str, between: &str) -> String {
    let chosen = row.rates.iter().map(|&(exponent, count)| {
        let mark = if row.grid.is_edge(exponent) { "*" } else { "" };
        format!("{}{mark}{times}{count}", short(rate(exponent)))
    });
    chosen.collect::<Vec<_>>().join(between)
}

/// Two digits.
fn short(rate: f64) -> String {
    if rate < 0.01 { decimal::scientific(rate, 1) } else { decimal::fixed(rate, 2) }
}
