//! What was looked up, on its way in: the shapes that JavaScript gives it.

mod checked;

pub(super) use checked::{tick, time};

use super::formats::Format;
use super::enums::{AuditEvent, Purpose, Standing, State};
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;
use tsify::Tsify;
use zeroize::Zeroizing;

/// What the directory knows of one subject.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubjectRow {
    /// Where it stands; `unavailable` when the directory could not tell.
    standing: Standing,
    /// Whether its source allows codes of the asked purpose.
    purpose_allowed: bool,
    /// Whether the directory knows where it gets mail.
    has_mail: bool,
}

/// One live code of a subject.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct LiveCode {
    /// The subject's position in the needs.
    subject: u32,
    /// Its name.
    id: String,
    /// What compare-and-swap compares.
    version: u32,
    /// `pending` or `locked`.
    state: State,
    /// First second in which it is valid.
    not_before: u64,
    /// Last second in which it is valid.
    not_after: u64,
    /// The number of the format it was drawn in; 0 where it was not drawn by a policy's.
    format: u32,
}

/// For how long privileges can be raised.
#[derive(Deserialize, Tsify)]
pub(super) struct Span {
    /// Its number, 0 to 15.
    index: u8,
    /// The seconds; nothing where it lasts until the computer next reaches its server.
    #[serde(default)]
    seconds: Option<u32>,
}

/// What a tenant allows for one purpose. What is left out has the default that is named here, which
/// is the same in every host.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Policy {
    /// The shape of the codes.
    format: Format,
    /// Wrong tries that lock a code, 1 to 100.
    max_tries: u8,
    /// Shortest validity in seconds, at least 1.
    min_validity: u32,
    /// Longest validity in seconds, at least `minValidity`.
    max_validity: u32,
    /// Validity in seconds where nothing else is asked; `minValidity` where it is left out.
    #[serde(default)]
    usual_validity: Option<u32>,
    /// Whether codes are issued for this purpose at all; true where it is left out.
    #[serde(default)]
    issuing_allowed: Option<bool>,
    /// Whether mail can be sent; false where it is left out.
    #[serde(default)]
    mail_configured: Option<bool>,
    /// Domains that an address chosen by the caller may have, in lower-case ASCII; any where there
    /// are none.
    #[serde(default)]
    mail_domains: Option<Vec<String>>,
    /// Base URL of the pages a subject is sent to, without a trailing slash. Where it is
    /// left out no answer has a link.
    #[serde(default)]
    link_base: Option<String>,
    /// Live codes a subject may have, 1 where nothing is said; at 1 a new one supersedes the old one.
    #[serde(default)]
    max_live: Option<u16>,
    /// Whether codes are kept revealable too, so that they can be told once more; false where it
    /// is left out.
    #[serde(default)]
    revealable: Option<bool>,
    /// Whether a hidden code may be told in the answer; else it goes by mail only. True where it
    /// is left out.
    #[serde(default)]
    show_hidden: Option<bool>,
    /// Whether public callers are shown that a presented code is mistyped, and where; false where it
    /// is left out. Such an answer shows that the tenant exists and what its codes look like.
    #[serde(default)]
    reveal_format: Option<bool>,
    /// How often a code may be redeemed, 1 where nothing is said; 0 for as often as wanted while it
    /// is valid.
    #[serde(default)]
    max_uses: Option<u16>,
    /// Whether an elevation must say why; false where it is left out.
    #[serde(default)]
    reason_required: Option<bool>,
    /// The spans that privileges can be raised for. Where they are left out: an hour (0), 4 hours,
    /// 8 hours, a day, 2 days, 7, 14, 30, 60, until the computer next reaches its server (9), 180
    /// days, 365.
    #[serde(default)]
    spans: Option<Vec<Span>>,
    /// What a QR symbol for an app says; the dialect's own where it is empty or left out.
    #[serde(default)]
    qr_template: Option<String>,
    /// Whether a picture in an answer is a `data:` URI; false where it is left out.
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
    /// Whether it applies by the device's id, so that a request must give it.
    by_device: bool,
}

/// What is known of an account that wants to raise privileges on a computer.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Elevating {
    /// The rules that name them both.
    rules: Vec<Rule>,
    /// The computer's id in its cloud directory, if it is joined to one.
    #[serde(default)]
    device: Option<String>,
    /// The computer's own key, 32 bytes, if its codes are to be redeemed without a network. Secret.
    #[tsify(type = "Uint8Array", optional)]
    device_key: Option<Bytes>,
}

/// A stored code, told once more.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedCode {
    /// Its text; nothing where it is hidden or was not kept. Secret.
    #[serde(default)]
    code: Option<String>,
    /// When it was made.
    created: u64,
    /// Last second in which it is valid.
    not_after: u64,
    /// Its remark.
    #[serde(default)]
    note: Option<String>,
    /// Who asked for it.
    issuer: String,
}

/// A record as it is kept.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recorded {
    /// Its name.
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
    /// The number of the format it was drawn in; 0 where it was not drawn by a policy's.
    format: u32,
    #[serde(default)]
    batch: Option<String>,
    issuer: String,
    #[serde(default)]
    note: Option<String>,
    /// What exactly it grants, as JSON.
    #[serde(default)]
    terms: Option<String>,
    /// Its text, where it was asked for and may be told. Secret.
    #[serde(default)]
    code: Option<String>,
}

/// A record, and how it was found.
#[derive(Deserialize, Tsify)]
pub(super) struct Found {
    /// The record.
    recorded: Recorded,
    /// Which of the presented texts its code is; 0 where the record was asked for by name.
    text: u32,
}

/// One entry of the audit trail.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrailLine {
    /// Its number: entries of one store count up.
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

/// What was looked up, by position.
#[derive(Deserialize, Tsify)]
pub(super) struct Findings {
    /// The host's time.
    now: u64,
    /// Where within that second, in units of 1/4096 of a millisecond, 0 to 4,095,999; 0 where it is
    /// left out. It orders the ids of records: of two settlements of a host in one second the later
    /// one has the later tick.
    #[serde(default)]
    tick: Option<u32>,
    /// 32 random bytes, used for this settlement only. Secret.
    #[tsify(type = "Uint8Array")]
    seed: Bytes,
    /// The rules in force, where the needs name a purpose.
    #[serde(default)]
    policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    #[serde(default)]
    rows: Vec<SubjectRow>,
    /// The subjects' live codes of the purpose, in the order of their subjects.
    #[serde(default)]
    live: Vec<LiveCode>,
    /// For each given text of the needs the position in `live` of the code that it is; `undefined`
    /// where it is none.
    #[serde(default)]
    matches: Vec<Option<u32>>,
    /// What was found of the account and the computer, where the needs name an account.
    #[serde(default)]
    elevation: Option<Elevating>,
    /// The first subject's codes, where the needs ask for them, the oldest first.
    #[serde(default)]
    listed: Vec<ListedCode>,
    /// The record that the needs name, or the one that a presented text is the code of.
    #[serde(default)]
    record: Option<Found>,
    /// The records that were searched.
    #[serde(default)]
    page: Vec<Recorded>,
    /// The entries of the audit trail that were asked for.
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
