//! A store that wraps another and overrides some of its methods: a planted fault has only the code
//! that is wrong.

use async_trait::async_trait;
use codemint::Store;
use codemint::journey::Search;
use codemint::store::{
    AnswerKey, Applied, AuditFilter, AuditLine, DeadMail, KeptAnswer, MailCounts, MailQueue,
    MailStep, StoreError, StoredRecord, WaitingMail, Write,
};
use codemint::words::{LiveCode, Purpose, RecordId, Timestamp};

/// Overrides methods of a store. By default each calls the wrapped store.
#[async_trait]
pub trait StoreWrapper: Send + Sync {
    /// The wrapped store.
    fn inner(&self) -> &dyn Store;

    /// Called before each access to the store, with the method's name.
    fn on_access(&self, _what: &'static str) {}

    /// The tenant under which the wrapped store keeps the data of `tenant`.
    fn stored_tenant<'a>(&self, tenant: &'a str) -> &'a str {
        tenant
    }

    /// See [`Store::live_codes`].
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.inner().live_codes(tenant, purpose, subjects).await
    }

    /// See [`Store::apply`].
    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        self.inner().apply(write).await
    }

    /// See [`Store::latest`].
    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner().latest().await
    }
}

/// The store that a [`StoreWrapper`] makes of the one that it wraps.
pub struct Wrapped<T>(pub T);

#[async_trait]
impl<T: StoreWrapper> MailQueue for Wrapped<T> {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        self.0.on_access("due_mails");
        self.0.inner().due_mails(self.0.stored_tenant(tenant), now, limit).await
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        self.0.on_access("step_mail");
        self.0.inner().step_mail(record, attempts, step).await
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.0.on_access("forget_mail");
        self.0.inner().forget_mail(record).await
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        self.0.on_access("dead_mails");
        self.0.inner().dead_mails(limit).await
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        self.0.on_access("mail_counts");
        self.0.inner().mail_counts().await
    }
}

#[async_trait]
impl<T: StoreWrapper> Store for Wrapped<T> {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.0.on_access("live_codes");
        self.0.live_codes(self.0.stored_tenant(tenant), purpose, subjects).await
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        self.0.on_access("apply");
        let tenant = self.0.stored_tenant(&write.tenant).to_owned();
        self.0.apply(Write { tenant, ..write }).await
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.0.on_access("latest");
        self.0.latest().await
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.0.on_access("records_of");
        self.0.inner().records_of(self.0.stored_tenant(tenant), purpose, subject, ended).await
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        self.0.on_access("record");
        self.0.inner().record(self.0.stored_tenant(tenant), id).await
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.0.on_access("search");
        self.0.inner().search(self.0.stored_tenant(tenant), search, now, limit).await
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        self.0.on_access("kept_answer");
        self.0.inner().kept_answer(self.0.stored_tenant(tenant), key, now).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.0.on_access("remove_expired");
        self.0.inner().remove_expired(now, limit).await
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.0.on_access("audit_trail");
        self.0.inner().audit_trail(self.0.stored_tenant(tenant), filter).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.on_access("ready");
        self.0.inner().ready().await
    }
}
