//! Writes a settlement as bytes.

use alloc::vec::Vec;
use codemint_core::journey::{AuditEntry, Change, Commit, Issued, Settlement, Transition};
use codemint_core::words::{CodeFormat, RecordId};

/// The number that means "absent".
const NONE: u32 = u32::MAX;

/// The bytes, and the texts that follow them.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>, Vec<u8>);

impl Writer {
    pub(super) fn finish(self) -> Vec<u8> {
        let Self(mut bytes, texts) = self;
        let begin = bytes.len() as u32;
        bytes.first_chunk_mut().into_iter().for_each(|place| *place = begin.to_le_bytes());
        bytes.extend_from_slice(&texts);
        bytes
    }

    pub(super) fn settlement(&mut self, settlement: &Settlement) {
        let Settlement { reply, commit } = settlement;
        let body = reply.body.reveal();
        // Approximately the length: the body, and about a hundred bytes for a code and its entry.
        let many = commit.issued.len() + commit.audit.len();
        self.0.reserve(body.len() + 128 * many + 64);
        self.1.reserve(64 * many + 64);
        // The offset of the texts, filled in at the end.
        self.number(0);
        self.0.extend(reply.status.to_le_bytes());
        self.text(&reply.content_type);
        self.number(body.len() as u32);
        self.0.extend_from_slice(body);
        self.commit(commit);
    }

    fn commit(&mut self, commit: &Commit) {
        self.maybe_id(commit.batch);
        self.many(&commit.issued, Self::issued);
        self.many(&commit.superseded, |all, old| {
            all.id(old.id);
            all.number(old.version);
        });
        self.many(&commit.changed, Self::change);
        self.many(&commit.mails, |all, mail| {
            all.number(mail.issued);
            all.maybe_text(mail.to.as_deref());
        });
        self.many(&commit.audit, Self::entry);
    }

    fn issued(&mut self, issued: &Issued) {
        self.number(issued.subject);
        self.id(issued.id);
        self.text(issued.code.reveal());
        self.time(issued.not_before.seconds());
        self.time(issued.not_after.seconds());
        self.0.push(issued.max_tries);
        self.0.extend(issued.max_uses.to_le_bytes());
        let flags = [issued.several, issued.revealable, issued.hidden];
        self.0.push((0..).zip(flags).map(|(bit, set)| u8::from(set) << bit).sum());
        self.number(issued.format.map_or(0, CodeFormat::number));
        self.maybe_text(issued.note.as_deref());
        self.maybe_text(issued.terms.as_deref());
    }

    fn change(&mut self, change: &Change) {
        self.id(change.id);
        self.number(change.version);
        self.0.push(match change.transition {
            Transition::Use => 0,
            Transition::Try => 1,
            Transition::Void => 2,
            Transition::Unlock => 3,
        });
    }

    fn entry(&mut self, entry: &AuditEntry) {
        self.number(entry.subject.unwrap_or(NONE));
        self.0.push(entry.event as u8);
        self.maybe_id(entry.record);
        self.maybe_text(entry.detail.as_deref());
    }

    fn many<T>(&mut self, all: &[T], one: impl Fn(&mut Self, &T)) {
        self.number(all.len() as u32);
        all.iter().for_each(|each| one(self, each));
    }

    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn time(&mut self, seconds: u64) {
        self.0.extend((seconds as f64).to_le_bytes());
    }

    fn id(&mut self, id: RecordId) {
        self.1.extend_from_slice(&id.written());
    }

    fn maybe_id(&mut self, id: Option<RecordId>) {
        self.0.push(id.is_some().into());
        if let Some(id) = id {
            self.id(id);
        }
    }

    fn text(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.number(units as u32);
        self.1.extend_from_slice(text.as_bytes());
    }

    fn maybe_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.number(NONE),
        }
    }
}
