//! What every dialect that speaks JSON needs: reading with bounds, and replies.

use crate::journey::{Body, Error, ErrorKind, Needs, Reply};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt;
use serde::Serialize;
use serde::de::{self, Deserialize, Visitor};

/// How deep a body may be nested (ours). The library's own bound does not hold for values that
/// nobody reads.
const MAX_DEPTH: usize = 64;

/// A body as text.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is not UTF-8 (RFC 8259 section 8.1). Lines and columns are counted
/// as the JSON library does, from 1 and in bytes.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        shape(format!("no UTF-8 at line {line} column {column}"))
    })
}

/// An error about the shape of a body as a whole.
pub(super) const fn shape(found: String) -> Error {
    Error::whole(ErrorKind::Shape { found })
}

/// Looks whether a text that is known to be JSON is nested within bounds.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is nested deeper than [`MAX_DEPTH`] levels.
pub(super) fn nested_within_bounds(text: &str) -> Result<(), Error> {
    if depth(text) > MAX_DEPTH {
        return Err(shape(format!("nested deeper than {MAX_DEPTH} levels")));
    }
    Ok(())
}

/// How deep arrays and objects are nested in a text that is known to be JSON.
fn depth(text: &str) -> usize {
    let (mut now, mut most, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => now += 1,
            b']' | b'}' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// Keeps the name of an unknown member for the host's log: at most [`Needs::MAX_IGNORED`] names,
/// each once, of each its first 64 characters.
pub(super) fn note(ignored: &mut Vec<String>, name: &str) {
    const LONGEST: usize = 64;
    let name: String = name.chars().take(LONGEST).collect();
    if ignored.len() < Needs::MAX_IGNORED && !ignored.contains(&name) {
        ignored.push(name);
    }
}

/// A member's name, borrowed where the JSON has no escapes in it.
pub(super) struct Name<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.into())))
            }
        }
        input.deserialize_str(Borrowing)
    }
}

/// A reply of that JSON.
pub(super) fn reply<T: Serialize + ?Sized>(status: u16, value: &T) -> Reply {
    // This fails only where a map's key is no string; no dialect replies with such a map.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Reply { status, content_type: "application/json".into(), body: Body::new(bytes) }
}
