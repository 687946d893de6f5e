//! Converts the commit.

use super::bindings::exports::codemint::module::journey as wit;
use super::enums::{event, record_id};
use alloc::string::String;
use codemint_core::journey as core_journey;
use codemint_core::words::CodeFormat;

pub(super) fn commit(commit: core_journey::Commit) -> wit::Commit {
    let lengths = commit.issued.iter().map(|issued| issued.code.reveal().len());
    let mut codes = String::with_capacity(lengths.sum());
    for issued in &commit.issued {
        codes.push_str(issued.code.reveal());
    }
    wit::Commit {
        codes,
        issued: commit.issued.into_iter().map(issued).collect(),
        batch: commit.batch.map(record_id),
        superseded: commit.superseded.iter().map(superseded).collect(),
        changed: commit.changed.iter().map(change).collect(),
        mails: commit.mails.into_iter().map(mail_order).collect(),
        audit: commit.audit.into_iter().map(audit_entry).collect(),
    }
}

fn issued(issued: core_journey::Issued) -> wit::Issued {
    wit::Issued {
        subject: issued.subject,
        length: issued.code.reveal().len() as u8,
        max_tries: issued.max_tries,
        id: record_id(issued.id),
        not_before: issued.not_before.seconds(),
        not_after: issued.not_after.seconds(),
        several: issued.several,
        revealable: issued.revealable,
        hidden: issued.hidden,
        max_uses: issued.max_uses,
        note: issued.note,
        terms: issued.terms,
        format: issued.format.map_or(0, CodeFormat::number),
    }
}

fn superseded(old: &core_journey::Superseded) -> wit::Superseded {
    wit::Superseded { id: record_id(old.id), version: old.version }
}

fn mail_order(mail: core_journey::MailOrder) -> wit::MailOrder {
    wit::MailOrder { issued: mail.issued, to: mail.to }
}

fn change(change: &core_journey::Change) -> wit::Change {
    let transition = match change.transition {
        core_journey::Transition::Use => wit::Transition::UseOnce,
        core_journey::Transition::Try => wit::Transition::CountTry,
        core_journey::Transition::Void => wit::Transition::Void,
        core_journey::Transition::Unlock => wit::Transition::Unlock,
    };
    wit::Change { id: record_id(change.id), version: change.version, transition }
}

fn audit_entry(entry: core_journey::AuditEntry) -> wit::AuditEntry {
    wit::AuditEntry {
        subject: entry.subject,
        event: event(entry.event),
        record_id: entry.record.map(record_id),
        detail: entry.detail,
    }
}
