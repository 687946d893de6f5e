//! What is read back of codes and mails.

use super::{MailFault, NewMail};
use codemint_core::words::{Purpose, RecordId, State, Timestamp};

/// What is kept of a live code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCode {
    /// Its name.
    pub id: RecordId,
    /// The keyed digest.
    pub digest: Vec<u8>,
    /// The sealed code, if it was kept.
    pub sealed_code: Option<Vec<u8>>,
    /// Whether it is never told once more.
    pub hidden: bool,
    /// When it was created; codes of one subject may become valid later than that.
    pub created: Timestamp,
    /// Last second in which it is valid.
    pub not_after: Timestamp,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// Who asked for it.
    pub issuer: String,
}

/// A mail that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMail {
    /// Whose data it is.
    pub tenant: String,
    /// What the code grants.
    pub purpose: Purpose,
    /// The last second in which the code is valid.
    pub not_after: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is due; the beginning of time (second 0) as long as nobody has tried it.
    pub next_attempt_at: Timestamp,
    /// What the last try ended in.
    pub last_error: Option<MailFault>,
    /// The rest, as it was ordered.
    pub mail: NewMail,
}

/// What is stored of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCode {
    /// The keyed digest.
    pub digest: Vec<u8>,
    /// Where it stands.
    pub state: State,
    /// What compare-and-swap compares.
    pub version: u32,
}
