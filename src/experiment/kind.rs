//! The kinds of networks that a run trains.

use crate::layers::Shape;

/// An image with its pixels in rows and columns.
pub const IMAGE: Shape = Shape { channels: 1, height: 28, width: 28 };

/// A kind of network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Layers of neurons that read all pixels.
    Dense,
    /// Convolution and pooling, then a layer of neurons.
    Conv,
    /// An encoder-decoder that answers for every pixel.
    Segment,
}

impl Kind {
    /// Their names in links, and on the page.
    pub const CHOICES: [(&'static str, &'static str); 3] =
        [("dense", "dense"), ("conv", "convolutional"), ("segment", "encoder-decoder")];
    const ALL: [Self; 3] = [Self::Dense, Self::Conv, Self::Segment];

    /// The name in links.
    pub fn name(self) -> &'static str {
        Self::CHOICES[self as usize].0
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
