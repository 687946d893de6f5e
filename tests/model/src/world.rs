//! The model: a list of records, the latest time, and the effect of each request on them.

mod issue;
mod operate;
mod present;

use crate::ask::{Answer, Ask, Issue};
use crate::record::Record;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How long the answer to a request with an idempotency key is repeated, in seconds: a day.
const KEPT: u64 = 24 * 60 * 60;

/// The state of the model.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The clock's time.
    pub clock: u64,
    /// The latest time of any write: it counts where the clock is behind.
    latest: u64,
    /// All codes ever issued, in order.
    pub records: Vec<Record>,
    trail: Vec<Entry>,
    kept: Vec<Kept>,
    /// Events that leave no trace in the trail.
    untraced: BTreeSet<&'static str>,
}

/// One entry of the audit trail.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    tenant: usize,
    at: u64,
    event: &'static str,
    subject: Option<String>,
    /// The record's index.
    record: Option<usize>,
}

/// An answer that is repeated.
#[derive(Clone, Debug)]
struct Kept {
    issue: Issue,
    answer: Answer,
    until: u64,
}

/// The expected answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// That status, and these members.
    Reply(u16, Value),
    /// A result for each subject; the issued codes are the records from that index on.
    Issued(Value, usize),
    /// The same bytes as before.
    Same(Answer),
}

impl World {
    /// An empty world at that time.
    #[must_use]
    pub fn at(now: u64) -> Self {
        Self { clock: now, latest: now, ..Self::default() }
    }

    /// The effective time.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.max(self.latest)
    }

    /// Executes a request and returns the expected answer.
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
            Ask::Trail { tenant, subject } => self.read_trail(*tenant, subject),
        }
    }

    /// What has happened so far: the events of the trail, the phases of codes, and events that
    /// leave no trace in either.
    #[must_use]
    pub fn happened(&self) -> BTreeSet<&'static str> {
        let now = self.now();
        let events = self.trail.iter().map(|entry| entry.event);
        let phases = self.records.iter().map(|record| record.phase(now));
        events.chain(phases).chain(self.untraced.iter().copied()).collect()
    }

    /// Remembers an answer that is to be repeated.
    pub fn keep(&mut self, issue: &Issue, answer: &Answer) {
        if issue.key.is_some() {
            let until = self.now() + KEPT;
            self.kept.retain(|kept| !kept.issue.has_key_of(issue));
            self.kept.push(Kept { issue: issue.clone(), answer: answer.clone(), until });
        }
    }

    /// Records a write at the current time: no later write has an earlier time.
    fn write(&mut self) -> u64 {
        self.latest = self.now();
        self.latest
    }

    fn note(&mut self, tenant: usize, event: &'static str, of: Of<'_>) {
        let subject = match of {
            Of::None => None,
            Of::Subject(subject, _) => Some(subject.to_owned()),
            Of::Record(place) => Some(self.records[place].subject.clone()),
        };
        let record = match of {
            Of::None => None,
            Of::Subject(_, record) => record,
            Of::Record(place) => Some(place),
        };
        self.trail.push(Entry { tenant, at: self.now(), event, subject, record });
    }
}

/// The tenant, purpose and subject of a code.
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

/// The subject or record that an entry is about.
#[derive(Clone, Copy)]
enum Of<'a> {
    None,
    Subject(&'a str, Option<usize>),
    Record(usize),
}

/// The problem document for a request that is declined as a whole.
fn problem(status: u16, kind: &str, title: &str) -> Expected {
    let kind = format!("urn:codemint:problem:{kind}");
    Expected::Reply(status, json!({ "type": kind, "title": title, "status": status }))
}
