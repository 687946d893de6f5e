//! Writes the core's answers into the vector files, for a person to review line by line.

use crate::expected::{Expected, Reply};
use crate::host::{Failure, Native};
use crate::layout;
use crate::load::paths;
use crate::observe::{Observed, observe};
use crate::vector::{Call, Facts, Fault};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Replaces the `expected` of every vector file with the core's present answer.
///
/// # Errors
/// [`Failure`] when a file cannot be read, run or written; it names the file.
pub fn bless() -> Result<(), Failure> {
    for path in paths()? {
        bless_one(&path).map_err(|failure| Fault(format!("{}: {failure}", path.display())))?;
    }
    Ok(())
}

fn bless_one(path: &Path) -> Result<(), Failure> {
    let mut file: Value = serde_json::from_slice(&fs::read(path)?)?;
    let call: Call = member(&file, "call")?;
    let facts: Option<Facts> = member(&file, "facts")?;
    let expected = expected(observe(&mut Native, &call, facts.as_ref())?)?;
    let members = file.as_object_mut().ok_or_else(|| Fault("not a JSON object".into()))?;
    members.insert("expected".into(), serde_json::to_value(expected)?);
    // Renamed into place: a test that reads concurrently sees either the old file or the new one.
    let written = path.with_extension("new");
    fs::write(&written, layout::file(&file))?;
    fs::rename(&written, path)?;
    Ok(())
}

fn member<T: serde::de::DeserializeOwned>(file: &Value, name: &str) -> Result<T, Failure> {
    Ok(T::deserialize(file.get(name).unwrap_or(&Value::Null))?)
}

fn expected(seen: Observed) -> Result<Expected, Failure> {
    let body_json: Value = serde_json::from_slice(&seen.body)?;
    if body_json.to_string().as_bytes() != seen.body {
        return Err(Fault("the reply's body is not compact JSON".into()).into());
    }
    let reply = Reply { status: seen.status, content_type: seen.content_type, body_json };
    Ok(Expected { needs: seen.needs, reply, commit: seen.commit })
}
