//! The windows of a pooling layer: `size × size` pixels side by side, without overlap.

use super::{Definition, Shape};

/// Which input pixels each output pixel reads.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    input: Shape,
    pub(super) output: Shape,
    pub(super) size: usize,
    /// The index of each pixel of a window relative to the first pixel of the window, row by row.
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

    /// The index of each pixel of a window relative to the first pixel of the window.
    pub(super) fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The first input pixel of an output pixel. Rows are counted over all channels.
    pub(super) fn first(&self, row: usize, column: usize) -> usize {
        // The height is a multiple of the size.
        (row * self.input.width + column) * self.size
    }

    /// The first input pixels of all output pixels.
    pub(super) fn firsts(&self) -> impl Iterator<Item = usize> {
        let rows = 0..self.output.channels * self.output.height;
        rows.flat_map(move |row| (0..self.output.width).map(move |column| self.first(row, column)))
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
        assert_eq!((windows.firsts().nth(4), windows.offsets()), (Some(14), &[0, 1, 6, 7][..]));
        let mut seen: Vec<usize> = windows
            .firsts()
            .flat_map(|first| windows.offsets().iter().map(move |offset| first + offset))
            .collect();
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
