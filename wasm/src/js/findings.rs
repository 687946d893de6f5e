//! The findings as JavaScript objects.

mod checked;

use super::enums::{AuditEvent, Purpose, Standing, State};
use super::formats::Format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;
use tsify::Tsify;
use zeroize::Zeroizing;

/// What the directory knows about one subject.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubjectRow {
    /// The subject's status; `unavailable` when the directory did not answer.
    standing: Standing,
    /// Whether its source allows codes for the requested purpose.
    purpose_allowed: bool,
    /// Whether the directory has a mail address for it.
    has_mail: bool,
}

/// One live code of a subject.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct LiveCode {
    /// The subject's position in the needs.
    subject: u32,
    /// The ID of its record.
    id: String,
    /// The version for compare-and-swap.
    version: u32,
    /// `pending` or `locked`.
    state: State,
    /// The first second in which it is valid.
    not_before: u64,
    /// The last second in which it is valid.
    not_after: u64,
    /// The number of the format in which it was drawn; 0 where it was not drawn in a policy's
    /// format.
    format: u32,
}

/// A time for which privileges can be raised.
#[derive(Deserialize, Tsify)]
pub(super) struct Span {
    /// Its number, 0 to 15.
    index: u8,
    /// Its length in seconds; absent for until the computer next reaches its server.
    #[serde(default)]
    seconds: Option<u32>,
}

/// What a tenant allows for one purpose. An absent member has the default that is documented here,
/// which is the same in every host.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Policy {
    /// The format of the codes.
    format: Format,
    /// The number of failed attempts that locks a code, 1 to 100.
    max_tries: u8,
    /// The minimum validity in seconds, at least 1.
    min_validity: u32,
    /// The maximum validity in seconds, at least `minValidity`.
    max_validity: u32,
    /// The validity in seconds of a code whose request does not give one. Default: `minValidity`.
    #[serde(default)]
    usual_validity: Option<u32>,
    /// Whether codes are issued for this purpose at all. Default: true.
    #[serde(default)]
    issuing_allowed: Option<bool>,
    /// Whether mail can be sent. Default: false.
    #[serde(default)]
    mail_configured: Option<bool>,
    /// The domains that an address chosen by the caller may have, in lower-case ASCII; empty for
    /// any. Default: empty.
    #[serde(default)]
    mail_domains: Option<Vec<String>>,
    /// The base URL of the pages that subjects are sent to, without a trailing slash. Default:
    /// empty, and then no answer has a link.
    #[serde(default)]
    link_base: Option<String>,
    /// The maximum number of live codes of a subject, at least 1; at 1 a new one supersedes the old
    /// one. Default: 1.
    #[serde(default)]
    max_live: Option<u16>,
    /// Whether the host also keeps an encrypted copy of codes, so that they can be shown again.
    /// Default: false.
    #[serde(default)]
    revealable: Option<bool>,
    /// Whether a hidden code may be shown in the answer that issues it; otherwise it goes by mail
    /// only. Default: true.
    #[serde(default)]
    show_hidden: Option<bool>,
    /// Whether public callers are shown that a presented code is mistyped, and where. Such an
    /// answer reveals that the tenant exists and what its codes look like. Default: false.
    #[serde(default)]
    reveal_format: Option<bool>,
    /// How often a code may be redeemed while it is valid; 0 for no limit. Default: 1.
    #[serde(default)]
    max_uses: Option<u16>,
    /// Whether a request for an elevation must give a reason. Default: false.
    #[serde(default)]
    reason_required: Option<bool>,
    /// The spans for which privileges can be raised. Default: an hour (0), 4 hours, 8 hours, a day,
    /// 2 days, 7, 14, 30, 60, until the computer next reaches its server (9), 180 days, 365.
    #[serde(default)]
    spans: Option<Vec<Span>>,
    /// The content of a QR symbol for an app; empty for the dialect's own. Default: empty.
    #[serde(default)]
    qr_template: Option<String>,
    /// Whether a picture in an answer is a `data:` URI. Default: false.
    #[serde(default)]
    qr_data_uri: Option<bool>,
}

/// One rule that lets an account raise privileges on a computer.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    /// The spans it allows: bit n for span n.
    spans: u16,
    /// The local accounts it allows, in any case.
    local_accounts: Vec<String>,
    /// Whether it applies by device ID, so that a request must give one.
    by_device: bool,
}

/// What was found about an account that requests an elevation on a computer.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Elevating {
    /// The rules that name the account and either this computer or every computer.
    rules: Vec<Rule>,
    /// The computer's ID in its cloud directory, if it is joined to one.
    #[serde(default)]
    device: Option<String>,
    /// The computer's own key, 32 bytes, if its codes are to be redeemed offline. Secret.
    #[tsify(type = "Uint8Array", optional)]
    device_key: Option<Bytes>,
}

/// A stored code that is shown again.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedCode {
    /// Its text; absent where it is hidden or no copy was kept. Secret.
    #[serde(default)]
    code: Option<String>,
    /// When it was issued.
    created: u64,
    /// The last second in which it is valid.
    not_after: u64,
    /// Its note.
    #[serde(default)]
    note: Option<String>,
    /// The caller that requested it.
    issuer: String,
}

/// Everything that a store has of a code except its digest.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recorded {
    /// The ID of the record.
    id: String,
    version: u32,
    purpose: Purpose,
    subject: String,
    state: State,
    created: u64,
    not_before: u64,
    not_after: u64,
    tries: u8,
    max_tries: u8,
    uses: u16,
    max_uses: u16,
    hidden: bool,
    /// The number of the format in which it was drawn; 0 where it was not drawn in a policy's
    /// format.
    format: u32,
    #[serde(default)]
    batch: Option<String>,
    issuer: String,
    #[serde(default)]
    note: Option<String>,
    /// What exactly it grants, as JSON.
    #[serde(default)]
    terms: Option<String>,
    /// Its text, where it is needed, an encrypted copy is kept, and it is not hidden. Secret.
    #[serde(default)]
    code: Option<String>,
}

/// A record, and how it was found.
#[derive(Deserialize, Tsify)]
pub(super) struct Found {
    /// The record.
    recorded: Recorded,
    /// The position of its code among the presented texts; 0 where the needs name the record.
    text: u32,
}

/// One entry of the audit trail.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrailLine {
    /// Its number. A tenant's entries are numbered in ascending order.
    number: u64,
    at: u64,
    actor: String,
    #[serde(default)]
    purpose: Option<Purpose>,
    #[serde(default)]
    subject: Option<String>,
    event: AuditEvent,
    #[serde(default)]
    record_id: Option<String>,
    #[serde(default)]
    detail: Option<String>,
}

/// What was looked up.
#[derive(Deserialize, Tsify)]
pub(super) struct Findings {
    /// The host's time.
    now: u64,
    /// The position within that second, in units of 1/4096 of a millisecond, 0 to 4,095,999. It
    /// orders the IDs of records: of two settlements of one host in one second, the later one has
    /// the later tick. Default: 0.
    #[serde(default)]
    tick: Option<u32>,
    /// 32 random bytes, used for this settlement only. Secret.
    #[tsify(type = "Uint8Array")]
    seed: Bytes,
    /// The policy in force, where the needs name a purpose.
    #[serde(default)]
    policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    #[serde(default)]
    rows: Vec<SubjectRow>,
    /// The subjects' live codes for the purpose, in the order of their subjects.
    #[serde(default)]
    live: Vec<LiveCode>,
    /// For each given text of the needs, the position in `live` of its subject's code with this
    /// text; `undefined` if there is no such code.
    #[serde(default)]
    matches: Vec<Option<u32>>,
    /// What was found about the account and the computer, where the needs name an account.
    #[serde(default)]
    elevation: Option<Elevating>,
    /// The first subject's codes, where the needs ask for them, the oldest first.
    #[serde(default)]
    listed: Vec<ListedCode>,
    /// The record that the needs name, or the one whose code was presented: a live one, or else one
    /// that was live.
    #[serde(default)]
    record: Option<Found>,
    /// The records that the search found.
    #[serde(default)]
    page: Vec<Recorded>,
    /// The entries of the audit trail that the needs ask for.
    #[serde(default)]
    trail: Vec<TrailLine>,
    /// Whether there are more records or entries after these.
    #[serde(default)]
    more: bool,
}

/// 32 secret bytes, wiped on drop.
struct Bytes(Zeroizing<[u8; 32]>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a Uint8Array of 32 bytes")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                let bytes = bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))?;
                Ok(Bytes(Zeroizing::new(bytes)))
            }
            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                self.visit_bytes(&Zeroizing::new(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}
