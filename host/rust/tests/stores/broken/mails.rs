//! The mails of a broken store.

use super::{Broken, Bug};
use async_trait::async_trait;
use codemint::store::{DeadMail, MailCounts, MailQueue, MailStep, StoreError, WaitingMail};
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
        if self.bug == Bug::DueOfAll {
            let waiting = self.sound.waiting_mails(usize::MAX).await?.into_iter();
            return Ok(waiting.filter(|mail| mail.next_attempt_at <= now).take(limit).collect());
        }
        let mut due = self.sound.due_mails(tenant, now, limit).await?;
        match self.bug {
            Bug::NewestFirst => due.reverse(),
            Bug::LeavesMails => due.clone_from(&self.seen.lock().unwrap().mails),
            Bug::ForgetsFaults => due.iter_mut().for_each(|mail| mail.last_error = None),
            _ => {}
        }
        Ok(due)
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        match (self.bug, step) {
            (Bug::AttemptsTwice, MailStep::Try { .. }) => {
                let waiting = self.sound.waiting_mails(usize::MAX).await?;
                let seen = waiting.iter().find(|waiting| waiting.mail.record == record);
                let attempts = seen.map_or(attempts, |waiting| waiting.attempts);
                self.sound.step_mail(record, attempts, step).await
            }
            (Bug::HurriesNot, MailStep::Hurry { .. }) => Ok(true),
            _ => self.sound.step_mail(record, attempts, step).await,
        }
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.sound.forget_mail(record).await
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
