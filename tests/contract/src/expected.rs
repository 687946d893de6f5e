//! What must come out of a vector: needs, reply and commit.

use crate::vector::{is_no, is_one, one};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What must come out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The answer of the first call; `None` when it finishes the request.
    pub needs: Option<Needs>,
    /// What is sent back, by whichever call finishes the request.
    pub reply: Reply,
    /// What must be durable first; `None` when the first call finishes the request.
    pub commit: Option<Commit>,
}

/// What the host has to look up.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The name of the purpose; absent where the request is about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The tenant, where the request itself says for which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The canonical text of each subject.
    pub subjects: Vec<String>,
    /// Texts to be held against their subjects' live codes: the subject's position, and the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<(u32, String)>,
    /// The texts that a presented code may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presented: Vec<String>,
    /// The record that is asked for by its name, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Whether its code is to be opened.
    #[serde(default, skip_serializing_if = "is_no")]
    pub opened: bool,
    /// Which records are searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// Which entries of the audit trail are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail: Option<Trail>,
    /// The account whose rules of elevation are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Whether the first subject's codes are to be told.
    #[serde(default, skip_serializing_if = "is_no")]
    pub listed: bool,
    /// Names of members that were passed over.
    pub ignored: Vec<String>,
}

/// Which records are searched.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Of this subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The name of the purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The name of the phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Of this batch, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Older than this one, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How many at the most.
    pub limit: u16,
}

/// Which entries of the audit trail are asked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Trail {
    /// About this record, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// About this subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// After this number.
    pub after: u64,
    /// How many at the most.
    pub limit: u16,
}

/// What is sent back.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The body, which must be this as compact JSON, byte for byte.
    pub body_json: Value,
}

/// What must be durable, all of it or nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The name of the batch that the new codes are, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// New codes.
    pub issued: Vec<Issued>,
    /// Live codes that new ones replace.
    pub superseded: Vec<Superseded>,
    /// What else becomes of codes that are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Changed>,
    /// Mails to be sent.
    pub mails: Vec<Mail>,
    /// What happened, one entry for each item.
    pub audit: Vec<Audit>,
}

/// A new code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// The position of the subject in the needs.
    pub subject: u32,
    /// The record's name, a UUID.
    pub id: String,
    /// The first second in which it is valid.
    pub not_before: u64,
    /// The last second in which it is valid.
    pub not_after: u64,
    /// Wrong tries that lock it.
    pub max_tries: u8,
    /// Its text. Every seed here is published: no secret of anyone's.
    pub code: String,
    /// Whether it stands beside others of its subject.
    #[serde(default, skip_serializing_if = "is_no")]
    pub several: bool,
    /// Whether it is kept revealable too.
    #[serde(default, skip_serializing_if = "is_no")]
    pub revealable: bool,
    /// Whether it is never told once more.
    #[serde(default, skip_serializing_if = "is_no")]
    pub hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub max_uses: u16,
    /// A remark that is told with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What exactly it grants: JSON, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The number of the format it was drawn in, 0 for none; absent where it is the policy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<u32>,
}

/// What becomes of a code that is there.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// The record's name, a UUID.
    pub id: String,
    /// The version it was seen with.
    pub version: u32,
    /// `use`, `try`, `void` or `unlock`.
    pub transition: String,
}

/// A live code that is replaced.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Superseded {
    /// The record's name, a UUID.
    pub id: String,
    /// The version it was seen with.
    pub version: u32,
}

/// A mail that carries a new code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The position of the code among the issued ones.
    pub issued: u32,
    /// The address that the caller chose; `None` for the one the directory knows.
    pub to: Option<String>,
}

/// One line of the audit trail.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The position of the subject in the needs, if one was understood.
    pub subject: Option<u32>,
    /// The name of the event.
    pub event: String,
    /// The record it is about, where it was there before: a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
