//! The windows of a pooling layer: `size × size` pixels side by side, none overlapping.

use super::{Definition, Shape};

/// Which input pixels each output pixel sees.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    input: Shape,
    pub(super) output: Shape,
    size: usize,
    /// Index of each pixel of a window relative to its first, row by row.
    offsets: Vec<usize>,
}

impl Windows {
    pub(super) fn new(definition: &Definition, input: Shape) -> Result<Self, String> {
        let size = definition.number("size")?;
        let Shape { channels, height, width } = input;
        if size == 0 || !height.is_multiple_of(size) || !width.is_multiple_of(size) {
            return Err(format!("size is {size}; it must divide the {height}×{width} pixels"));
        }
        let output = Shape { channels, height: height / size, width: width / size };
        let offsets = (0..size * size).map(|k| k / size * width + k % size).collect();
        Ok(Self { input, output, size, offsets })
    }

    /// Pixels per window.
    pub(super) fn area(&self) -> usize {
        self.offsets.len()
    }

    /// The input pixels of output pixel `index`, both counted over all channels.
    pub(super) fn pixels(&self, index: usize) -> impl Iterator<Item = usize> {
        let (row, column) = (index / self.output.width, index % self.output.width);
        // Rows are counted over all channels: height is a multiple of the size.
        let first = row * self.size * self.input.width + column * self.size;
        self.offsets.iter().map(move |offset| first + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_partition_the_image() {
        let shape = Shape { channels: 2, height: 4, width: 6 };
        let definition = Definition::new("max_pool").with("size", 2);
        let windows = Windows::new(&definition, shape).expect("2 divides both");
        assert_eq!(windows.output, Shape { channels: 2, height: 2, width: 3 });
        assert_eq!(windows.pixels(4).collect::<Vec<_>>(), [14, 15, 20, 21]);
        let mut seen: Vec<usize> =
            (0..windows.output.features()).flat_map(|index| windows.pixels(index)).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..shape.features()).collect::<Vec<_>>());
    }

    #[test]
    fn refuses_sizes_that_do_not_divide() {
        let shape = Shape { channels: 1, height: 4, width: 6 };
        for size in [0, 3, 4, 5] {
            let definition = Definition::new("max_pool").with("size", size);
            assert!(Windows::new(&definition, shape).is_err_and(|p| p.contains("divide")));
        }
    }
}
