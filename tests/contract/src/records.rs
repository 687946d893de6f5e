//! Whole records and entries of the audit trail, as they are written in a vector.

use crate::facts::time;
use crate::vector::{Fault, far_ahead, is_far_ahead, is_no, is_none_drawn, is_one, is_zero, one};
use codemint_core::journey::{self, AuditEvent, Found};
use codemint_core::words::{self, Code, CodeFormat, Purpose, State};
use serde::{Deserialize, Serialize};

/// Everything that a store knows about a code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The record's ID, a UUID.
    pub id: String,
    /// What compare-and-swap compares.
    pub version: u32,
    /// The name of the purpose.
    pub purpose: String,
    /// The subject it is for.
    pub subject: String,
    /// The name of its state.
    pub state: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub created: u64,
    /// The first second in which it is valid.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_before: u64,
    /// The last second in which it is valid.
    #[serde(default = "far_ahead", skip_serializing_if = "is_far_ahead")]
    pub not_after: u64,
    /// Failed attempts so far.
    #[serde(default)]
    pub tries: u8,
    /// How many of them lock it; 5 if absent.
    #[serde(default = "five")]
    pub max_tries: u8,
    /// How often it has been redeemed.
    #[serde(default)]
    pub uses: u16,
    /// How often it may be redeemed.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub max_uses: u16,
    /// Whether it is shown only once, in the answer that issues it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub hidden: bool,
    /// The number of the format it was drawn in.
    #[serde(default, skip_serializing_if = "is_none_drawn")]
    pub format: u32,
    /// The batch it was issued in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Who asked for it.
    pub issuer: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What exactly it grants: JSON, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The code, where it was decrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The position of the presented text that it matches.
    #[serde(default, skip_serializing_if = "is_none_drawn")]
    pub text: u32,
}

/// One entry of the audit trail.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TrailLine {
    /// Its number.
    pub number: u64,
    /// When it happened.
    pub at: u64,
    /// Who asked.
    pub actor: String,
    /// The name of the purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The subject it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The name of the event.
    pub event: String,
    /// The record it was about, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

const fn five() -> u8 {
    5
}

fn fault(what: &str, found: &str) -> Fault {
    Fault(format!("not {what}: {found}"))
}

fn id(text: &str) -> Result<words::RecordId, Fault> {
    words::RecordId::parse(text).ok_or_else(|| fault("a UUID", text))
}

fn purpose(name: &str) -> Result<Purpose, Fault> {
    Purpose::named(name).ok_or_else(|| fault("a purpose", name))
}

impl Recorded {
    pub(crate) fn found(&self) -> Result<Found, Fault> {
        Ok(Found { record: self.record()?, text: self.text })
    }

    pub(crate) fn record(&self) -> Result<words::Recorded, Fault> {
        let code = |text: &String| Code::parse(text).ok_or_else(|| fault("a code", text));
        Ok(words::Recorded {
            id: id(&self.id)?,
            version: self.version,
            purpose: purpose(&self.purpose)?,
            subject: self.subject.clone(),
            state: State::named(&self.state).ok_or_else(|| fault("a state", &self.state))?,
            created: time(self.created)?,
            not_before: time(self.not_before)?,
            not_after: time(self.not_after)?,
            tries: self.tries,
            max_tries: self.max_tries,
            uses: self.uses,
            max_uses: self.max_uses,
            hidden: self.hidden,
            format: CodeFormat::numbered(self.format),
            batch: self.batch.as_deref().map(id).transpose()?,
            issuer: self.issuer.clone(),
            note: self.note.clone(),
            terms: self.terms.clone(),
            code: self.code.as_ref().map(code).transpose()?,
        })
    }
}

impl TrailLine {
    pub(crate) fn line(&self) -> Result<journey::TrailLine, Fault> {
        Ok(journey::TrailLine {
            number: self.number,
            at: time(self.at)?,
            actor: self.actor.clone(),
            purpose: self.purpose.as_deref().map(purpose).transpose()?,
            subject: self.subject.clone(),
            event: AuditEvent::named(&self.event).ok_or_else(|| fault("an event", &self.event))?,
            record: self.record.as_deref().map(id).transpose()?,
            detail: self.detail.clone(),
        })
    }
}
