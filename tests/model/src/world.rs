//! The model: a list of records, the latest time, and what each request makes of them.

mod issue;
mod operate;
mod present;

use crate::ask::{Answer, Ask, Issue};
use crate::record::Record;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How long the answer to a named request is given again, in seconds: a day.
const KEPT: u64 = 24 * 60 * 60;

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What the clock says.
    pub clock: u64,
    /// The latest time of anything that was written: where the clock is behind, it counts.
    latest: u64,
    /// Every code that ever was, in the order of their issue.
    pub records: Vec<Record>,
    trail: Vec<Entry>,
    kept: Vec<Kept>,
    /// What leaves no trace in the trail.
    beside: BTreeSet<&'static str>,
}

/// One entry of the audit trail.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    tenant: usize,
    at: u64,
    event: &'static str,
    subject: Option<String>,
    /// The record's place.
    record: Option<usize>,
}

/// An answer that is given again.
#[derive(Clone, Debug)]
struct Kept {
    issue: Issue,
    answer: Answer,
    until: u64,
}

/// What is expected of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// That status, and these members.
    Told(u16, Value),
    /// A result for each subject; the codes that come of it are the records from that place on.
    Issued(Value, usize),
    /// The very same bytes as before.
    Same(Answer),
}

impl World {
    /// Nothing yet, at that time.
    #[must_use]
    pub fn at(now: u64) -> Self {
        Self { clock: now, latest: now, ..Self::default() }
    }

    /// The time that counts.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.max(self.latest)
    }

    /// Does what is asked, and says what is to be answered.
    pub fn expect(&mut self, ask: &Ask) -> Expected {
        match ask {
            Ask::Issue(issue) => self.issue(issue),
            Ask::Present { redeem, tenant, purpose, subject, text } => {
                let owner = Owner { tenant: *tenant, purpose: *purpose, subject };
                self.present(*redeem, owner, text)
            }
            Ask::On { deed, tenant, id } => self.operate(*deed, *tenant, id),
            Ask::List { tenant, subject, phase, after } => {
                self.list(*tenant, subject, *phase, after.as_deref())
            }
            Ask::Trail { tenant, subject } => self.tell_trail(*tenant, subject),
        }
    }

    /// What has happened so far: the events of the trail, where codes stand, and what leaves no
    /// trace in either.
    #[must_use]
    pub fn happened(&self) -> BTreeSet<&'static str> {
        let now = self.now();
        let events = self.trail.iter().map(|entry| entry.event);
        let phases = self.records.iter().map(|record| record.phase(now));
        events.chain(phases).chain(self.beside.iter().copied()).collect()
    }

    /// Remembers an answer that is to be given again.
    pub fn keep(&mut self, issue: &Issue, answer: &Answer) {
        if issue.key.is_some() {
            let until = self.now() + KEPT;
            self.kept.retain(|kept| !kept.issue.has_name_of(issue));
            self.kept.push(Kept { issue: issue.clone(), answer: answer.clone(), until });
        }
    }

    /// Something was decided now: nothing is ever decided before that.
    fn write(&mut self) -> u64 {
        self.latest = self.now();
        self.latest
    }

    fn note(&mut self, tenant: usize, event: &'static str, of: Of<'_>) {
        let subject = match of {
            Of::Nobody => None,
            Of::Subject(subject, _) => Some(subject.to_owned()),
            Of::Record(place) => Some(self.records[place].subject.clone()),
        };
        let record = match of {
            Of::Nobody => None,
            Of::Subject(_, record) => record,
            Of::Record(place) => Some(place),
        };
        self.trail.push(Entry { tenant, at: self.now(), event, subject, record });
    }
}

/// Whose a code is, and what it grants.
#[derive(Clone, Copy)]
struct Owner<'a> {
    tenant: usize,
    purpose: usize,
    subject: &'a str,
}

impl Owner<'_> {
    fn has(&self, record: &Record) -> bool {
        (record.tenant, record.purpose, record.subject.as_str())
            == (self.tenant, self.purpose, self.subject)
    }
}

/// Whom or what an entry is about.
#[derive(Clone, Copy)]
enum Of<'a> {
    Nobody,
    Subject(&'a str, Option<usize>),
    Record(usize),
}

/// The words for a request as a whole that is declined.
fn problem(status: u16, kind: &str, title: &str) -> Expected {
    let kind = format!("urn:codemint:problem:{kind}");
    Expected::Told(status, json!({ "type": kind, "title": title, "status": status }))
}
