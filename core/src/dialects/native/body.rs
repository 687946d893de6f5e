//! The JSON of requests, member for member.

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

/// Codes are asked for.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::one_elevation))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Issue {
    /// For which tenant.
    pub(super) tenant: String,
    /// What they grant; `enrolment` where nothing is said.
    #[cfg_attr(test, schemars(with = "Option<shapes::PurposeName>"))]
    pub(super) purpose: Option<String>,
    /// For whom, 1 to 1,000.
    #[cfg_attr(test, schemars(length(min = 1, max = 1_000)))]
    pub(super) subjects: Vec<Object<Subject>>,
    /// From when until when.
    pub(super) validity: Option<Object<Validity>>,
    /// How often each can be redeemed; 0 for as often as wanted.
    pub(super) uses: Option<Whole<u16>>,
    /// What the codes look like; at least as many codes as the policy's format has.
    pub(super) format: Option<Object<Format>>,
    /// Why, for the audit trail.
    #[cfg_attr(test, schemars(with = "Option<shapes::Reason>"))]
    pub(super) reason: Option<String>,
    /// Whether nothing is to be issued, only said what would be.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// For whom one code is, and what is special about it.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Subject {
    /// The subject's name in the directory: 1 to 1,024 bytes without control characters.
    pub(super) id: String,
    /// How the code reaches it; in the answer where nothing is said.
    pub(super) deliver: Option<Deliver>,
    /// A language tag (RFC 5646) for how the code is spoken.
    pub(super) locale: Option<String>,
    /// The code that it shall be, 1 to 32 printable ASCII characters without a space at either end;
    /// a drawn one where nothing is said.
    pub(super) code: Option<Secret>,
    /// A remark that is kept with it, at most 255 characters.
    pub(super) note: Option<String>,
    /// Whether it is never told once more.
    #[serde(default)]
    pub(super) hidden: bool,
    /// The privileges that it raises, where that is the purpose.
    pub(super) elevation: Option<Object<Elevation>>,
}

/// From when until when codes are valid: until a time, or for so long.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::one_end))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Validity {
    /// The first second; now where nothing is said.
    #[cfg_attr(test, schemars(with = "Option<shapes::Time>"))]
    pub(super) not_before: Option<String>,
    /// The last second.
    #[cfg_attr(test, schemars(with = "Option<shapes::Time>"))]
    pub(super) not_after: Option<String>,
    /// How long, in its stead; as the policy has it where neither is said.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) seconds: Option<Whole<u32>>,
}

/// What codes look like.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = shapes::fitting))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Format {
    #[cfg_attr(test, schemars(with = "shapes::AlphabetName"))]
    pub(super) alphabet: String,
    /// How many symbols are drawn; with those of the check, 32 at most.
    #[cfg_attr(test, schemars(range(min = 1, max = 32)))]
    pub(super) length: Whole<u8>,
    /// The scheme of their check symbols; none where nothing is said.
    #[cfg_attr(test, schemars(with = "Option<shapes::CheckName>"))]
    pub(super) check: Option<String>,
    /// How many symbols stand together when the code is shown; all where nothing is said.
    #[cfg_attr(test, schemars(range(max = 32)))]
    pub(super) group: Option<Whole<u8>>,
}

/// The privileges that a code raises on its subject, a computer.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Elevation {
    /// The account that asks.
    pub(super) account: String,
    /// The local account that is unlocked.
    pub(super) local_account: String,
    /// The number of the policy's span.
    pub(super) span: Whole<u8>,
    /// The device's id in its cloud directory.
    pub(super) device: Option<String>,
}

/// A code is presented.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Present {
    /// Of which tenant the code is.
    pub(super) tenant: String,
    /// Whose it is.
    #[cfg_attr(test, schemars(with = "shapes::SubjectName"))]
    pub(super) subject: String,
    /// What it is to grant; `enrolment` where nothing is said.
    #[cfg_attr(test, schemars(with = "Option<shapes::PurposeName>"))]
    pub(super) purpose: Option<String>,
    /// The code as it was typed, at most 128 bytes of UTF-8.
    #[cfg_attr(test, schemars(length(max = 128)))]
    pub(super) code: Secret,
}

/// Something is to be done with a record.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Change {
    /// Of which tenant the code is; the caller's only one where nothing is said.
    pub(super) tenant: Option<String>,
    /// Why, for the audit trail.
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

/// Reads a body of that shape.
///
/// # Errors
/// [`ErrorKind::Shape`] when it is no JSON, or not of that shape: a member is missing, unknown,
/// given twice, or of another type.
pub(super) fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let text = json::text(bytes)?;
    let read = json::read(text, PhantomData::<Object<T>>).map(|Object(read)| read);
    // What a fault says may hold the text that was found; a code must not come back in an error.
    read.map_err(|(error, _)| without_values(error))
}

/// The same for a shape with a long list in it: where a fault is, is only searched for once there is
/// one.
///
/// # Errors
/// As [`parse`].
pub(super) fn parse_long<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_str(json::text(bytes)?);
    let read = Object::<T>::deserialize(&mut json).and_then(|read| json.end().map(|()| read.0));
    read.or_else(|_| parse(bytes))
}

/// The same, an empty body standing for the default.
pub(super) fn parse_or_default<'de, T>(bytes: &'de [u8]) -> Result<T, Error>
where
    T: Deserialize<'de> + Default,
{
    if bytes.iter().all(u8::is_ascii_whitespace) { Ok(T::default()) } else { parse(bytes) }
}

/// The fault without what was found in a value's place: it may be a code, wherever it stands.
fn without_values(error: Error) -> Error {
    const WORDS: [&str; 2] = ["invalid type: ", "invalid value: "];
    let Error { path, kind: ErrorKind::Shape { found } } = error else { return error };
    let kind = if path.ends_with("code") {
        ErrorKind::Rule { expected: "a string" }
    } else if WORDS.iter().any(|words| found.starts_with(words)) {
        // What was found may have these words in it, too; those of the library come last.
        let rest = found.rfind(", expected ").and_then(|at| found.get(at + 2..));
        ErrorKind::Shape { found: rest.unwrap_or("not of the expected type").into() }
    } else {
        ErrorKind::Shape { found }
    };
    Error { path, kind }
}

#[cfg(test)]
mod tests;
