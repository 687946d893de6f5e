//! What a test says of a host, for the table of all hosts that `make vectors` prints.

use crate::host::Failure;
use crate::load::Entry;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;

/// Appends to the file that `CODEMINT_SUMMARY` names, if it does: how many vectors of a suite a host
/// was held against, and in how many the two part. One line of JSON, written at once, since tests run
/// side by side.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn tell(host: &str, suite: &str, vectors: usize, differences: usize) -> Result<(), Failure> {
    let line = json!({
        "host": host, "suite": suite, "vectors": vectors, "differences": differences,
    });
    append(&line.to_string())
}

/// The same for every dialect; `parting` are the vectors in which the host and they part.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn tell_dialects(host: &str, entries: &[Entry], parting: &[&Entry]) -> Result<(), Failure> {
    let mut dialects = BTreeMap::<&str, (usize, usize)>::new();
    for entry in entries {
        let (vectors, differences) = dialects.entry(&entry.vector.call.dialect).or_default();
        *vectors += 1;
        *differences += usize::from(parting.iter().any(|one| one.path == entry.path));
    }
    dialects
        .into_iter()
        .try_for_each(|(dialect, (vectors, differences))| tell(host, dialect, vectors, differences))
}

/// Says that a host told of a flipped vector, and of that one alone.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn tell_control(host: &str, suite: &str) -> Result<(), Failure> {
    append(&json!({ "host": host, "suite": suite, "flipped": "told" }).to_string())
}

fn append(line: &str) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("CODEMINT_SUMMARY") else { return Ok(()) };
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    Ok(file.write_all(format!("{line}\n").as_bytes())?)
}
