//! Where records, mails to be sent and the audit trail are kept.

mod answers;
pub mod audit;
mod import;
mod memory;
mod queue;
mod records;
mod renewal;
mod sqlite;
mod wait;

pub mod conformance;

pub use answers::{AnswerKey, KeptAnswer};
pub use audit::{AuditFilter, AuditLine};
pub use import::{ImportError, RuleImport, SubjectImport};
pub use memory::MemoryStore;
pub(crate) use queue::AT_ONCE;
pub use queue::{DeadMail, MailCounts, MailFault, MailQueue, MailStep};
pub use records::StoredRecord;
pub use renewal::{Forms, Renewable, Renewal, Renewed};
pub use sqlite::{ImportAborted, SqliteStore};

use crate::locale::Locale;
use async_trait::async_trait;
use codemint_core::journey::{AuditEvent, Change, Search};
use codemint_core::words::{CodeFormat, LiveCode, Purpose, RecordId, State, Timestamp};

/// A durable store. One [`Store::apply`] is one transaction. What becomes of the mails that were
/// ordered is told by [`MailQueue`].
#[async_trait]
pub trait Store: MailQueue + Send + Sync {
    /// The live codes (pending or locked, whether expired or not) that these subjects have for a
    /// purpose. [`LiveCode::subject`] is the position in `subjects`; in ascending order of it.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError>;

    /// The codes that a subject has and had for a purpose: all live ones, the oldest first, and
    /// then at most `ended` others, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError>;

    /// The tenant's record of that name.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError>;

    /// At most `limit` records of a tenant, the newest first, to which all that the search says
    /// applies ([`Search::limit`] is not looked at), at that time.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError>;

    /// The answer that is kept under that key, unless its time was over at `now`.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError>;

    /// The latest time of any write that was applied ([`Write::at`]); none of it is forgotten.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn latest(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Applies all of a write, durably, or nothing of it.
    ///
    /// [`Applied::Conflict`] when a superseded record no longer has its version or is no longer
    /// live, when a change cannot be made any more ([`Change::transition`] says what each asks
    /// for), when a new code meets a live one that is in its way ([`NewRecord::several`]), when an
    /// id is taken, or when an answer is kept under that key whose time is not over.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable. Then nothing of it is in force.
    async fn apply(&self, write: Write) -> Result<Applied, StoreError>;

    /// At most `limit` mails that wait to be sent, due or not, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError>;

    /// Forgets a mail that was sent, and with it the sealed code. A mail that is not there is no
    /// error: it was sent and forgotten before.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError>;

    /// The stored form of a record's code and where it stands, to hold a code against it.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError>;

    /// Everything that is kept of the live codes that a subject has for a purpose, the oldest
    /// first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError>;

    /// Removes the values of at most `limit` live codes whose [`NewRecord::remove_at`] is not after
    /// `now`: their digests and seals, remarks and terms. A mail that waits to carry one of
    /// them dies ([`MailFault::Expired`]). What is left of each is a tombstone in the state [`State::Removed`], its version one higher. How
    /// many there were is returned; fewer than `limit` when there are no more.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// The entries of a tenant's audit trail that the filter lets through, oldest first, in the
    /// order in which they were written.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError>;

    /// Whether the store can be read and written just now.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot.
    async fn ready(&self) -> Result<(), StoreError>;
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Whose data it is.
    pub tenant: String,
    /// What the codes grant; `None` where the write is about no codes at all. New codes and mails
    /// have one.
    pub purpose: Option<Purpose>,
    /// When it was decided.
    pub at: Timestamp,
    /// New codes.
    pub records: Vec<NewRecord>,
    /// Live codes that go to the state superseded: name and expected version. Applied before
    /// `records`.
    pub superseded: Vec<(RecordId, u32)>,
    /// What else becomes of the tenant's codes, whatever they grant. Applied before `records`.
    pub changed: Vec<Change>,
    /// Mails to be sent.
    pub mails: Vec<NewMail>,
    /// What happened.
    pub audit: Vec<AuditRow>,
    /// The answer, where it is to be given again when the request is repeated.
    pub answer: Option<KeptAnswer>,
}

/// A new code, pending, version 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its name.
    pub id: RecordId,
    /// Whose it is (canonical key).
    pub subject: String,
    /// The keyed digest of the code ([`crate::keys`]).
    pub digest: Vec<u8>,
    /// First second in which it is valid.
    pub not_before: Timestamp,
    /// Last second in which it is valid.
    pub not_after: Timestamp,
    /// Wrong tries that lock it.
    pub max_tries: u8,
    /// Whether it stands beside others: then only a live code with the same digest is in its way,
    /// else only one that does not stand beside others either.
    pub several: bool,
    /// The code, sealed, where it can be told once more ([`crate::keys`]).
    pub sealed_code: Option<Vec<u8>>,
    /// Whether it is never told once more, by anything.
    pub hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted while it is valid.
    pub max_uses: u16,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON.
    pub terms: Option<String>,
    /// Who asked for it: the name under which the caller authenticated.
    pub issuer: String,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
    /// The batch it was issued in.
    pub batch: Option<RecordId>,
    /// From when on its value is to be removed if it is still live; `None` for never.
    pub remove_at: Option<Timestamp>,
}

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
    /// When it was made: the first second in which it is valid.
    pub not_before: Timestamp,
    /// Last second in which it is valid.
    pub not_after: Timestamp,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// Who asked for it.
    pub issuer: String,
}

/// A mail to be sent, one for a record at the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// The record whose code it carries: one of the same write, or one that the tenant has for the
    /// purpose already.
    pub record: RecordId,
    /// To whom.
    pub to: String,
    /// The code, sealed ([`crate::keys`]).
    pub sealed_code: Vec<u8>,
    /// The language in which it is to be read, if that is known.
    pub locale: Option<Locale>,
}

/// Why a write is not taken that has codes or mails and no purpose: whoever composed it is broken.
const WITHOUT_PURPOSE: &str = "a write with codes or mails does not say what they grant";

/// Why a mail is not taken whose record is not there: whoever composed the write is broken.
const MAIL_WITHOUT_RECORD: &str = "a mail carries the code of no record of its tenant and purpose";

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

/// One line of the audit trail. Never contains a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who asked: the name under which the caller authenticated.
    pub actor: String,
    /// Whom it is about (canonical key), if that was understood.
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record that came of it.
    pub record: Option<RecordId>,
    /// The caller's reason, or else more about it. Never a code.
    pub detail: Option<String>,
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

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is durable.
    Done,
    /// Somebody was faster. Nothing of it is in force; look again and decide again.
    Conflict,
}

/// Why a store does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room left.
    #[error("the store is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store failed.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read makes no sense: the file is not ours, or damaged.
    #[error("the store holds something that makes no sense: {0}")]
    Damaged(String),
    /// Too much waits to be written already.
    #[error("the store is overloaded")]
    Overloaded,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}
