//! Compares a host with a vector.

use crate::host::Host;
use crate::observe::observe;
use crate::vector::Vector;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// Where a host and a vector differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place: `commit.issued[0].code`.
    pub at: String,
    /// What the vector has there.
    pub expected: String,
    /// What the host answered.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`\n  expected {}\n       got {}", self.at, self.expected, self.got)
    }
}

impl std::error::Error for Difference {}

/// Runs a vector's call on a host and compares: needs and commit value by value, the reply's body
/// byte by byte.
///
/// # Errors
/// The first [`Difference`].
pub fn run(host: &mut impl Host, vector: &Vector) -> Result<(), Difference> {
    let seen = observe(host, &vector.call, vector.facts.as_ref()).map_err(|failure| {
        Difference { at: "call".into(), expected: "an answer".into(), got: failure.to_string() }
    })?;
    let expected = &vector.expected;
    same("needs", &expected.needs, &seen.needs)?;
    same("reply.status", &expected.reply.status, &seen.status)?;
    same("reply.content_type", &expected.reply.content_type, &seen.content_type)?;
    same_bytes("reply.body_json", expected.reply.body_json.to_string().as_bytes(), &seen.body)?;
    same("commit", &expected.commit, &seen.commit)
}

fn same<T: Serialize>(at: &str, expected: &T, got: &T) -> Result<(), Difference> {
    let value = |side: &T| {
        serde_json::to_value(side).map_err(|error| Difference {
            at: at.into(),
            expected: "a value that JSON can represent".into(),
            got: error.to_string(),
        })
    };
    match difference(at, &value(expected)?, &value(got)?) {
        None => Ok(()),
        Some(difference) => Err(difference),
    }
}

/// The first place, at any depth, where two values differ. The order of members counts.
fn difference(at: &str, expected: &Value, got: &Value) -> Option<Difference> {
    match (expected, got) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => one
            .iter()
            .zip(other.values())
            .find_map(|((name, one), other)| difference(&format!("{at}.{name}"), one, other)),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => (0..)
            .zip(one.iter().zip(other))
            .find_map(|(n, (one, other)): (u32, _)| difference(&format!("{at}[{n}]"), one, other)),
        _ if expected == got => None,
        _ => {
            Some(Difference { at: at.into(), expected: expected.to_string(), got: got.to_string() })
        }
    }
}

fn same_bytes(at: &str, expected: &[u8], got: &[u8]) -> Result<(), Difference> {
    if expected == got {
        return Ok(());
    }
    let place = expected.iter().zip(got).take_while(|(one, other)| one == other).count();
    Err(Difference {
        at: format!("{at}, byte {place}"),
        expected: around(expected, place),
        got: around(got, place),
    })
}

/// The text around a place: enough context to recognise it.
fn around(bytes: &[u8], place: usize) -> String {
    const BEFORE: usize = 60;
    const AFTER: usize = 120;
    let from = place.saturating_sub(BEFORE);
    let to = bytes.len().min(place.saturating_add(AFTER));
    String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default()).into_owned()
}
