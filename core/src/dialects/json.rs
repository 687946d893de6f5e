//! Shared by the dialects that use JSON: bounded reading, and replies.

use crate::journey::json::written;
use crate::journey::{Body, Error, ErrorKind, Needs, Reply};
use alloc::{borrow::Cow, format, string::String, string::ToString, vec::Vec};
use core::fmt;
use serde::Serialize;
use serde::de::{self, Deserialize, DeserializeSeed, Visitor};

/// The maximum nesting of a body (ours). The library's own bound does not apply to values that are
/// skipped.
const MAX_DEPTH: usize = 64;

/// The body as text.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is not UTF-8 (RFC 8259 section 8.1). Lines and columns are counted
/// like those of the JSON library: from 1, in bytes.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        shape(format!("no UTF-8 at line {line} column {column}"))
    })
}

/// A shape error of the body as a whole.
pub(super) const fn shape(found: String) -> Error {
    Error::whole(ErrorKind::Shape { found })
}

/// Checks the nesting of a text that is known to be JSON.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is nested deeper than [`MAX_DEPTH`] levels.
pub(super) fn nested_within_bounds(text: &str) -> Result<(), Error> {
    if depth(text) > MAX_DEPTH {
        return Err(shape(format!("nested deeper than {MAX_DEPTH} levels")));
    }
    Ok(())
}

/// The depth to which arrays and objects are nested in a text that is known to be JSON.
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

/// Parses a text, and tracks the path for the error.
///
/// Tracking is too slow for long lists; they are parsed without it, and parsed again here if that
/// fails. Everything else is parsed here only, which avoids a second parser per shape in the
/// module.
///
/// # Errors
/// What is wrong and where, and true if the text is well-formed JSON up to there but not of the
/// expected shape.
pub(super) fn read<'de, S>(text: &'de str, seed: S) -> Result<S::Value, (Error, bool)>
where
    S: DeserializeSeed<'de>,
{
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let result = seed.deserialize(tracked).and_then(|read| json.end().map(|()| read));
    result.map_err(|error| fault(&error, track.path().to_string()))
}

fn fault(error: &serde_json::Error, path: String) -> (Error, bool) {
    const LONGEST_PATH: usize = 80;
    let path = if path == "." { String::new() } else { shortened(path, LONGEST_PATH) };
    let found = shorter(error.to_string());
    (Error { path, kind: ErrorKind::Shape { found } }, error.is_data())
}

/// The text of a fault. A long one is cut to its beginning, which says what was found, and its end,
/// which says what was expected and where.
fn shorter(found: String) -> String {
    const LONGEST: usize = 300;
    if found.len() <= LONGEST {
        return found;
    }
    let tail_at = found.rfind(", expected").or_else(|| found.rfind(" at line"));
    let tail = tail_at.and_then(|at| found.get(at..)).unwrap_or_default().to_string();
    shortened(found, LONGEST / 2) + &tail
}

fn shortened(text: String, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text;
    }
    text.chars().take(longest).chain(['…']).collect()
}

/// Marks the member at `index` as seen.
///
/// # Errors
/// When it was marked before (RFC 8259 section 4: names should be unique), or `index` is beyond the
/// end of `seen`.
pub(super) fn once<E: de::Error>(seen: &mut [bool], index: usize, name: &str) -> Result<(), E> {
    match seen.get_mut(index) {
        Some(seen) if !*seen => {
            *seen = true;
            Ok(())
        }
        _ => Err(E::custom(format_args!("member `{name}` is given twice"))),
    }
}

/// Records the name of an unknown member for the host's log: at most [`Needs::MAX_IGNORED`] names,
/// each once, cut to 64 characters.
pub(super) fn note(ignored: &mut Vec<String>, name: &str) {
    const LONGEST: usize = 64;
    let name: String = name.chars().take(LONGEST).collect();
    if ignored.len() < Needs::MAX_IGNORED && !ignored.contains(&name) {
        ignored.push(name);
    }
}

/// A member's name, borrowed if it has no escapes.
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

/// A string.
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(Self)
    }
}

/// A reply with a JSON body.
pub(super) fn reply<T: Serialize + ?Sized>(status: u16, value: &T) -> Reply {
    reply_of_about(256, status, value)
}

/// A reply with a JSON body of about `room` bytes.
pub(super) fn reply_of_about<T: Serialize + ?Sized>(room: usize, status: u16, value: &T) -> Reply {
    // Fails only for types like floats, which no reply has.
    let bytes = written(room, value).unwrap_or_default();
    Reply { status, content_type: "application/json".into(), body: Body::new(bytes) }
}
