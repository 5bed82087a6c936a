//! A run as bytes. A run that was stopped and resumed continues with the same bits.
//!
//! The layout, little-endian, is: magic, version, bytes per number, the length and the text of the
//! description, steps, divergence, three readings. Then follow, for the network and for its twin,
//! the rate, the schedule, the last epoch's loss, the loss so far, the norms at the start, the
//! scale guard's exponents, the rule's memory and all weights. Under plain SGD the predicted
//! changes of the network's charges follow. The last part is the SHA-256 of everything before it.

use sha2::{Digest, Sha256};

use crate::data::images::Images;
use crate::error::Error;
use crate::experiment::run::{Diverged, Readings, Run};
use crate::experiment::spec::RunSpec;
use crate::experiment::training::{Extras, Training};
use crate::optim::schedule::Schedule;
use crate::real::Real;

const MAGIC: &[u8; 4] = b"SDCP";
const VERSION: u32 = 4;
const DIGEST_BYTES: usize = 32;

impl<F: Real> Run<F> {
    /// The bytes of the run in its present state.
    pub fn checkpoint(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        write_u32(&mut bytes, VERSION);
        write_u32(&mut bytes, length(F::BYTES));
        let spec = self.spec.without_changes().to_string();
        write_u32(&mut bytes, length(spec.len()));
        bytes.extend(spec.as_bytes());
        write_u32(&mut bytes, self.steps);
        write_u32(&mut bytes, self.diverged.map_or(0, |which| which as u32 + 1));
        for reading in [self.readings.loss, self.readings.twin_loss, self.readings.twin_gap] {
            reading.write_bytes(&mut bytes);
        }
        for training in self.trainings() {
            write_training(&mut bytes, training);
        }
        if let Some(charges) = &self.charges {
            write_reals(&mut bytes, charges.prediction.changes());
        }
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// The run that `bytes` holds. It continues as `spec` says.
    ///
    /// # Errors
    /// The checkpoint is damaged, of another version or of another run, or images are missing.
    /// Changes by hand in `spec` may differ from the checkpoint's: some of them are still to come.
    pub fn resume(spec: RunSpec, bytes: &[u8], training: &Images) -> Result<Self, Error> {
        let mut from = Reader { bytes: verify(bytes)? };
        if from.u32()? != length(F::BYTES) {
            return Err(Error::checkpoint("it holds numbers of another precision"));
        }
        let text_length = from.u32()? as usize;
        let text = from.take(text_length)?;
        let found = String::from_utf8_lossy(text);
        if found.parse() != Ok(spec.without_changes()) {
            let problem = format!("it is of another run ({found}); start this one afresh");
            return Err(Error::checkpoint(problem));
        }
        let mut run = Self::new(spec, training)?;
        run.steps = from.u32()?;
        run.diverged = match from.u32()? {
            0 => None,
            1 => Some(Diverged::Network),
            _ => Some(Diverged::Twin),
        };
        run.readings =
            Readings { loss: from.real()?, twin_loss: from.real()?, twin_gap: from.real()? };
        read_training(&mut from, &mut run.network)?;
        if let Some(twin) = &mut run.twin {
            read_training(&mut from, twin)?;
        }
        if let Some(charges) = &mut run.charges {
            from.reals(charges.prediction.changes_mut())?;
        }
        if !from.bytes.is_empty() {
            return Err(Error::checkpoint("there are more bytes than the run has numbers"));
        }
        Ok(run)
    }
}

/// The body of a checkpoint whose magic, hash and version are right.
///
/// # Errors
/// The reason why the body cannot be read.
pub fn verify(bytes: &[u8]) -> Result<&[u8], Error> {
    let body_length = bytes.len().saturating_sub(DIGEST_BYTES);
    let (body, digest) = bytes.split_at(body_length);
    let rest = body.strip_prefix(MAGIC).ok_or_else(|| {
        Error::checkpoint("it does not start like a checkpoint: choose another file")
    })?;
    if Sha256::digest(body).as_slice() != digest {
        return Err(Error::checkpoint("its bytes are damaged: its own hash does not match"));
    }
    let mut from = Reader { bytes: rest };
    match from.u32()? {
        VERSION => Ok(from.bytes),
        version => Err(Error::checkpoint(format!(
            "it has version {version} and this is version {VERSION}: start the run afresh"
        ))),
    }
}

fn write_training<F: Real>(bytes: &mut Vec<u8>, training: &Training<F>) {
    let Extras { start_norms, epoch_loss, memory, exponents } = training.extras();
    training.pace.learning_rate.write_bytes(bytes);
    write_u32(bytes, training.pace.schedule as u32);
    write_u32(bytes, u32::from(training.pace.previous_loss.is_some()));
    training.pace.previous_loss.unwrap_or(0.0).write_bytes(bytes);
    epoch_loss.write_bytes(bytes);
    write_reals(bytes, start_norms);
    exponents.iter().for_each(|exponent| bytes.extend(exponent.to_le_bytes()));
    write_u32(bytes, memory.steps);
    for numbers in memory.banks.iter().flatten() {
        write_reals(bytes, numbers.as_slice().expect("memory is in row-major order"));
    }
    training.network.params().for_each(|param| param.write_bytes(bytes));
}

fn read_training<F: Real>(from: &mut Reader<'_>, training: &mut Training<F>) -> Result<(), Error> {
    training.pace.learning_rate = from.real()?;
    let schedule = Schedule::ALL.get(from.u32()? as usize);
    training.pace.schedule =
        *schedule.ok_or_else(|| Error::checkpoint("it names a schedule that is not known"))?;
    let has_previous = from.u32()? == 1;
    let previous: f64 = from.real()?;
    training.pace.previous_loss = has_previous.then_some(previous);
    let loss: f64 = from.real()?;
    let Extras { start_norms, epoch_loss, memory, exponents } = training.extras_mut();
    *epoch_loss = loss;
    from.reals(start_norms)?;
    for exponent in exponents {
        *exponent = from.u32()?.cast_signed();
    }
    memory.steps = from.u32()?;
    for numbers in memory.banks.iter_mut().flatten() {
        from.reals(numbers.as_slice_mut().expect("memory is in row-major order"))?;
    }
    for param in training.network.params_mut() {
        for number in param.numbers_mut() {
            *number = from.real()?;
        }
    }
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or_else(|| Error::checkpoint("it ends too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        let word = self.take(4)?;
        Ok(u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
    }

    fn real<R: Real>(&mut self) -> Result<R, Error> {
        let bytes = self.take(R::BYTES)?;
        R::read_bytes(bytes).ok_or_else(|| Error::checkpoint("it ends too early"))
    }

    fn reals<R: Real>(&mut self, into: &mut [R]) -> Result<(), Error> {
        for number in into {
            *number = self.real()?;
        }
        Ok(())
    }
}

fn write_u32(bytes: &mut Vec<u8>, value: u32) {
    bytes.extend(value.to_le_bytes());
}

fn write_reals<R: Real>(bytes: &mut Vec<u8>, numbers: &[R]) {
    numbers.iter().for_each(|number| number.write_bytes(bytes));
}

/// A length in 32 bits. The lengths of descriptions and lists are far below the limit.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
