//! Trains the encoder-decoder on scenes of digits with each rule, from the same start and on the
//! same scenes. Prints the scores of each rule on held-out scenes.
//!
//! `segment FOLDER` reads the four raw IDX files of MNIST from FOLDER. The digits of training
//! scenes come from the training images, the digits of held-out scenes from the test images.
//! Malformed input ends with exit code 2 and a message that says what would be right.

// Cargo builds the programs of a package beside its browser tests too. A browser has no command
// line.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fmt::Display;
    use std::fs;
    use std::path::Path;
    use std::process::ExitCode;
    use std::str::FromStr;
    use std::time::Instant;

    use scale_drift::data::images::Images;
    use scale_drift::experiment::confusion::Confusion;
    use scale_drift::experiment::segmentation::{FILTERS, Segmentation, Settings};
    use scale_drift::optim;

    const USAGE: &str = "usage: segment FOLDER [--steps 500] [--batch 8] [--rate R[,R...]] \
        [--seed 1] [--rules sgd,sm,un] [--filters 16,32,32] [--held-out 200] [--reports 1]\n\
        FOLDER holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte \
        and t10k-labels-idx1-ubyte\n\
        --rate is one for all rules or one for each; without it, each rule's default, which is \
        low here: class weights make the mean loss of a scene small\n\
        --reports is how often, at even distances, a rule's line is printed; the last is its end";

    /// The largest number of held-out scenes. More scenes would take hours and tell nothing more.
    const MOST_HELD_OUT: u32 = 1_000_000;

    /// The loss in a line is the mean over the last steps, at most this many.
    const LOSS_STEPS: usize = 50;

    pub fn main() -> ExitCode {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        match Command::parse(&arguments).and_then(|command| command.run()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                eprintln!("segment: {message}");
                ExitCode::from(2)
            }
        }
    }

    struct Command {
        folder: String,
        steps: u32,
        batch: u32,
        seed: u32,
        held_out: u32,
        reports: u32,
        filters: Vec<usize>,
        rules: Vec<String>,
        rates: Vec<f64>,
    }

    impl Command {
        fn parse(arguments: &[String]) -> Result<Self, String> {
            let mut command = Self {
                folder: String::new(),
                steps: 500,
                batch: 8,
                seed: 1,
                held_out: 200,
                reports: 1,
                filters: FILTERS.to_vec(),
                rules: ["sgd", "sm", "un"].map(str::to_owned).to_vec(),
                rates: Vec::new(),
            };
            let mut arguments = arguments.iter();
            while let Some(argument) = arguments.next() {
                let mut value =
                    || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
                match argument.as_str() {
                    "--steps" => command.steps = one(argument, value()?)?,
                    "--batch" => command.batch = one(argument, value()?)?,
                    "--seed" => command.seed = one(argument, value()?)?,
                    "--held-out" => command.held_out = one(argument, value()?)?,
                    "--reports" => command.reports = one(argument, value()?)?,
                    "--filters" => command.filters = list(argument, value()?)?,
                    "--rules" => command.rules = list(argument, value()?)?,
                    "--rate" => command.rates = list(argument, value()?)?,
                    option if option.starts_with("--") => {
                        return Err(format!("there is no option {option}\n{USAGE}"));
                    }
                    folder if command.folder.is_empty() => folder.clone_into(&mut command.folder),
                    _ => return Err(USAGE.to_owned()),
                }
            }
            if command.folder.is_empty() {
                return Err(USAGE.to_owned());
            }
            for (option, count) in [
                ("--steps", command.steps),
                ("--held-out", command.held_out),
                ("--reports", command.reports),
            ] {
                if count == 0 {
                    return Err(format!("{option} is 0; it must be at least 1"));
                }
            }
            if command.reports > command.steps {
                return Err(format!("--reports {} is more than --steps", command.reports));
            }
            if command.held_out > MOST_HELD_OUT {
                return Err(format!("--held-out is at most {MOST_HELD_OUT}"));
            }
            let (rates, rules) = (command.rates.len(), command.rules.len());
            if rates > 1 && rates != rules {
                return Err(format!("{rates} rates for {rules} rules; give one, or one for each"));
            }
            Ok(command)
        }

        fn run(&self) -> Result<(), String> {
            let folder = Path::new(&self.folder);
            let training = read_images(folder, "train")?;
            let test = read_images(folder, "t10k")?;
            println!("seed {}, batch {}, filters {:?}", self.seed, self.batch, self.filters);
            println!("rule     rate   steps     loss   global  class av.  mean IoU   seconds");
            for (index, rule) in self.rules.iter().enumerate() {
                self.train(rule, self.rate(index, rule)?, &training, &test)?;
            }
            Ok(())
        }

        fn rate(&self, index: usize, rule: &str) -> Result<f64, String> {
            if let Some(&rate) = self.rates.get(index).or_else(|| self.rates.first()) {
                return Ok(rate);
            }
            let rule =
                optim::rule::<f32>(rule).ok_or_else(|| format!("there is no rule {rule}"))?;
            Ok(rule.learning_rate)
        }

        /// Trains one rule and prints its lines. The seconds do not include evaluation.
        fn train(
            &self,
            rule: &str,
            rate: f64,
            train: &Images,
            test: &Images,
        ) -> Result<(), String> {
            let settings = Settings {
                rule: rule.to_owned(),
                learning_rate: rate,
                batch: self.batch,
                seed: self.seed,
                filters: self.filters.clone(),
            };
            let said = |error: scale_drift::error::Error| error.to_string();
            let mut run = Segmentation::<f32>::new(&settings, train).map_err(said)?;
            let mut losses = Vec::new();
            let mut seconds = 0.0;
            for report in 1..=self.reports {
                let until = u64::from(self.steps) * u64::from(report) / u64::from(self.reports);
                let begin = Instant::now();
                while u64::from(run.steps()) < until {
                    let loss = run.step(train).map_err(said)?;
                    if !loss.is_finite() {
                        println!("{rule:<6} {rate:>6} {:>7}  diverged", run.steps());
                        return Ok(());
                    }
                    losses.push(loss);
                }
                seconds += begin.elapsed().as_secs_f64();
                let confusion = run.evaluate(test, self.held_out).map_err(said)?;
                let last = &losses[losses.len().saturating_sub(LOSS_STEPS)..];
                let loss = last.iter().sum::<f64>() / last.len() as f64;
                let line = format!("{rule:<6} {rate:>6} {:>7} {loss:>8.4}", run.steps());
                println!("{line} {} {seconds:>9.1}", scores(&confusion));
            }
            Ok(())
        }
    }

    fn scores(confusion: &Confusion) -> String {
        let (global, average) = (confusion.global_accuracy(), confusion.class_average());
        format!("{global:>8.4} {average:>10.4} {:>9.4}", confusion.mean_iou())
    }

    fn one<T: FromStr<Err: Display>>(option: &str, value: &str) -> Result<T, String> {
        value.parse().map_err(|error| format!("{option} {value}: {error}"))
    }

    fn list<T: FromStr<Err: Display>>(option: &str, value: &str) -> Result<Vec<T>, String> {
        value.split(',').map(|item| one(option, item)).collect()
    }

    /// The images of one half of MNIST, from its two files.
    fn read_images(folder: &Path, half: &str) -> Result<Images, String> {
        let read = |file: String| {
            let path = folder.join(file);
            fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let mut shard = read(format!("{half}-images-idx3-ubyte"))?;
        shard.extend(read(format!("{half}-labels-idx1-ubyte"))?);
        let mut images = Images::default();
        images.append_shard(&shard).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(images)
    }
}
