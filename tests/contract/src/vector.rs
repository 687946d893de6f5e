//! The shape of a vector file. `tests/vectors/README.md` says it in words, for other languages.

use crate::expected::Expected;
use crate::records::{Recorded, TrailLine};
use codemint_core::words::Timestamp;
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

/// A request. At most one of the three bodies is given; none is an empty one.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The dialect that answers it.
    pub dialect: String,
    /// The name of the route within the dialect.
    pub route: String,
    /// The tenant it is for.
    #[serde(default = "demo", skip_serializing_if = "is_demo")]
    pub tenant: String,
    /// The name under which the caller authenticated.
    #[serde(default = "operator", skip_serializing_if = "is_operator")]
    pub actor: String,
    /// Whether the caller may see the values of codes that are kept.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub sees_codes: bool,
    /// The values of the template's names, percent-encoded as they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// What follows the question mark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
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
    /// Where within that second, in 1/4096 of a millisecond; its start where it is not said.
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
    /// For each given text, the position in `live` of the code that it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Option<u32>>,
    /// What is known of the account that wants to raise privileges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elevation: Option<Elevating>,
    /// The first subject's codes, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Listed>,
    /// The record that was asked for, or that a presented text is the code of.
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

/// What is known of an account that wants to raise privileges on a computer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Elevating {
    /// The rules that name them both.
    pub rules: Vec<Rule>,
    /// The computer's id in its cloud directory.
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
    /// Whether it applies by the device's id.
    #[serde(default)]
    pub by_device: bool,
}

/// A stored code, told once more.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its text; absent where it is hidden or was not kept.
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

/// The rules in force for the tenant and the purpose. What is absent is left to the core, which has the
/// defaults: no runner fills any in.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The name of the alphabet.
    pub alphabet: String,
    /// Symbols of a code that are drawn.
    pub length: u8,
    /// The name of the scheme of the check symbols behind them; none where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Symbols that stand together where a code is shown; all where it is not said.
    #[serde(default, skip_serializing_if = "is_ungrouped")]
    pub group: u8,
    /// Wrong tries that lock a code.
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
    /// Validity in seconds where nothing else is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_validity: Option<u32>,
    /// Live codes that a subject may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_live: Option<u16>,
    /// Whether codes are kept revealable too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealable: Option<bool>,
    /// Whether a hidden code may be told in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_hidden: Option<bool>,
    /// Whether public callers are shown that a presented code is mistyped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_format: Option<bool>,
    /// How often a code may be redeemed; 0 for as often as wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u16>,
    /// Whether an elevation must say why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_required: Option<bool>,
    /// The spans that privileges can be raised for: number and seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<(u8, Option<u32>)>>,
    /// What a QR symbol for an app says; empty for the dialect's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_template: Option<String>,
    /// Whether a picture in an answer is a `data:` URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_data_uri: Option<bool>,
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
    /// The first second in which it is valid; long ago where it is not said.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_before: u64,
    /// The number of the format it was drawn in; 0 where it was not drawn by a policy's.
    #[serde(default, skip_serializing_if = "is_none_drawn")]
    pub format: u32,
    /// The last second in which it is valid; far ahead where it is not said.
    #[serde(default = "far_ahead", skip_serializing_if = "is_far_ahead")]
    pub not_after: u64,
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
