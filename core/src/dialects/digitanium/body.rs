//! The JSON of a request to create: its shape, its types, and the place of an error.

use super::constants::{CODE, INFO, NOT_AFTER, PRINTABLE};
use super::epoch::Epoch;
use crate::dialects::json::{self, Name, Text, note, once};
use crate::journey::{Error, ErrorKind};
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

/// The members of a request, as given. A null member is treated as absent (the vendor's own sample
/// has one).
#[derive(Default)]
pub(super) struct Params {
    /// The code that the caller chooses. Secret.
    pub(super) code: Option<Zeroizing<String>>,
    /// The end of its validity.
    pub(super) not_after: Option<Epoch>,
    /// Whether it is shown in this answer only.
    pub(super) secret: Option<bool>,
    /// A note.
    pub(super) info: Option<String>,
    /// The names of members that were ignored.
    pub(super) ignored: Vec<String>,
}

/// Parses the body.
///
/// # Errors
/// [`ErrorKind::Empty`] when it is empty, white space, or null; [`ErrorKind::Time`] when
/// `activationNotAfter` is neither a string nor a number; [`ErrorKind::Characters`] when `info` is
/// not a string; [`ErrorKind::Shape`] when it is otherwise not a JSON object with members of the
/// right types, each given once, or is nested too deep.
pub(super) fn parse(bytes: &[u8]) -> Result<Params, Error> {
    let text = json::text(bytes)?;
    if matches!(text.trim_matches([' ', '\t', '\n', '\r']), "" | "null") {
        return Err(Error::whole(ErrorKind::Empty));
    }
    let params = json::read(text, Object).map_err(located)?;
    if !params.ignored.is_empty() {
        json::nested_within_bounds(text)?;
    }
    Ok(params)
}

/// The error with its final kind and place. Two members have error codes of their own for a value
/// of another type; an error of JSON syntax belongs to the body as a whole.
fn located((error, well_formed): (Error, bool)) -> Error {
    match error.path.as_str() {
        _ if !well_formed => Error::whole(error.kind),
        NOT_AFTER => Error::at(NOT_AFTER, ErrorKind::Time),
        INFO => Error::at(INFO, PRINTABLE),
        _ => error,
    }
}

/// Parses the object that is the body.
struct Object;

impl<'de> DeserializeSeed<'de> for Object {
    type Value = Params;

    fn deserialize<D: de::Deserializer<'de>>(self, input: D) -> Result<Params, D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object {
    type Value = Params;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with activation code parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Params, A::Error> {
        let mut params = Params::default();
        let mut seen = [false; 4];
        while let Some(Name(name)) = members.next_key()? {
            match &*name {
                CODE => {
                    once(&mut seen, 0, &name)?;
                    let code = members.next_value::<Option<Text>>()?;
                    params.code = code.map(|Text(code)| Zeroizing::new(code));
                }
                NOT_AFTER => {
                    once(&mut seen, 1, &name)?;
                    params.not_after = members.next_value()?;
                }
                "secret" => {
                    once(&mut seen, 2, &name)?;
                    params.secret = members.next_value()?;
                }
                INFO => {
                    once(&mut seen, 3, &name)?;
                    params.info = members.next_value::<Option<Text>>()?.map(|Text(info)| info);
                }
                _ => {
                    note(&mut params.ignored, &name);
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(params)
    }
}
