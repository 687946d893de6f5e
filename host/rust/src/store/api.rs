//! The trait that every store implements.

use super::answers::{AnswerKey, KeptAnswer};
use super::audit::{AuditFilter, AuditLine};
use super::error::StoreError;
use super::queue::MailQueue;
use super::records::StoredRecord;
use super::write::{Applied, Write};
use async_trait::async_trait;
use codemint_core::journey::Search;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};

/// A durable store. One [`Store::apply`] is one transaction. The mails that a write orders are
/// sent by way of [`MailQueue`].
#[async_trait]
pub trait Store: MailQueue + Send + Sync {
    /// Returns the live codes (pending or locked, expired or not) that these subjects have for a
    /// purpose, in ascending order of [`LiveCode::subject`], the position in `subjects`.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError>;

    /// Returns the records of a subject for a purpose: all live ones, oldest first, and then at
    /// most `ended` others, newest first, in the order of [`Store::search`].
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

    /// Returns the tenant's record with that ID.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError>;

    /// Returns at most `limit` records of a tenant, newest first, that match every criterion of
    /// the search at `now` ([`Search::limit`] is ignored).
    ///
    /// The order is that in which the writes were committed, and within a write that of its
    /// records, whatever their IDs are: a record that becomes visible after a search sorts before
    /// everything that the search returned. [`Search::before`] is the ID of a record of the tenant;
    /// for any other ID the list is empty.
    ///
    /// The times of searches by phase do not go back: a store may answer as of the latest time that
    /// it was given.
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

    /// Returns the answer that is kept under that key, unless it had expired at `now`.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError>;

    /// Returns the latest time of any write that was applied ([`Write::at`]). It never goes back
    /// by itself.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn latest(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Applies all of a write, durably, or nothing of it.
    ///
    /// Returns [`Applied::Conflict`] when a superseded record no longer has its version or is no
    /// longer live, when a change can no longer be made (see [`Transition`] for what each
    /// requires), when a new code conflicts with a live one ([`NewRecord::several`]), when an ID is
    /// taken, or when an answer that has not expired is kept under that key.
    ///
    /// [`NewRecord::several`]: super::NewRecord::several
    /// [`Transition`]: codemint_core::journey::Transition
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable. Then nothing of it is in force.
    async fn apply(&self, write: Write) -> Result<Applied, StoreError>;

    /// Removes the values of at most `limit` live codes whose [`NewRecord::remove_at`] is not after
    /// `now`: their digests, encrypted copies, notes and terms. A waiting mail with one of them
    /// dies ([`MailFault::Expired`]). What remains of each is a tombstone in the state [`Removed`],
    /// its version one higher. Expired answers are removed too.
    ///
    /// Returns the number of codes; fewer than `limit` when there are no more.
    ///
    /// [`MailFault::Expired`]: super::MailFault::Expired
    /// [`NewRecord::remove_at`]: super::NewRecord::remove_at
    /// [`Removed`]: codemint_core::words::State::Removed
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Returns the entries of a tenant's audit trail that match the filter, in the order in which
    /// they were written.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError>;

    /// Checks that the store can be read and written at the moment.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot.
    async fn ready(&self) -> Result<(), StoreError>;
}
