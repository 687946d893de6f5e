//! From a commit, whose items refer to positions, to a write with IDs, digests and encrypted codes.

use super::error::IssueError;
use super::parts::{Asked, Issuer};
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
        let Commit { issued, batch, changed, superseded, mails, audit } = commit;
        let known = findings.record.as_ref().map(|found| &found.record);
        let purpose = needs.purpose.or(known.map(|record| record.purpose));
        let subject = |position: u32| subjects.get(position as usize).map_or("", String::as_str);
        let new_id = |position| issued.iter().find(|new| new.subject == position).map(|new| new.id);
        let audit_row = |entry: AuditEntry| AuditRow {
            at: findings.now,
            actor: call.actor.to_owned(),
            subject: entry.subject.map(|position| subject(position).to_owned()).or_else(|| {
                let known = known.filter(|record| entry.record == Some(record.id))?;
                Some(known.subject.clone())
            }),
            event: entry.event,
            record: entry.record.or_else(|| entry.subject.and_then(new_id)),
            detail: entry.detail,
        };
        let audit = audit.into_iter().map(audit_row).collect();
        let mail = |order: MailOrder| self.mail(tenant, order, &issued, entries);
        let mails = mails.into_iter().map(mail).collect::<Result<_, _>>()?;
        let record = |new: Issued| {
            let purpose = purpose.ok_or(IssueError::NoPurpose)?;
            let binding = Binding { tenant, purpose, subject: subject(new.subject) };
            self.record(call.actor, binding, new, batch)
        };
        Ok(Write {
            tenant: tenant.to_owned(),
            purpose,
            at: findings.now,
            records: issued.into_iter().map(record).collect::<Result<_, _>>()?,
            superseded: superseded.into_iter().map(|old| (old.id, old.version)).collect(),
            changed,
            mails,
            audit,
            anonymous: false,
            answer: None,
        })
    }

    fn record(
        &self,
        actor: &str,
        binding: Binding<'_>,
        new: Issued,
        batch: Option<RecordId>,
    ) -> Result<NewRecord, IssueError> {
        let Binding { tenant, purpose, subject } = binding;
        let seal = || {
            let nonce = self.seeds.nonce()?;
            Ok::<_, IssueError>(self.keys.seal(tenant, new.id, &new.code, nonce)?)
        };
        let remove_after = self.rules.get(tenant).and_then(|rules| rules.remove_after(purpose));
        Ok(NewRecord {
            id: new.id,
            subject: subject.to_owned(),
            digest: self.keys.digest(binding, &new.code),
            not_before: new.not_before,
            not_after: new.not_after,
            max_tries: new.max_tries,
            several: new.several,
            sealed_code: new.revealable.then(seal).transpose()?,
            hidden: new.hidden,
            max_uses: new.max_uses,
            note: new.note,
            terms: new.terms,
            issuer: actor.to_owned(),
            format: new.format,
            batch,
            remove_at: remove_after.map(|after| new.not_after.plus(after)),
        })
    }

    fn mail(
        &self,
        tenant: &str,
        order: MailOrder,
        issued: &[Issued],
        entries: &[DirectoryEntry],
    ) -> Result<NewMail, IssueError> {
        let new = issued.get(order.issued as usize).ok_or(IssueError::NoAddress)?;
        let entry = entries.get(new.subject as usize);
        let known = || entry.and_then(|entry| entry.mail.clone());
        Ok(NewMail {
            record: new.id,
            to: order.to.or_else(known).ok_or(IssueError::NoAddress)?,
            locale: entry.and_then(|entry| entry.locale.clone()),
            sealed_code: self.keys.seal(tenant, new.id, &new.code, self.seeds.nonce()?)?,
        })
    }
}
