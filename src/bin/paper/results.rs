//! The file of results: a line of JSON per finished run. Lines are only ever appended.

use std::fmt::Display;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use scale_drift::experiment::protocol::record::RunRecord;

/// A finished run with a line of its own.
pub trait Record: Clone + FromStr<Err: Display> {
    /// The line, without its end. It begins with the field `format`.
    fn to_json(&self) -> String;
    /// Whether both describe the same run, with equal or different results.
    fn is_same_run(&self, other: &Self) -> bool;
    /// SHA-256 of the last weights.
    fn fingerprint(&self) -> &str;
}

impl Record for RunRecord {
    fn to_json(&self) -> String {
        self.to_json()
    }

    fn is_same_run(&self, other: &Self) -> bool {
        self.is_same_run(other)
    }

    fn fingerprint(&self) -> &str {
        &self.weights_sha256
    }
}

/// An open file of results, locked against other writers.
pub struct Results<R> {
    path: PathBuf,
    file: File,
    records: Vec<R>,
}

impl<R: Record> Results<R> {
    /// Opens or creates the file. If a crash left an unfinished last line, it is dropped.
    pub fn open(path: &Path) -> Result<Self, String> {
        let said = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).open(path).map_err(said)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(format!("{}: another process is writing it", path.display()));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(said)?;
        let (records, whole) = parse(path, &bytes)?;
        file.set_len(whole).map_err(said)?;
        Ok(Self { path: path.to_owned(), file, records })
    }

    /// Reads the runs of a file and leaves the file unchanged.
    pub fn read(path: &Path) -> Result<Vec<R>, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(parse(path, &bytes)?.0)
    }

    /// The runs in the file.
    pub fn records(&self) -> &[R] {
        &self.records
    }

    /// Appends a run. The run is on the disk when this returns.
    pub fn append(&mut self, record: &R) -> Result<(), String> {
        let line = record.to_json() + "\n";
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| format!("{}: {error}", self.path.display()))?;
        self.records.push(record.clone());
        Ok(())
    }
}

/// The runs, and the number of bytes that hold them. A damaged last line is left out.
fn parse<R: Record>(path: &Path, bytes: &[u8]) -> Result<(Vec<R>, u64), String> {
    let mut records: Vec<R> = Vec::new();
    let mut whole = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let at = format!("{}, line {}", path.display(), index + 1);
        let is_last = whole + line.len() == bytes.len();
        match read_line::<R>(line) {
            Ok(record) => {
                if let Some(other) = records.iter().find(|other| other.is_same_run(&record)) {
                    let agree = other.fingerprint() == record.fingerprint();
                    let problem = if agree { "is there twice" } else { "contradicts another line" };
                    return Err(format!("{at}: this run {problem}: remove one"));
                }
                records.push(record);
            }
            // An interrupted append leaves such a line. Other damage has another cause, and a
            // person must judge it.
            Err(problem) if is_last && !is_whole(line) && (index > 0 || begins_a_run(line)) => {
                eprintln!("{at}: damaged ({problem}) and dropped; its run is done again");
                break;
            }
            Err(problem) => return Err(format!("{at}: {problem}: repair or remove it")),
        }
        whole += line.len();
    }
    Ok((records, whole as u64))
}

/// Whether a line is complete and is JSON.
fn is_whole(line: &[u8]) -> bool {
    line.ends_with(b"\n") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

fn begins_a_run(line: &[u8]) -> bool {
    let begin = b"{\"format\":";
    line.starts_with(begin) || begin.starts_with(line)
}

fn read_line<R: Record>(line: &[u8]) -> Result<R, String> {
    let line = line.strip_suffix(b"\n").ok_or("it has no end")?;
    let line = str::from_utf8(line).map_err(|error| error.to_string())?;
    line.parse().map_err(|error: R::Err| error.to_string())
}
