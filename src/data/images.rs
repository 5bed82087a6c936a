//! Labelled images in memory, as bytes.

use crate::data::idx::{read_images, read_labels};
use crate::error::Error;

/// Pixels of one MNIST image.
pub const PIXELS: usize = 28 * 28;
/// Classes of MNIST.
pub const CLASSES: usize = 10;

/// Labelled images, grown shard by shard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

impl Images {
    /// Takes these images: `pixels` is count × 784 bytes, `labels` has one class for each image.
    ///
    /// # Errors
    /// When the counts differ or a label is not a class.
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>) -> Result<Self, Error> {
        if pixels.len() != labels.len() * PIXELS {
            return Err(labels_error(format!(
                "{} labels for {} images: the two files do not belong together",
                labels.len(),
                pixels.len() / PIXELS
            )));
        }
        if let Some(at) = labels.iter().position(|&label| usize::from(label) >= CLASSES) {
            let problem = format!("label {} at item {at}; classes are 0 to 9", labels[at]);
            return Err(labels_error(problem));
        }
        Ok(Self { pixels, labels })
    }

    /// Appends a shard: a file of 28×28 images, then the file of their labels.
    ///
    /// # Errors
    /// The shard is malformed. Nothing is appended then.
    pub fn append_shard(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let (images, rest) = read_images(bytes)?;
        if (images.height, images.width) != (28, 28) {
            return Err(Error::Idx {
                file: "IDX images",
                problem: format!("{}×{} pixels instead of 28×28", images.height, images.width),
            });
        }
        let (labels, rest) = read_labels(rest)?;
        if !rest.is_empty() {
            return Err(labels_error(format!("{} bytes follow the last label", rest.len())));
        }
        let shard = Self::new(images.pixels.to_vec(), labels.to_vec())?;
        self.pixels.extend(shard.pixels);
        self.labels.extend(shard.labels);
        Ok(())
    }

    /// Number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no images yet.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The 784 bytes of an image.
    ///
    /// # Panics
    /// When there is no such image.
    pub fn pixels(&self, index: usize) -> &[u8] {
        &self.pixels[index * PIXELS..][..PIXELS]
    }

    /// The class of an image.
    ///
    /// # Panics
    /// When there is no such image.
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }
}

fn labels_error(problem: String) -> Error {
    Error::Idx { file: "IDX labels", problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(images: u32, side: u32, labels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for word in [0x803, images, side, side] {
            bytes.extend(u32::to_be_bytes(word));
        }
        bytes.extend(vec![9; (images * side * side) as usize]);
        bytes.extend(0x801_u32.to_be_bytes());
        bytes.extend((labels.len() as u32).to_be_bytes());
        bytes.extend(labels);
        bytes
    }

    #[test]
    fn appends_whole_shards_or_nothing() {
        let mut images = Images::default();
        images.append_shard(&shard(2, 28, &[3, 9])).expect("well formed");
        let before = images.clone();
        let mut trailing = shard(1, 28, &[1]);
        trailing.push(0);
        let bad = [
            (shard(2, 28, &[1]), "do not belong together"),
            (shard(1, 28, &[10]), "label 10"),
            (shard(1, 27, &[1]), "27×27"),
            (trailing, "1 bytes follow"),
            (shard(1, 28, &[1])[..500].to_vec(), "cut short"),
        ];
        for (bytes, said) in bad {
            let problem = images.append_shard(&bytes).expect_err("refused").to_string();
            assert!(problem.contains(said), "{problem}");
            assert_eq!(images, before);
        }
        images.append_shard(&shard(1, 28, &[0])).expect("well formed");
        assert_eq!((images.len(), images.label(1), images.label(2)), (3, 9, 0));
        assert_eq!(images.pixels(2), &[9; PIXELS]);
    }
}
