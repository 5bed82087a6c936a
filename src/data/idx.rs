//! The IDX format of MNIST (LeCun, Cortes and Burges): a big-endian header of a magic
//! number and the dimensions, then one byte per pixel or label.
//!
//! Every size is checked against the number of bytes before anything is allocated, so a hostile
//! header costs nothing.

use crate::error::Error;

const IMAGES_MAGIC: u32 = 0x0000_0803;
const LABELS_MAGIC: u32 = 0x0000_0801;
/// The largest number of items in one file. Larger files are refused.
const MOST_ITEMS: u64 = 1_000_000;
/// The largest side of an image, in pixels. Larger images are refused.
const MOST_PIXELS_A_SIDE: u64 = 256;

/// A file of images, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdxImages<'a> {
    /// Number of images.
    pub count: usize,
    /// Pixels per column.
    pub height: usize,
    /// Pixels per row.
    pub width: usize,
    /// count × height × width bytes, row-major, 0 background to 255 ink.
    pub pixels: &'a [u8],
}

/// Reads a file of images from the front of `bytes`. Returns the file and the bytes after it.
///
/// # Errors
/// Wrong magic, zero or absurd sizes, fewer bytes than the header promises.
pub fn read_images(bytes: &[u8]) -> Result<(IdxImages<'_>, &[u8]), Error> {
    let file = File("IDX images");
    let ([count, height, width], rest) = file.header(bytes, IMAGES_MAGIC)?;
    file.check_count(count)?;
    if !(1..=MOST_PIXELS_A_SIDE).contains(&height) || !(1..=MOST_PIXELS_A_SIDE).contains(&width) {
        return Err(file.error(format!(
            "images of {height}×{width} pixels; 1 to {MOST_PIXELS_A_SIDE} a side can be read"
        )));
    }
    // At most 10^6 × 2^16, so nothing overflows.
    let (pixels, rest) = file.split(rest, count * height * width)?;
    let [count, height, width] = [count, height, width].map(small);
    Ok((IdxImages { count, height, width, pixels }, rest))
}

/// Reads a file of labels from the front of `bytes`. Returns the labels and the bytes after them.
///
/// # Errors
/// Wrong magic, zero or absurd sizes, fewer bytes than the header promises.
pub fn read_labels(bytes: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let file = File("IDX labels");
    let ([count], rest) = file.header(bytes, LABELS_MAGIC)?;
    file.check_count(count)?;
    file.split(rest, count)
}

struct File(&'static str);

impl File {
    fn error(&self, problem: String) -> Error {
        Error::Idx { file: self.0, problem }
    }

    fn header<'a, const N: usize>(
        &self,
        bytes: &'a [u8],
        magic: u32,
    ) -> Result<([u64; N], &'a [u8]), Error> {
        let length = 4 + 4 * N;
        let Some((header, rest)) = bytes.split_at_checked(length) else {
            let problem = format!("{} bytes are too few for the {length} of a header", bytes.len());
            return Err(self.error(problem));
        };
        let (words, _) = header.as_chunks::<4>();
        let found = u32::from_be_bytes(words[0]);
        if found != magic {
            return Err(self.error(format!(
                "the file starts with {found:#010x} instead of {magic:#010x}: is it the right \
                 file, and unzipped?"
            )));
        }
        let mut dimensions = [0; N];
        for (dimension, word) in dimensions.iter_mut().zip(&words[1..]) {
            *dimension = u64::from(u32::from_be_bytes(*word));
        }
        Ok((dimensions, rest))
    }

    fn check_count(&self, count: u64) -> Result<(), Error> {
        if (1..=MOST_ITEMS).contains(&count) {
            return Ok(());
        }
        Err(self.error(format!("{count} items; 1 to {MOST_ITEMS} can be read")))
    }

    fn split<'a>(&self, bytes: &'a [u8], length: u64) -> Result<(&'a [u8], &'a [u8]), Error> {
        bytes.split_at_checked(small(length)).ok_or_else(|| {
            let present = bytes.len();
            self.error(format!(
                "the header promises {length} bytes and {present} follow: the file is cut short"
            ))
        })
    }
}

/// Converts a size that was checked to be small: it fits into 32 bits too.
fn small(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(magic: u32, dimensions: &[u32]) -> Vec<u8> {
        let words = core::iter::once(&magic).chain(dimensions);
        words.flat_map(|word| word.to_be_bytes()).collect()
    }

    fn images_problem(bytes: &[u8]) -> String {
        read_images(bytes).expect_err("refused").to_string()
    }

    #[test]
    fn reads_images_then_labels() {
        let mut bytes = header(IMAGES_MAGIC, &[2, 1, 3]);
        bytes.extend([1, 2, 3, 4, 5, 6]);
        bytes.extend(header(LABELS_MAGIC, &[2]));
        bytes.extend([7, 8, 99]);
        let (images, rest) = read_images(&bytes).expect("well formed");
        let pixels = &[1, 2, 3, 4, 5, 6][..];
        assert_eq!(images, IdxImages { count: 2, height: 1, width: 3, pixels });
        assert_eq!(read_labels(rest), Ok((&[7, 8][..], &[99][..])));
    }

    #[test]
    fn names_what_is_wrong() {
        assert!(images_problem(&[0; 7]).contains("7 bytes"));
        assert!(images_problem(&header(LABELS_MAGIC, &[1, 1, 1])).contains("0x00000801"));
        assert!(images_problem(&header(0x1f8b_0800, &[1, 1, 1])).contains("unzipped"));
        assert!(images_problem(&header(IMAGES_MAGIC, &[0, 28, 28])).contains("0 items"));
        assert!(images_problem(&header(IMAGES_MAGIC, &[9, 28, 28])).contains("cut short"));
        assert!(images_problem(&header(IMAGES_MAGIC, &[1, 0, 28])).contains("0×28"));
    }

    #[test]
    fn absurd_sizes_are_refused_from_the_header_alone() {
        let absurd = header(IMAGES_MAGIC, &[u32::MAX, u32::MAX, u32::MAX]);
        assert!(images_problem(&absurd).contains("items"));
        let absurd = header(IMAGES_MAGIC, &[1, u32::MAX, u32::MAX]);
        assert!(images_problem(&absurd).contains("pixels"));
        assert!(read_labels(&header(LABELS_MAGIC, &[u32::MAX])).is_err());
    }
}
