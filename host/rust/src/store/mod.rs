//! Where records, mails to be sent and the audit trail are kept.

mod answers;
pub mod audit;
mod error;
mod import;
mod kept;
mod memory;
mod queue;
mod records;
mod reseal;
mod sqlite;
mod wait;
mod write;

pub mod conformance;

pub use answers::{AnswerKey, KeptAnswer};
pub use audit::{AuditFilter, AuditLine};
pub use error::StoreError;
pub use import::{CsvEncoding, ImportError, RuleImport, SubjectImport, csv_columns};
pub use kept::{KeptCode, StoredCode, WaitingMail};
pub use memory::MemoryStore;
pub(crate) use queue::AT_ONCE;
pub use queue::{DeadMail, MailCounts, MailFault, MailQueue, MailStep};
pub use records::StoredRecord;
pub use reseal::{Forms, Resealable, Reseal, NewForms};
pub use sqlite::{Duplicate, ImportAborted, SqliteStore};
pub use write::{Applied, AuditRow, NewMail, NewRecord, Write};
use write::{MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE};

use async_trait::async_trait;
use codemint_core::journey::Search;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};

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
    /// then at most `ended` others, the newest first, in the order of [`Store::search`].
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
    /// applies ([`Search::limit`] is ignored), at that time.
    ///
    /// The order is that in which the writes were committed, and within a write that of its
    /// records, whatever their ids are: a record that becomes visible after a search stands before
    /// everything that the search returned. [`Search::before`] is the id of a record of the tenant;
    /// after any other id the list is empty.
    ///
    /// Times of searches by phase do not go back: a store may answer as of the latest time that was
    /// given to it.
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
    /// live, when a change cannot be made any more ([`Transition`] says what each asks for), when a
    /// new code meets a live one that is in its way ([`NewRecord::several`]), when an id is taken,
    /// or when an answer is kept under that key whose time is not over.
    ///
    /// [`Transition`]: codemint_core::journey::Transition
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
    /// them dies ([`MailFault::Expired`]). What is left of each is a tombstone in the state
    /// [`Removed`], its version one higher. How many there were is returned; fewer than `limit`
    /// when there are no more.
    ///
    /// [`Removed`]: codemint_core::words::State::Removed
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
