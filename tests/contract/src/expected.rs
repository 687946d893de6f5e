//! The expected result of a vector: needs, reply and commit.

use crate::vector::{is_no, is_one, one};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The expected result.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The answer of the first call; `None` when it finishes the request.
    pub needs: Option<Needs>,
    /// The reply, from whichever call finishes the request.
    pub reply: Reply,
    /// What must be durable before the reply is sent; `None` when the first call finishes the
    /// request.
    pub commit: Option<Commit>,
}

/// What the host has to look up.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The name of the purpose; absent where the request has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The tenant, where the request itself names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The canonical text of each subject.
    pub subjects: Vec<String>,
    /// Texts to compare with their subjects' live codes: the subject's position, and the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<(u32, String)>,
    /// The texts that a presented code may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presented: Vec<String>,
    /// The ID of the record that is asked for, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Whether its code is to be decrypted.
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
    /// Whether the first subject's codes are to be listed.
    #[serde(default, skip_serializing_if = "is_no")]
    pub listed: bool,
    /// Names of members that were ignored.
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
    /// The maximum number of them.
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
    /// The maximum number of them.
    pub limit: u16,
}

/// The reply.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The body: exactly these bytes when written as compact JSON.
    pub body_json: Value,
}

/// What must be made durable, atomically.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The ID of the batch that the new codes form, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// New codes.
    pub issued: Vec<Issued>,
    /// Live codes that new ones replace.
    pub superseded: Vec<Superseded>,
    /// Other changes of existing codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Changed>,
    /// Mails to send.
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
    /// The record's ID, a UUID.
    pub id: String,
    /// The first second in which it is valid.
    pub not_before: u64,
    /// The last second in which it is valid.
    pub not_after: u64,
    /// Failed attempts that lock it.
    pub max_tries: u8,
    /// Its text. Every seed here is published, so it is not a secret.
    pub code: String,
    /// Whether it may be live beside other codes of its subject.
    #[serde(default, skip_serializing_if = "is_no")]
    pub several: bool,
    /// Whether the host keeps an encrypted copy, so that it can be shown again.
    #[serde(default, skip_serializing_if = "is_no")]
    pub revealable: bool,
    /// Whether it is shown only once, in the answer that issues it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub hidden: bool,
    /// How often it may be redeemed; 0 for no limit.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub max_uses: u16,
    /// A remark that is returned with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What exactly it grants: JSON, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The number of the format it was drawn in, 0 for none; absent where it is the policy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<u32>,
}

/// A change of an existing code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// The record's ID, a UUID.
    pub id: String,
    /// The version it was read with.
    pub version: u32,
    /// `use`, `try`, `void` or `unlock`.
    pub transition: String,
}

/// A live code that is replaced.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Superseded {
    /// The record's ID, a UUID.
    pub id: String,
    /// The version it was read with.
    pub version: u32,
}

/// A mail that carries a new code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The position of the code among the issued ones.
    pub issued: u32,
    /// The address that the caller chose; `None` for the one in the directory.
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
    /// The existing record it is about, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
