//! From a commit, which is positional, to a write, which has names, digests and seals.

use super::{Asked, IssueError, Issuer};
use crate::directory::DirectoryEntry;
use crate::keys::Binding;
use crate::store::{AuditRow, NewMail, NewRecord, Write};
use codemint_core::journey::{AuditEntry, Call, Commit, Findings, Issued, MailOrder};
use codemint_core::words::RecordId;

impl Issuer {
    pub(super) fn write(
        &self,
        call: &Call<'_>,
        asked: Asked<'_>,
        entries: &[DirectoryEntry],
        commit: Commit,
        findings: &Findings,
    ) -> Result<Write, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let known = findings.record.as_ref().map(|found| &found.record);
        let purpose = needs.purpose.or(known.map(|record| record.purpose));
        let subject = |position: u32| subjects.get(position as usize).map_or("", String::as_str);
        let made = |position| commit.issued.iter().find(|i| i.subject == position).map(|i| i.id);
        let audit = |entry: &AuditEntry| AuditRow {
            at: findings.now,
            actor: call.actor.to_owned(),
            subject: entry.subject.map(|position| subject(position).to_owned()).or_else(|| {
                let known = known.filter(|record| entry.record == Some(record.id))?;
                Some(known.subject.clone())
            }),
            event: entry.event,
            record: entry.record.or_else(|| entry.subject.and_then(made)),
            detail: entry.detail.clone(),
        };
        let record = |issued: &Issued| {
            let purpose = purpose.ok_or(IssueError::NoPurpose)?;
            let binding = Binding { tenant, purpose, subject: subject(issued.subject) };
            self.record(call.actor, binding, issued, commit.batch)
        };
        let mail = |order: &MailOrder| self.mail(tenant, order, &commit, entries);
        Ok(Write {
            tenant: tenant.to_owned(),
            purpose,
            at: findings.now,
            records: commit.issued.iter().map(record).collect::<Result<_, _>>()?,
            superseded: commit.superseded.iter().map(|old| (old.id, old.version)).collect(),
            changed: commit.changed.clone(),
            mails: commit.mails.iter().map(mail).collect::<Result<_, _>>()?,
            audit: commit.audit.iter().map(audit).collect(),
            anonymous: false,
            answer: None,
        })
    }

    fn record(
        &self,
        actor: &str,
        binding: Binding<'_>,
        issued: &Issued,
        batch: Option<RecordId>,
    ) -> Result<NewRecord, IssueError> {
        let Binding { tenant, purpose, subject } = binding;
        let seal = || {
            let nonce = self.seeds.nonce()?;
            Ok::<_, IssueError>(self.keys.seal(tenant, issued.id, &issued.code, nonce)?)
        };
        Ok(NewRecord {
            id: issued.id,
            subject: subject.to_owned(),
            digest: self.keys.digest(binding, &issued.code),
            not_before: issued.not_before,
            not_after: issued.not_after,
            max_tries: issued.max_tries,
            several: issued.several,
            sealed_code: issued.revealable.then(seal).transpose()?,
            hidden: issued.hidden,
            max_uses: issued.max_uses,
            note: issued.note.clone(),
            terms: issued.terms.clone(),
            issuer: actor.to_owned(),
            format: issued.format,
            batch,
            remove_at: self.removal(tenant, purpose).map(|after| issued.not_after.plus(after)),
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
