//! One run of a worker through the outbox.

use super::event::{MailEvent, OutboxError};
use super::parts::{Lane, OutboxParts};
use crate::mail::{Mail, MailFailure};
use crate::store::{MailFault, MailStep, WaitingMail};
use codemint_core::words::Timestamp;

/// How long the write that counts an attempt may take, in seconds: as long as a store waits for
/// other processes. A mail being sent is reserved for that time, for the mailer's patience, and for
/// the second that the clock has already begun.
const LEEWAY: u32 = 5;

/// Sends the mails of one lane that are due.
pub(super) struct Delivery<'a> {
    pub(super) parts: &'a OutboxParts,
    pub(super) lane: &'a Lane,
}

/// How to continue after a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Something was done: look for more.
    GoOn,
    /// Another host has reserved this mail.
    PassOver,
    /// No server can be reached: another mail would fail too.
    Stop,
}

impl Delivery<'_> {
    /// How many mails of a tenant are sent before the next tenant's turn.
    const BATCH: usize = 8;

    /// Sends what is due, a few mails of each tenant in turn, until nothing is left.
    ///
    /// A mail that the server refuses is put off and the others are sent all the same: callers
    /// choose addresses, and one that no server accepts must not delay the other mails. If no
    /// server can be reached, the run ends, so that stopping the host does not wait for the rest.
    pub(super) fn run(&self) {
        if let Err(error) = self.send_due() {
            (self.parts.report)(&MailEvent::Halted(&error));
        }
        self.lane.mailer.rest();
    }

    fn send_due(&self) -> Result<(), OutboxError> {
        loop {
            let mut done = false;
            for tenant in &self.lane.tenants {
                let now = self.parts.clock.now()?;
                let due = self.parts.run(self.parts.store.due_mails(tenant, now, Self::BATCH))?;
                for waiting in &due {
                    match self.attempt(waiting)? {
                        Next::GoOn => done = true,
                        Next::PassOver => {}
                        Next::Stop => return Ok(()),
                    }
                }
            }
            if !done {
                return Ok(());
            }
        }
    }

    /// Attempts to send a mail unless it has expired. A mail whose code was superseded is sent: it
    /// was promised.
    pub(super) fn attempt(&self, waiting: &WaitingMail) -> Result<Next, OutboxError> {
        let now = self.parts.clock.now()?;
        if now > waiting.not_after {
            return self.give_up(waiting, now, MailFault::Expired);
        }
        if waiting.attempts >= self.parts.retries.attempts.max(1) {
            let fault = waiting.last_error.unwrap_or(MailFault::Unanswered);
            return self.give_up(waiting, now, fault);
        }
        let until = now.plus(self.lane.mailer.patience().saturating_add(LEEWAY + 1));
        if !self.step(waiting, waiting.attempts, MailStep::Try { until })? {
            return Ok(Next::PassOver);
        }
        // If counting took too long, another host may already be sending the mail.
        if self.parts.clock.now()? > now.plus(LEEWAY) {
            return Ok(Next::PassOver);
        }
        match self.send(waiting, now) {
            Ok(()) => {
                self.parts.run(self.parts.store.forget_mail(waiting.mail.record))?;
                let (tenant, record) = (waiting.tenant.as_str(), waiting.mail.record);
                (self.parts.report)(&MailEvent::Sent { tenant, record });
                Ok(Next::GoOn)
            }
            Err(failure) => self.put_off(waiting, failure),
        }
    }

    fn send(&self, waiting: &WaitingMail, now: Timestamp) -> Result<(), MailFailure> {
        let WaitingMail { tenant, purpose, not_after, mail, .. } = waiting;
        let opened = self.parts.keys.unseal(tenant, mail.record, &mail.sealed_code);
        let code = opened.map_err(|_| MailFault::Unsealable)?;
        self.lane.mailer.send(&Mail {
            tenant,
            record: mail.record,
            to: &mail.to,
            locale: mail.locale.as_ref(),
            purpose: *purpose,
            code: &code,
            not_after: *not_after,
            now,
        })
    }

    /// Records a failed attempt: the mail is due again later, or never.
    fn put_off(&self, waiting: &WaitingMail, failure: MailFailure) -> Result<Next, OutboxError> {
        let (now, attempts) = (self.parts.clock.now()?, waiting.attempts.saturating_add(1));
        let fault = failure.fault;
        let is_last = attempts >= self.parts.retries.attempts || now > waiting.not_after;
        let again_at = (!fault.is_permanent() && !is_last).then(|| {
            let pause = self.parts.retries.pause(attempts, self.random());
            // A mail that would be too late is due right after its expiry, to be given up.
            now.plus(pause).min(waiting.not_after.plus(1))
        });
        let step = match again_at {
            Some(again_at) => MailStep::Fail { again_at, fault },
            None => MailStep::Die { at: now, fault },
        };
        self.step(waiting, attempts, step)?;
        let (tenant, record) = (waiting.tenant.as_str(), waiting.mail.record);
        (self.parts.report)(&MailEvent::Failed { tenant, record, failure, attempts, again_at });
        let no_server = matches!(fault, MailFault::Connection | MailFault::Login);
        Ok(if no_server { Next::Stop } else { Next::GoOn })
    }

    fn give_up(
        &self,
        waiting: &WaitingMail,
        at: Timestamp,
        fault: MailFault,
    ) -> Result<Next, OutboxError> {
        if !self.step(waiting, waiting.attempts, MailStep::Die { at, fault })? {
            return Ok(Next::PassOver);
        }
        let (tenant, record) = (waiting.tenant.as_str(), waiting.mail.record);
        (self.parts.report)(&MailEvent::Died { tenant, record, fault });
        Ok(Next::GoOn)
    }

    fn step(
        &self,
        waiting: &WaitingMail,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, OutboxError> {
        self.parts.run(self.parts.store.step_mail(waiting.mail.record, attempts, step))
    }

    /// A random number for the pause; 0, which gives the longest pause, if there is no randomness.
    fn random(&self) -> u32 {
        let mut bytes = [0; 4];
        match self.parts.entropy.fill(&mut bytes) {
            Ok(()) => u32::from_le_bytes(bytes),
            Err(_) => 0,
        }
    }
}
