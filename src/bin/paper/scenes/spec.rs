//! The descriptions of runs: rules, rates and starts.

use scale_drift::experiment::spec::RunSpec;
use scale_drift::optim::schedule::Schedule;

/// The grid of rates.
pub const RATES: [f64; 16] =
    [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
/// The rules, and where on the grid their search begins.
pub const RULES: [(&str, usize); 6] =
    [("sgd", 13), ("sm", 10), ("un", 12), ("adam", 5), ("un_momentum", 9), ("sgd_momentum", 10)];

/// The start of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The largest |log2| of the factors; 0 for the balanced start.
    pub spread: u32,
    pub seed: u32,
}

/// The description of a run over the first `images` training images.
pub fn spec(
    images: u32,
    rule: &str,
    schedule: Schedule,
    rate: f64,
    start: Start,
) -> Result<String, String> {
    let twin = match start.spread {
        0 => "twin=off".to_owned(),
        spread => format!("twin=powers&strength={spread}"),
    };
    let text = format!(
        "network=segment&rule={rule}&schedule={}&rate={rate}&images={images}&seed={}&{twin}",
        schedule.name(),
        start.seed
    );
    let spec: RunSpec = text.parse().map_err(|error| format!("{error}"))?;
    Ok(spec.to_string())
}
