//! The JSON of a request to create: its shape, its types, and where a fault is.

use super::epoch::Epoch;
use super::constants::{CODE, INFO, NOT_AFTER, PRINTABLE};
use crate::dialects::json::{self, Name, Text, note, once};
use crate::journey::{Error, ErrorKind};
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

/// What is asked, as it was written. A member that is null is as good as absent (the vendor's own
/// sample has one).
#[derive(Default)]
pub(super) struct Params {
    /// The code that is wanted. Secret.
    pub(super) code: Option<Zeroizing<String>>,
    /// Until when it shall be valid.
    pub(super) not_after: Option<Epoch>,
    /// Whether it shall be hidden from everybody else.
    pub(super) secret: Option<bool>,
    /// A remark.
    pub(super) info: Option<String>,
    /// The names of members that were passed over.
    pub(super) ignored: Vec<String>,
}

/// Reads the body.
///
/// # Errors
/// [`ErrorKind::Empty`] when it is nothing, white space, or null; [`ErrorKind::Time`] when
/// `activationNotAfter` is neither text nor number; [`ErrorKind::Characters`] when `info` is no
/// text; else [`ErrorKind::Shape`] when it is no JSON object with members of the right types, each
/// given once, or is nested too deep.
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

/// Where a body is faulty. Two members have error codes of their own for a value of another type;
/// a body that is no JSON at all is at fault as a whole, wherever that comes out.
fn located((error, well_formed): (Error, bool)) -> Error {
    match error.path.as_str() {
        _ if !well_formed => Error::whole(error.kind),
        NOT_AFTER => Error::at(NOT_AFTER, ErrorKind::Time),
        INFO => Error::at(INFO, PRINTABLE),
        _ => error,
    }
}

/// The one object of a body.
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
