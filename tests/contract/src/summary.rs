//! Results of a host's tests, for the table of all hosts that `make vectors` prints.

use crate::host::Failure;
use crate::load::Entry;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;

/// Appends a result to the file that `CODEMINT_SUMMARY` names, if it is set: how many vectors of a
/// suite the host was compared with, and how many differ. One line of JSON, in a single write,
/// since tests run in parallel.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn report(host: &str, suite: &str, vectors: usize, differences: usize) -> Result<(), Failure> {
    let line = json!({
        "host": host, "suite": suite, "vectors": vectors, "differences": differences,
    });
    append(&line.to_string())
}

/// Reports every dialect; `different` are the vectors from which the host's answer differs.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn report_dialects(host: &str, entries: &[Entry], different: &[&Entry]) -> Result<(), Failure> {
    let mut dialects = BTreeMap::<&str, (usize, usize)>::new();
    for entry in entries {
        let (vectors, differences) = dialects.entry(&entry.vector.call.dialect).or_default();
        *vectors += 1;
        *differences += usize::from(different.iter().any(|one| one.path == entry.path));
    }
    dialects.into_iter().try_for_each(|(dialect, (vectors, differences))| {
        report(host, dialect, vectors, differences)
    })
}

/// Reports that a flipped vector was detected on a host, and no other.
///
/// # Errors
/// [`Failure`] when the file cannot be written.
pub fn report_control(host: &str, suite: &str) -> Result<(), Failure> {
    append(&json!({ "host": host, "suite": suite, "flipped": "detected" }).to_string())
}

fn append(line: &str) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("CODEMINT_SUMMARY") else { return Ok(()) };
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    Ok(file.write_all(format!("{line}\n").as_bytes())?)
}
