//! The shape of a vector file. `tests/vectors/README.md` says it in words, for other languages.

use crate::expected::Expected;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// One vector: what was asked, what the host found, what must come out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The story in one sentence.
    pub title: String,
    /// The request.
    pub call: Call,
    /// What the host found; absent when the first call finishes the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// What must come out.
    pub expected: Expected,
}

/// A request. Exactly one of the three bodies is given.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The dialect that answers it.
    pub dialect: String,
    /// The name of the route within the dialect.
    pub route: String,
    /// A body that is sent as compact JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_json: Option<Value>,
    /// A body that is sent as it stands, in UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// A body of any bytes, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hex: Option<String>,
}

/// What the host found.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The host's time, in seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
    /// The seed: 64 hexadecimal digits.
    pub seed: String,
    /// The rules in force.
    pub policy: Policy,
    /// One row for each subject of the needs, in their order.
    pub subjects: Vec<Subject>,
    /// The subjects' live codes, in the order of their subjects.
    pub live: Vec<Live>,
}

/// The rules in force for the tenant and the purpose.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The name of the alphabet.
    pub alphabet: String,
    /// Symbols in a code.
    pub length: u8,
    /// Wrong tries that lock a code.
    pub max_tries: u8,
    /// The shortest validity in seconds.
    pub min_validity: u32,
    /// The longest validity in seconds.
    pub max_validity: u32,
    /// Whether codes are issued for this purpose at all.
    pub issuing_allowed: bool,
    /// Whether mail can be sent.
    pub mail_configured: bool,
    /// The domains that an address chosen by the caller may have; empty = any.
    pub mail_domains: Vec<String>,
    /// The base URL of the pages a subject is sent to.
    pub link_base: String,
}

/// What the directory knows of one subject.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Where it stands.
    pub standing: Standing,
    /// Whether its source allows codes of the asked purpose.
    pub purpose_allowed: bool,
    /// Whether the directory knows where it gets mail. True where it is not said.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub has_mail: bool,
}

/// Where a subject stands in the directory.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// There is no such subject.
    Unknown,
    /// It is there and may be used.
    Active,
    /// It is switched off.
    Disabled,
    /// It is about to be removed.
    PendingDeletion,
    /// The directory could not tell.
    Unavailable,
}

/// One live code of a subject.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// The position of the subject in the needs.
    pub subject: u32,
    /// The record's name, a UUID.
    pub id: String,
    /// What compare-and-swap compares.
    pub version: u32,
    /// The name of its state.
    pub state: String,
}

/// What is wrong with a vector itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_yes(value: &bool) -> bool {
    *value
}
