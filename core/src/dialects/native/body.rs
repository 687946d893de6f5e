//! The JSON of requests. The documentation of types and members is published in `openapi.json`.

use super::deliver::Deliver;
use super::object::Object;
#[cfg(test)]
use super::openapi::tests::shapes;
use super::whole::Whole;
use crate::dialects::json;
use crate::journey::{Error, ErrorKind};
use alloc::{string::String, vec::Vec};
use core::marker::PhantomData;
use serde::Deserialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A request for codes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::one_elevation))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Issue {
    /// The tenant's ID.
    pub(super) tenant: String,
    /// What the codes grant. Default: `enrolment`.
    #[cfg_attr(test, schemars(with = "Option<shapes::PurposeName>"))]
    pub(super) purpose: Option<String>,
    /// The subjects that get a code, 1 to 1,000.
    #[cfg_attr(test, schemars(length(min = 1, max = 1_000)))]
    pub(super) subjects: Vec<Object<Subject>>,
    /// When the codes are valid.
    pub(super) validity: Option<Object<Validity>>,
    /// How often each code can be redeemed; 0 for no limit. Default: the policy's value.
    pub(super) uses: Option<Whole<u16>>,
    /// The format of the codes. It must have at least as many possible codes as the policy's.
    pub(super) format: Option<Object<Format>>,
    /// The reason, for the audit trail.
    #[cfg_attr(test, schemars(with = "Option<shapes::Reason>"))]
    pub(super) reason: Option<String>,
    /// Whether to only report what would be issued, and to issue nothing.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// One subject, and the properties of its code.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Subject {
    /// The subject's name in the directory: 1 to 1,024 bytes without control characters.
    pub(super) id: String,
    /// How the code reaches the subject. Default: in the answer.
    pub(super) deliver: Option<Deliver>,
    /// The language (RFC 5646) of the code's spoken form.
    pub(super) locale: Option<String>,
    /// A code of the caller's choice: 1 to 32 printable ASCII characters without a space at either
    /// end. Default: a random code.
    pub(super) code: Option<Secret>,
    /// A note that is stored with the code, at most 255 characters.
    pub(super) note: Option<String>,
    /// Whether the code is shown only once, in the answer that issues it.
    #[serde(default)]
    pub(super) hidden: bool,
    /// The privileges to raise; required if that is the purpose.
    pub(super) elevation: Option<Object<Elevation>>,
}

/// When codes are valid. The end is given as a time or as a number of seconds.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::one_end))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Validity {
    /// The first second. Default: now.
    #[cfg_attr(test, schemars(with = "Option<shapes::Time>"))]
    pub(super) not_before: Option<String>,
    /// The last second.
    #[cfg_attr(test, schemars(with = "Option<shapes::Time>"))]
    pub(super) not_after: Option<String>,
    /// The number of seconds from the first one, instead of `not_after`. Default without either:
    /// the policy's usual validity.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) seconds: Option<Whole<u32>>,
}

/// The format of codes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::fitting))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Format {
    #[cfg_attr(test, schemars(with = "shapes::AlphabetName"))]
    pub(super) alphabet: String,
    /// The number of random symbols; at most 32 together with the check symbols.
    #[cfg_attr(test, schemars(range(min = 1, max = 32)))]
    pub(super) length: Whole<u8>,
    /// The scheme of the check symbols. Default: `none`.
    #[cfg_attr(test, schemars(with = "Option<shapes::CheckName>"))]
    pub(super) check: Option<String>,
    /// The number of symbols in a group when the code is displayed; 0, the default, for one group.
    #[cfg_attr(test, schemars(range(max = 32)))]
    pub(super) group: Option<Whole<u8>>,
}

/// The privileges that a code raises on its subject, a computer.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Elevation {
    /// The account that requests the elevation.
    pub(super) account: String,
    /// The local account that the code unlocks.
    pub(super) local_account: String,
    /// The number of one of the policy's spans.
    pub(super) span: Whole<u8>,
    /// The device's ID in its cloud directory.
    pub(super) device: Option<String>,
}

/// A presented code.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Present {
    /// The tenant's ID.
    pub(super) tenant: String,
    /// The subject that the code was issued for.
    #[cfg_attr(test, schemars(with = "shapes::SubjectName"))]
    pub(super) subject: String,
    /// What the code grants. Default: `enrolment`.
    #[cfg_attr(test, schemars(with = "Option<shapes::PurposeName>"))]
    pub(super) purpose: Option<String>,
    /// The code as typed, at most 128 bytes of UTF-8.
    #[cfg_attr(test, schemars(length(max = 128)))]
    pub(super) code: Secret,
}

/// The body of a request to void or unlock a code.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Change {
    /// The tenant's ID. Default: the caller's only tenant.
    pub(super) tenant: Option<String>,
    /// The reason, for the audit trail.
    #[cfg_attr(test, schemars(with = "Option<shapes::Reason>"))]
    pub(super) reason: Option<String>,
}

/// A text that is or may be a code. No `Debug`, wiped on drop.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn into_revealed(mut self) -> String {
        core::mem::take(&mut self.0)
    }
}

/// Parses a body of this shape.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is not JSON, or not of this shape: a member is missing, unknown,
/// given twice, or of another type.
pub(super) fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let text = json::text(bytes)?;
    let read = json::read(text, PhantomData::<Object<T>>).map(|Object(read)| read);
    // The library's error may contain the text that was found. An error must not contain a code.
    read.map_err(|(error, _)| without_values(error))
}

/// The same for a shape with a long list: the place of an error is determined only once parsing has
/// failed.
///
/// # Errors
/// As [`parse`].
pub(super) fn parse_long<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_str(json::text(bytes)?);
    let read = Object::<T>::deserialize(&mut json).and_then(|read| json.end().map(|()| read.0));
    read.or_else(|_| parse(bytes))
}

/// The same; an empty body is the default.
pub(super) fn parse_or_default<'de, T>(bytes: &'de [u8]) -> Result<T, Error>
where
    T: Deserialize<'de> + Default,
{
    if bytes.iter().all(u8::is_ascii_whitespace) { Ok(T::default()) } else { parse(bytes) }
}

/// The error without the value that was found, which may be a code in any place.
fn without_values(error: Error) -> Error {
    const PREFIXES: [&str; 2] = ["invalid type: ", "invalid value: "];
    let Error { path, kind: ErrorKind::Shape { found } } = error else { return error };
    let kind = if path.ends_with("code") {
        ErrorKind::Rule { expected: "a string" }
    } else if PREFIXES.iter().any(|prefix| found.starts_with(prefix)) {
        // The value may contain this separator, too; the library's own is the last one.
        let rest = found.rfind(", expected ").and_then(|at| found.get(at + 2..));
        ErrorKind::Shape { found: rest.unwrap_or("not of the expected type").into() }
    } else {
        ErrorKind::Shape { found }
    };
    Error { path, kind }
}

#[cfg(test)]
mod tests;
