//! The table of the scenes, in GitHub's Markdown.

use scale_drift::experiment::protocol::statistics::mean_and_deviation;
use scale_drift::experiment::scene_baselines::baselines;
use scale_drift::experiment::spec::RunSpec;

use super::options::Options;
use super::plan::{Cell, cells, find};
use super::record::{SceneRecord, Score};
use super::spec::{self, RATES, Start};
use super::work::Data;

/// The means of all cells whose search has ended, trivial baselines, and the rates that were tried.
pub fn to_markdown(
    options: &Options,
    records: &[SceneRecord],
    data: &Data,
) -> Result<String, String> {
    let hours = records.iter().map(|record| record.seconds).sum::<f64>() / 3600.0;
    let (steps, scenes) = (options.steps, options.test_scenes);
    let mut text = format!(
        "# Segmentation of scenes\n\n\
         {steps} steps each; {scenes} test scenes, the same for all runs; {hours:.1} processor \
         hours in {} runs. IoU: intersection over union, mean ± standard deviation (n − 1) over \
         the runs that did not diverge; digits 0, 1, … and the ground have means alone. A start \
         2^±s multiplies each neuron by 2^k, k whole and uniform within ±s, and training goes on \
         with the rate of the balanced start. Equal: runs that answered from that start, bit for \
         bit, as from the balanced start.\n\n",
        records.len()
    );
    let spec: RunSpec = spec::spec(
        options.images,
        &options.rules[0],
        options.schedules[0],
        1.0,
        Start { spread: 0, seed: 1 },
    )?
    .parse()
    .map_err(|error| format!("{error}"))?;
    let classes = spec.scenes().classes();
    let names: Vec<String> = (0..classes - 1).map(|digit| digit.to_string()).collect();
    text += &format!(
        "| schedule | rule | start | rate | runs | diverged | equal | mean IoU | {} | ground |\n\
         |---|---|---|--:|--:|--:|--:|--:|{}\n",
        names.join(" | "),
        "--:|".repeat(classes)
    );
    for cell in cells(options, data.sha256()) {
        let Ok(index) = cell.search(records)? else { continue };
        for &spread in &options.spreads {
            text += &row(&cell, spread, RATES[index], records, classes)?;
        }
    }
    let trivial = baselines(&spec, data.test(), scenes as usize);
    for (name, confusion) in trivial.map_err(|error| error.to_string())? {
        let score = Score::new(&confusion);
        text += &format!("| – | {name} | – | – | – | – | – |{}", numbers(&[&score], classes));
    }
    text += &format!(
        "\nNo rescaling of neurons moves {}: from unbalanced starts they were trained with seed 1 \
         alone, and “equal” shows that this changed nothing.\n",
        invariant(options, data.sha256()).join(", ")
    );
    text += &rates(options, records, data)?;
    Ok(text)
}

fn invariant<'a>(options: &'a Options, data: &'a str) -> Vec<&'a str> {
    let mut rules: Vec<&str> = Vec::new();
    for cell in cells(options, data).iter().filter(|cell| cell.is_invariant()) {
        if !rules.contains(&cell.rule) {
            rules.push(cell.rule);
        }
    }
    rules
}

/// The runs of a cell from starts of one spread; nothing if there are none.
fn row(
    cell: &Cell,
    spread: u32,
    rate: f64,
    records: &[SceneRecord],
    classes: usize,
) -> Result<String, String> {
    let mut runs = Vec::new();
    for seed in 1..=cell.options.runs {
        runs.extend(find(records, &cell.test(rate, Start { spread, seed })?));
    }
    if runs.is_empty() {
        return Ok(String::new());
    }
    let start = if spread == 0 { "balanced".to_owned() } else { format!("2^±{spread}") };
    let equal = match spread {
        0 => "–".to_owned(),
        _ => runs.iter().filter(|run| run.is_twin_equal()).count().to_string(),
    };
    let scores: Vec<&Score> = runs.iter().filter_map(|run| run.score()).collect();
    Ok(format!(
        "| {} | {} | {start} | {rate} | {} | {} | {equal} |{}",
        cell.schedule.name(),
        cell.rule,
        runs.len(),
        runs.len() - scores.len(),
        numbers(&scores, classes)
    ))
}

/// Mean and deviation of the mean IoU, then the mean IoU of each class.
fn numbers(scores: &[&Score], classes: usize) -> String {
    let all: Vec<f64> = scores.iter().map(|score| score.mean_iou).collect();
    let mut text = match mean_and_deviation(&all) {
        (mean, _) if mean.is_nan() => " – |".to_owned(),
        (mean, deviation) if deviation.is_nan() => format!(" {mean:.3} |"),
        (mean, deviation) => format!(" {mean:.3} ± {deviation:.3} |"),
    };
    for class in 0..classes {
        let of_class: Vec<f64> = scores.iter().filter_map(|score| score.iou[class]).collect();
        let (mean, _) = mean_and_deviation(&of_class);
        text += &if mean.is_nan() { " – |".to_owned() } else { format!(" {mean:.3} |") };
    }
    text + "\n"
}

fn rates(options: &Options, records: &[SceneRecord], data: &Data) -> Result<String, String> {
    let (runs, scenes) = (options.search_runs, options.validation_scenes);
    let mut text = format!(
        "\n## Rates\n\n\
         Mean IoU on {scenes} validation scenes, over {runs} runs a rate from balanced starts, with \
         seeds that no run above has. A run that diverged counts as 0. Test and validation share \
         no scene and no digit; the digits of validation come from training images that no run \
         trains on. The search ends when both neighbours of the best rate are tried.\n\n\
         | schedule | rule | best rate | rates tried |\n|---|---|--:|---|\n"
    );
    for cell in cells(options, data.sha256()) {
        let mut tried = Vec::new();
        for (index, rate) in RATES.iter().enumerate() {
            let judgement = cell.judgement(records, index)?;
            tried.extend(judgement.map(|score| format!("{rate}: {score:.3}")));
        }
        if tried.is_empty() {
            continue;
        }
        let best = match cell.search(records)? {
            Ok(index) => RATES[index].to_string(),
            Err(_) => "not found yet".to_owned(),
        };
        let (schedule, rule) = (cell.schedule.name(), cell.rule);
        text += &format!("| {schedule} | {rule} | {best} | {} |\n", tried.join("; "));
    }
    Ok(text)
}
