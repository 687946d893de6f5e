//! The format of a vector file. `tests/vectors/README.md` describes it for other languages.

use crate::expected::Expected;
use crate::records::{Recorded, TrailLine};
use codemint_core::words::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// One vector: the request, what the host found, and the expected result.
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
    /// The expected result.
    pub expected: Expected,
}

/// A request. At most one of the three bodies is given; without any, the body is empty.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The dialect of the request.
    pub dialect: String,
    /// The name of the route within the dialect.
    pub route: String,
    /// The tenant of the request.
    #[serde(default = "demo", skip_serializing_if = "is_demo")]
    pub tenant: String,
    /// The name under which the caller authenticated.
    #[serde(default = "operator", skip_serializing_if = "is_operator")]
    pub actor: String,
    /// Whether the caller may see stored codes.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub sees_codes: bool,
    /// The values of the path template's parameters, percent-encoded as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// What follows the question mark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// A body that is sent as compact JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_json: Option<Value>,
    /// A body that is sent as is, in UTF-8.
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
    /// The offset within that second, in 1/4096 of a millisecond; 0 if absent.
    #[serde(default, skip_serializing_if = "is_none_drawn")]
    pub tick: u32,
    /// The seed: 64 hexadecimal digits.
    pub seed: String,
    /// The rules in force; absent where the needs name no purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    pub subjects: Vec<Subject>,
    /// The subjects' live codes, in the order of their subjects.
    pub live: Vec<Live>,
    /// For each given text, the position in `live` of the code it equals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Option<u32>>,
    /// What is known about the account that wants to raise privileges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elevation: Option<Elevating>,
    /// The first subject's codes, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Listed>,
    /// The record that was asked for, or whose code is a presented text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Recorded>,
    /// The records that were searched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page: Vec<Recorded>,
    /// The entries of the audit trail that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<TrailLine>,
    /// Whether there are more records or entries after these.
    #[serde(default, skip_serializing_if = "is_no")]
    pub more: bool,
}

/// What is known about an account that wants to raise privileges on a computer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Elevating {
    /// The rules that apply to both of them.
    pub rules: Vec<Rule>,
    /// The computer's ID in its cloud directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The computer's own key: 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_key: Option<String>,
}

/// One rule of elevation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The numbers of the spans it allows.
    pub spans: Vec<u8>,
    /// The local accounts it allows.
    pub local_accounts: Vec<String>,
    /// Whether it applies by the device's ID.
    #[serde(default)]
    pub by_device: bool,
}

/// A stored code, listed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its text; absent where it is hidden or not revealable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When it was made.
    pub created: u64,
    /// The last second in which it is valid.
    pub not_after: u64,
    /// Its remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who asked for it.
    pub issuer: String,
}

/// The rules in force for the tenant and the purpose. What is absent has the core's default: no
/// runner fills in defaults.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The name of the alphabet.
    pub alphabet: String,
    /// Number of drawn symbols of a code.
    pub length: u8,
    /// The name of the scheme of the check symbols that follow them; none if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Number of symbols in a group where a code is shown; 0 or absent for no groups.
    #[serde(default, skip_serializing_if = "is_ungrouped")]
    pub group: u8,
    /// Failed attempts that lock a code.
    pub max_tries: u8,
    /// The shortest validity in seconds.
    pub min_validity: u32,
    /// The longest validity in seconds.
    pub max_validity: u32,
    /// Whether codes are issued for this purpose at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuing_allowed: Option<bool>,
    /// Whether mail can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_configured: Option<bool>,
    /// The domains that an address chosen by the caller may have; empty = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_domains: Option<Vec<String>>,
    /// The base URL of the pages a subject is sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_base: Option<String>,
    /// The validity in seconds of a request that asks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_validity: Option<u32>,
    /// The maximum number of live codes of a subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_live: Option<u16>,
    /// Whether the host keeps encrypted copies, so that codes can be shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealable: Option<bool>,
    /// Whether a hidden code is shown in the answer that issues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_hidden: Option<bool>,
    /// Whether public callers are shown that a presented code is mistyped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_format: Option<bool>,
    /// How often a code may be redeemed; 0 for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u16>,
    /// Whether an elevation must give a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_required: Option<bool>,
    /// The spans that privileges can be raised for: number and seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<(u8, Option<u32>)>>,
    /// The text template of a QR symbol for an app; empty for the dialect's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_template: Option<String>,
    /// Whether a picture in an answer is a `data:` URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_data_uri: Option<bool>,
}

/// What the directory knows about one subject.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its standing.
    pub standing: Standing,
    /// Whether its source allows codes of the requested purpose.
    pub purpose_allowed: bool,
    /// Whether the directory knows its mail address; true if absent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub has_mail: bool,
}

/// The standing of a subject in the directory.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// There is no such subject.
    Unknown,
    /// It exists and may be used.
    Active,
    /// It is disabled.
    Disabled,
    /// It is about to be removed.
    PendingDeletion,
    /// The directory could not determine it.
    Unavailable,
}

/// One live code of a subject.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// The position of the subject in the needs.
    pub subject: u32,
    /// The record's ID, a UUID.
    pub id: String,
    /// What compare-and-swap compares.
    pub version: u32,
    /// The name of its state.
    pub state: String,
    /// The first second in which it is valid; 0 if absent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_before: u64,
    /// The number of the format it was drawn in; 0 where it was not drawn by a policy's format.
    #[serde(default, skip_serializing_if = "is_none_drawn")]
    pub format: u32,
    /// The last second in which it is valid; the latest possible time if absent.
    #[serde(default = "far_ahead", skip_serializing_if = "is_far_ahead")]
    pub not_after: u64,
}

/// A fault of a vector itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_zero(value: &u64) -> bool {
    *value == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_none_drawn(value: &u32) -> bool {
    *value == 0
}

pub(crate) const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_yes(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_ungrouped(value: &u8) -> bool {
    *value == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_no(value: &bool) -> bool {
    !*value
}

pub(crate) const fn one() -> u16 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_one(value: &u16) -> bool {
    *value == 1
}

pub(crate) const fn far_ahead() -> u64 {
    Timestamp::MAX.seconds()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) const fn is_far_ahead(value: &u64) -> bool {
    *value == far_ahead()
}

fn demo() -> String {
    "demo".into()
}

fn is_demo(value: &str) -> bool {
    value == "demo"
}

fn operator() -> String {
    "operator".into()
}

fn is_operator(value: &str) -> bool {
    value == "operator"
}
