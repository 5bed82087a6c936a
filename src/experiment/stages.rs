//! The stages of a convolutional network as text: `8:3:max,16:3:none` is a stage of 8 filters of
//! 3×3 pixels with max-pooling, then a stage of 16 such filters without pooling.
//!
//! The paper speaks of "max-pooling and sub-sampling layers". Sub-sampling is average pooling here,
//! as in the layers that LeCun et al. call sub-sampling ("Gradient-based learning applied to
//! document recognition", 1998, section II.B), without their trained coefficient and bias.

use crate::layers::{Definition, Shape};

/// The largest number of stages.
pub const MOST_STAGES: usize = 4;
/// The largest number of filters of a stage.
pub const MOST_FILTERS: u32 = 64;
/// The possible sides of a kernel.
pub const KERNELS: [u32; 2] = [3, 5];
/// Windows of 2×2 pixels are pooled.
pub const POOL: usize = 2;

/// What follows the filters of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooling {
    /// Nothing.
    None,
    /// The largest of 2×2 pixels.
    Max,
    /// The mean of 2×2 pixels.
    Average,
}

impl Pooling {
    /// Their names in links, and on the page.
    pub const CHOICES: [(&'static str, &'static str); 3] =
        [("none", "no pooling"), ("max", "max-pooling"), ("average", "average pooling")];
    const ALL: [Self; 3] = [Self::None, Self::Max, Self::Average];

    fn name(self) -> &'static str {
        Self::CHOICES[self as usize].0
    }

    /// The layer; `None` without pooling.
    pub fn definition(self) -> Option<Definition> {
        let layer = match self {
            Self::None => return None,
            Self::Max => Definition::new("max_pool"),
            Self::Average => Definition::new("average_pool"),
        };
        Some(layer.with("size", POOL))
    }
}

/// A bank of convolutional filters, and how its output is pooled. The padding keeps the number of
/// pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// Filters.
    pub filters: u32,
    /// Pixels a side of a kernel.
    pub kernel: u32,
    /// What follows.
    pub pooling: Pooling,
}

/// Reads stages, and checks that each fits the output of the stage before it.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn read(text: &str, input: Shape) -> Result<Vec<Stage>, String> {
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > MOST_STAGES {
        return Err(format!("has {} stages; {MOST_STAGES} are the most", parts.len()));
    }
    let stages: Vec<Stage> = parts.into_iter().map(read_stage).collect::<Result<_, _>>()?;
    let mut shape = input;
    for (at, stage) in stages.iter().enumerate() {
        shape = stage.output(shape).map_err(|problem| format!("stage {}: {problem}", at + 1))?;
    }
    Ok(stages)
}

fn read_stage(text: &str) -> Result<Stage, String> {
    let wrong = || {
        let kernels = KERNELS.map(|kernel| kernel.to_string()).join(" or ");
        let poolings = Pooling::CHOICES.map(|(name, _)| name).join(", ");
        format!(
            "\"{text}\" is no stage: write filters (1 to {MOST_FILTERS}), the side of the kernel \
             ({kernels}) and the pooling ({poolings}), as 8:3:max"
        )
    };
    let parts: Vec<&str> = text.split(':').collect();
    let &[filters, kernel, pooling] = &parts[..] else { return Err(wrong()) };
    // Only the usual spelling: a reader in another language must agree on it.
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| number.to_string() == text);
    let filters = number(filters).filter(|filters| (1..=MOST_FILTERS).contains(filters));
    let kernel = number(kernel).filter(|kernel| KERNELS.contains(kernel));
    let pooling = Pooling::ALL.into_iter().find(|known| known.name() == pooling);
    let (Some(filters), Some(kernel), Some(pooling)) = (filters, kernel, pooling) else {
        return Err(wrong());
    };
    Ok(Stage { filters, kernel, pooling })
}

/// The text of these stages.
pub fn write(stages: &[Stage]) -> String {
    let texts: Vec<String> = stages
        .iter()
        .map(|Stage { filters, kernel, pooling }| format!("{filters}:{kernel}:{}", pooling.name()))
        .collect();
    texts.join(",")
}

impl Stage {
    /// The shape after the stage.
    ///
    /// # Errors
    /// The stage does not fit its input.
    pub fn output(self, input: Shape) -> Result<Shape, String> {
        let Shape { height, width, .. } = input;
        let kernel = self.kernel as usize;
        if kernel > height || kernel > width {
            return Err(format!(
                "a kernel of {kernel}×{kernel} is larger than the {height}×{width} pixels before \
                 it: pool less, or take a smaller kernel"
            ));
        }
        let channels = self.filters as usize;
        if self.pooling == Pooling::None {
            return Ok(Shape { channels, height, width });
        }
        if !height.is_multiple_of(POOL) || !width.is_multiple_of(POOL) {
            return Err(format!(
                "windows of {POOL}×{POOL} do not divide {height}×{width} pixels: choose no pooling"
            ));
        }
        Ok(Shape { channels, height: height / POOL, width: width / POOL })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: Shape = Shape { channels: 1, height: 28, width: 28 };

    #[test]
    fn text_round_trips() {
        for text in ["8:3:max,16:3:max", "1:5:none", "64:3:average,64:5:none,2:3:max,1:3:none"] {
            assert_eq!(write(&read(text, IMAGE).expect(text)), text);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (text, said) in [
            ("", "no stage"),
            ("8:3", "no stage"),
            ("8:3:max:1", "no stage"),
            ("0:3:max", "1 to 64"),
            ("65:3:max", "1 to 64"),
            ("08:3:max", "no stage"),
            ("+8:3:max", "no stage"),
            ("8:4:max", "3 or 5"),
            ("8:3:Max", "none, max, average"),
            ("8:3:max,", "no stage"),
            ("8:3:max,8:3:max,8:3:max", "stage 3: windows of 2×2 do not divide 7×7"),
            ("1:3:none,1:3:none,1:3:none,1:3:none,1:3:none", "4 are the most"),
        ] {
            let problem = read(text, IMAGE).expect_err(text);
            assert!(problem.contains(said), "{text}: {problem}");
        }
        let small = Shape { height: 4, width: 4, ..IMAGE };
        let problem = read("1:3:max,1:3:none", small).expect_err("2×2 pixels are left");
        assert!(
            problem.starts_with("stage 2: a kernel of 3×3 is larger than the 2×2"),
            "{problem}"
        );
    }
}
