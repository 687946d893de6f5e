//! The mails in memory.

use super::MemoryStore;
use super::tables::Tables;
use crate::store::{
    DeadMail, MailCounts, MailFault, MailQueue, MailStep, NewMail, StoreError, WaitingMail,
};
use async_trait::async_trait;
use codemint_core::words::{RecordId, Timestamp};

impl Tables {
    /// The waiting mail of a record.
    pub(super) fn mail(&self, record: &RecordId) -> Option<&WaitingMail> {
        self.outbox.get(self.mail_of.get(record)?)
    }

    /// Changes a waiting mail; `false` if it has another number of attempts, or does not wait.
    pub(super) fn step(&mut self, record: &RecordId, attempts: u32, step: MailStep) -> bool {
        let Some(place) = self.mail_of.get(record).copied() else { return false };
        let Some(waiting) = self.outbox.get_mut(&place) else { return false };
        if waiting.attempts != attempts {
            return false;
        }
        match step {
            MailStep::Try { until } => {
                waiting.attempts += 1;
                waiting.next_attempt_at = until;
                waiting.last_error = Some(MailFault::Unanswered);
            }
            MailStep::Fail { again_at, fault } => {
                waiting.next_attempt_at = again_at;
                waiting.last_error = Some(fault);
            }
            MailStep::Hurry { at } => waiting.next_attempt_at = at,
            MailStep::Die { at, fault } => {
                let dead = self.outbox.remove(&place).map(|waiting| died(waiting, at, fault));
                self.dead.extend(dead.map(|dead| ((at, place), dead)));
            }
        }
        true
    }
}

/// The dead letter of a mail. The encrypted code is dropped.
fn died(waiting: WaitingMail, died_at: Timestamp, fault: MailFault) -> DeadMail {
    let WaitingMail { tenant, purpose, attempts, mail, .. } = waiting;
    let NewMail { record, to, .. } = mail;
    DeadMail { tenant, purpose, record, to, attempts, died_at, fault }
}

impl MemoryStore {
    /// Returns the encrypted code that is stored of a record's mail; for tests.
    #[must_use]
    pub fn held_mail(&self, record: RecordId) -> Option<Vec<u8>> {
        self.tables().mail(&record).map(|waiting| waiting.mail.sealed_code.clone())
    }
}

#[async_trait]
impl MailQueue for MemoryStore {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        let tables = self.tables();
        let is_due =
            |waiting: &&WaitingMail| waiting.tenant == tenant && waiting.next_attempt_at <= now;
        let mut due: Vec<_> = tables.outbox.values().filter(is_due).cloned().collect();
        due.sort_by_key(|waiting| waiting.next_attempt_at);
        due.truncate(limit);
        Ok(due)
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        Ok(self.tables().step(&record, attempts, step))
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        let mut tables = self.tables();
        if tables.mail(&record).is_some()
            && let Some(place) = tables.mail_of.remove(&record)
        {
            tables.outbox.remove(&place);
        }
        Ok(())
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        Ok(self.tables().dead.values().take(limit).cloned().collect())
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        let tables = self.tables();
        Ok(MailCounts { waiting: tables.outbox.len() as u64, dead: tables.dead.len() as u64 })
    }
}
