//! Commits.

use super::enums::{core_event, core_id};
use super::http::reply;
use crate::module::bindings::exports::codemint::module::journey as wit;
use crate::module::error::{ModuleError, Nonsense};
use codemint_core::journey::{
    AuditEntry, Change, Commit, Issued, MailOrder, Settlement, Superseded, Transition,
};
use codemint_core::words::{Code, CodeFormat, Timestamp};

pub(in crate::module) fn settlement(settled: wit::Settlement) -> Result<Settlement, ModuleError> {
    let commit = commit(settled.commit)?;
    Ok(Settlement { reply: reply(settled.reply)?, commit })
}

fn commit(commit: wit::Commit) -> Result<Commit, Nonsense> {
    let codes = zeroize::Zeroizing::new(commit.codes);
    let mut rest = codes.as_str();
    let mut issued = Vec::with_capacity(commit.issued.len());
    for new in commit.issued {
        let (code, others) = rest.split_at_checked(new.length.into()).ok_or(Nonsense::Code)?;
        rest = others;
        issued.push(Issued {
            subject: new.subject,
            id: core_id(new.id),
            not_before: Timestamp::from_seconds(new.not_before).ok_or(Nonsense::Bounds)?,
            not_after: Timestamp::from_seconds(new.not_after).ok_or(Nonsense::Bounds)?,
            max_tries: new.max_tries,
            code: Code::parse(code).ok_or(Nonsense::Code)?,
            several: new.several,
            revealable: new.revealable,
            hidden: new.hidden,
            max_uses: new.max_uses,
            note: new.note,
            terms: new.terms,
            format: format(new.format)?,
        });
    }
    if !rest.is_empty() {
        return Err(Nonsense::Code);
    }
    let superseded = commit.superseded.into_iter();
    let mails = commit.mails.into_iter();
    Ok(Commit {
        issued,
        batch: commit.batch.map(core_id),
        changed: commit.changed.into_iter().map(change).collect(),
        superseded: superseded
            .map(|old| Superseded { id: core_id(old.id), version: old.version })
            .collect(),
        mails: mails.map(|mail| MailOrder { issued: mail.issued, to: mail.to }).collect(),
        audit: commit.audit.into_iter().map(audit_entry).collect(),
    })
}

fn format(number: u32) -> Result<Option<CodeFormat>, Nonsense> {
    match number {
        0 => Ok(None),
        number => CodeFormat::numbered(number).map(Some).ok_or(Nonsense::Code),
    }
}

const fn change(change: wit::Change) -> Change {
    let transition = match change.transition {
        wit::Transition::UseOnce => Transition::Use,
        wit::Transition::CountTry => Transition::Try,
        wit::Transition::Void => Transition::Void,
        wit::Transition::Unlock => Transition::Unlock,
    };
    Change { id: core_id(change.id), version: change.version, transition }
}

fn audit_entry(entry: wit::AuditEntry) -> AuditEntry {
    AuditEntry {
        subject: entry.subject,
        event: core_event(entry.event),
        record: entry.record_id.map(core_id),
        detail: entry.detail,
    }
}
