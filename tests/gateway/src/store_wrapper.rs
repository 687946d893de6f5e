//! A store that stands before another one and does a few things its own way: a planted fault needs
//! to say only in what it is wrong.

use async_trait::async_trait;
use codemint::Store;
use codemint::journey::Search;
use codemint::store::{
    AnswerKey, Applied, AuditFilter, AuditLine, DeadMail, KeptAnswer, KeptCode, MailCounts,
    MailQueue, MailStep, StoreError, StoredCode, StoredRecord, WaitingMail, Write,
};
use codemint::words::{LiveCode, Purpose, RecordId, Timestamp};

/// What is done another way. Everything that is not said goes through to the store behind.
#[async_trait]
pub trait Twist: Send + Sync {
    /// The store behind.
    fn behind(&self) -> &dyn Store;

    /// Is shown the name of each access to the store before it is made.
    fn accessed(&self, _what: &'static str) {}

    /// Under which name a tenant's things are kept.
    fn tenant<'a>(&self, tenant: &'a str) -> &'a str {
        tenant
    }

    /// See [`Store::live_codes`].
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.behind().live_codes(tenant, purpose, subjects).await
    }

    /// See [`Store::apply`].
    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        self.behind().apply(write).await
    }

    /// See [`Store::latest`].
    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.behind().latest().await
    }
}

/// The store that a [`Twist`] makes of the one behind it.
pub struct Twisted<T>(pub T);

#[async_trait]
impl<T: Twist> MailQueue for Twisted<T> {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        self.0.accessed("due_mails");
        self.0.behind().due_mails(self.0.tenant(tenant), now, limit).await
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        self.0.accessed("step_mail");
        self.0.behind().step_mail(record, attempts, step).await
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        self.0.accessed("dead_mails");
        self.0.behind().dead_mails(limit).await
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        self.0.accessed("mail_counts");
        self.0.behind().mail_counts().await
    }
}

#[async_trait]
impl<T: Twist> Store for Twisted<T> {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.0.accessed("live_codes");
        self.0.live_codes(self.0.tenant(tenant), purpose, subjects).await
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        self.0.accessed("apply");
        let tenant = self.0.tenant(&write.tenant).to_owned();
        self.0.apply(Write { tenant, ..write }).await
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.0.accessed("latest");
        self.0.latest().await
    }

    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        self.0.accessed("waiting_mails");
        self.0.behind().waiting_mails(limit).await
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.0.accessed("forget_mail");
        self.0.behind().forget_mail(record).await
    }

    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError> {
        self.0.accessed("stored_code");
        self.0.behind().stored_code(record).await
    }

    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError> {
        self.0.accessed("kept_codes");
        self.0.behind().kept_codes(self.0.tenant(tenant), purpose, subject).await
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.0.accessed("records_of");
        self.0.behind().records_of(self.0.tenant(tenant), purpose, subject, ended).await
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        self.0.accessed("record");
        self.0.behind().record(self.0.tenant(tenant), id).await
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.0.accessed("search");
        self.0.behind().search(self.0.tenant(tenant), search, now, limit).await
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        self.0.accessed("kept_answer");
        self.0.behind().kept_answer(self.0.tenant(tenant), key, now).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.0.accessed("remove_expired");
        self.0.behind().remove_expired(now, limit).await
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.0.accessed("audit_trail");
        self.0.behind().audit_trail(self.0.tenant(tenant), filter).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.accessed("ready");
        self.0.behind().ready().await
    }
}
