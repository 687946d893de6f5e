//! Mails on their way, broken.

use super::{Broken, Bug};
use async_trait::async_trait;
use codemint::store::{
    DeadMail, MailCounts, MailQueue, MailStep, Store as _, StoreError, WaitingMail,
};
use codemint_core::words::{RecordId, Timestamp};

#[async_trait]
impl MailQueue for Broken {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        let now = if self.bug == Bug::DueEarly { now.plus(1) } else { now };
        if self.bug != Bug::DueOfAll {
            return self.sound.due_mails(tenant, now, limit).await;
        }
        let waiting = self.sound.waiting_mails(usize::MAX).await?.into_iter();
        Ok(waiting.filter(|mail| mail.next_attempt_at <= now).take(limit).collect())
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        match (self.bug, step) {
            (Bug::TriesTwice, MailStep::Try { .. }) => {
                let waiting = self.sound.waiting_mails(usize::MAX).await?;
                let seen = waiting.iter().find(|waiting| waiting.mail.record == record);
                let attempts = seen.map_or(attempts, |waiting| waiting.attempts);
                self.sound.step_mail(record, attempts, step).await
            }
            (Bug::HurriesNot, MailStep::Hurry { .. }) => Ok(true),
            _ => self.sound.step_mail(record, attempts, step).await,
        }
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        let mut dead = self.sound.dead_mails(limit).await?;
        match self.bug {
            Bug::DiesNewestFirst => dead.reverse(),
            Bug::LosesMails => dead.clear(),
            _ => {}
        }
        Ok(dead)
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        self.sound.mail_counts().await
    }
}
