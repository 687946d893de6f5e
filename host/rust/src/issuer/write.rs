//! From a commit, which is positional, to a write, which has names, digests and seals.

use super::{IssueError, Issuer, Request};
use crate::directory::DirectoryEntry;
use crate::keys::Binding;
use crate::store::{AuditRow, NewMail, NewRecord, Write};
use codemint_core::journey::{AuditEntry, Commit, Issued, MailOrder};
use codemint_core::words::{Purpose, RecordId, Timestamp};

impl Issuer {
    pub(super) fn write(
        &self,
        request: &Request<'_>,
        purpose: Purpose,
        subjects: &[String],
        entries: &[DirectoryEntry],
        commit: Commit,
        now: Timestamp,
    ) -> Result<Write, IssueError> {
        let subject = |position: u32| subjects.get(position as usize).map_or("", String::as_str);
        let record =
            |issued: &Issued| self.record(request, purpose, subject(issued.subject), issued);
        let made = |position| commit.issued.iter().find(|i| i.subject == position).map(|i| i.id);
        let audit = |entry: &AuditEntry| AuditRow {
            at: now,
            actor: request.actor.to_owned(),
            subject: entry.subject.map(|position| subject(position).to_owned()),
            event: entry.event,
            record: entry.subject.and_then(made),
            detail: entry.detail.clone(),
        };
        let mail = |order: &MailOrder| self.mail(request.tenant, order, &commit, entries);
        Ok(Write {
            tenant: request.tenant.to_owned(),
            purpose,
            records: commit.issued.iter().map(record).collect::<Result<_, _>>()?,
            superseded: commit.superseded.iter().map(|old| (old.id, old.version)).collect(),
            mails: commit.mails.iter().map(mail).collect::<Result<_, _>>()?,
            audit: commit.audit.iter().map(audit).collect(),
        })
    }

    fn record(
        &self,
        request: &Request<'_>,
        purpose: Purpose,
        subject: &str,
        issued: &Issued,
    ) -> Result<NewRecord, IssueError> {
        let binding = Binding { tenant: request.tenant, purpose, subject };
        let seal = || {
            let nonce = self.seeds.nonce()?;
            Ok::<_, IssueError>(self.keys.seal(request.tenant, issued.id, &issued.code, nonce)?)
        };
        Ok(NewRecord {
            id: issued.id,
            subject: subject.to_owned(),
            digest: self.keys.digest(binding, &issued.code),
            not_before: issued.not_before,
            not_after: issued.not_after,
            max_tries: issued.max_tries,
            several: issued.several,
            sealed_code: issued.sealed.then(seal).transpose()?,
            hidden: issued.hidden,
            max_uses: issued.max_uses,
            note: issued.note.clone(),
            terms: issued.terms.clone(),
            issuer: request.actor.to_owned(),
            remove_at: self
                .removal(request.tenant, purpose)
                .map(|after| issued.not_after.plus(after)),
        })
    }

    fn mail(
        &self,
        tenant: &str,
        order: &MailOrder,
        commit: &Commit,
        entries: &[DirectoryEntry],
    ) -> Result<NewMail, IssueError> {
        let issued = commit.issued.get(order.issued as usize).ok_or(IssueError::NoAddress)?;
        let known = || entries.get(issued.subject as usize).and_then(|entry| entry.mail.clone());
        let record: RecordId = issued.id;
        Ok(NewMail {
            record,
            to: order.to.clone().or_else(known).ok_or(IssueError::NoAddress)?,
            locale: entries.get(issued.subject as usize).and_then(|entry| entry.locale.clone()),
            sealed_code: self.keys.seal(tenant, record, &issued.code, self.seeds.nonce()?)?,
        })
    }
}
