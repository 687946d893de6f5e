//! The decision: for each action, a list of refusals that ends in the one thing that is done.

mod grant;
mod issue;
mod present;
mod records;
mod refuse;
mod verdict;
mod wish;

use super::{Accepted, Action, Answer, AuditEntry, AuditEvent, Call, Commit, Facts, Grant};
use super::{Outcome, Refusal, Request, Standing};
use crate::words::Purpose;
use alloc::{vec, vec::Vec};
use verdict::Verdict;

/// What was decided, and what the host must do for it.
pub struct Decision {
    purpose: Option<Purpose>,
    verdicts: Vec<Verdict>,
    /// What the host must make durable.
    pub commit: Commit,
    /// What a dry run would have made durable.
    dry: Option<Commit>,
}

impl Decision {
    /// The part of it that a dialect may report to the caller.
    #[must_use]
    pub fn outcome<'a>(&'a self, call: &Call<'a>, facts: &'a Facts) -> Outcome<'a> {
        let commit = self.dry.as_ref().unwrap_or(&self.commit);
        Outcome {
            purpose: self.purpose,
            tenant: call.tenant,
            actor: call.actor,
            now: facts.now(),
            policy: facts.policy(),
            batch: self.commit.batch,
            answers: self.verdicts.iter().map(|verdict| answer(verdict, commit, facts)).collect(),
        }
    }
}

fn answer<'a>(verdict: &'a Verdict, commit: &'a Commit, facts: &'a Facts) -> Answer<'a> {
    match verdict {
        Verdict::NotUnderstood(error) => Answer::NotUnderstood(error),
        Verdict::Refused(refusal) => Answer::Refused(*refusal),
        Verdict::Listed => Answer::Listed(facts.listed()),
        Verdict::Granted(issued, shown) => match commit.issued.get(*issued) {
            Some(issued) => Answer::Granted(Grant {
                id: issued.id,
                code: shown.then_some(&issued.code),
                format: issued.format,
                created: facts.now(),
                not_before: issued.not_before,
                not_after: issued.not_after,
                note: issued.note.as_deref(),
            }),
            None => Answer::Refused(Refusal::Undetermined),
        },
        Verdict::Accepted(uses_left) => match facts.record() {
            Some(found) => {
                Answer::Accepted(Accepted { record: &found.record, uses_left: *uses_left })
            }
            None => Answer::Refused(Refusal::NotAccepted),
        },
        Verdict::Voided(count) => Answer::Voided(*count),
        Verdict::Record => match facts.record() {
            Some(found) => {
                let (history, more) = facts.trail();
                Answer::Record { record: &found.record, history, more }
            }
            None => Answer::Refused(Refusal::NoSuchRecord),
        },
        Verdict::Page => Answer::Page { records: facts.page().0, more: facts.page().1 },
        Verdict::Trail => Answer::Trail { lines: facts.trail().0, more: facts.trail().1 },
    }
}

/// Decides each item in order.
#[must_use]
pub fn decide(request: Request, facts: &Facts) -> Decision {
    let mut commit = Commit::default();
    let mut dry = None;
    let verdicts = match request.action {
        Action::Issue(items) => issue::issue(items, facts, false, &mut commit),
        Action::IssueBatch { items, dry_run } => {
            let mut verdicts = issue::issue(items, facts, true, &mut commit);
            if dry_run {
                verdicts.iter_mut().for_each(Verdict::hide);
                dry = Some(core::mem::take(&mut commit));
            }
            verdicts
        }
        Action::List(_) => vec![list(facts, &mut commit)],
        Action::Present(presented) => vec![present::present(&presented, facts, &mut commit)],
        Action::Void(items) => records::void_all(items, facts, &mut commit),
        Action::Record(asked) => vec![records::record(asked, facts, &mut commit)],
        Action::Search(_) => {
            commit.audit.push(AuditEntry::of(None, AuditEvent::Searched));
            vec![Verdict::Page]
        }
        Action::ReadTrail(_) => {
            commit.audit.push(AuditEntry::of(None, AuditEvent::TrailRead));
            vec![Verdict::Trail]
        }
    };
    Decision { purpose: request.purpose, verdicts, commit, dry }
}

fn list(facts: &Facts, commit: &mut Commit) -> Verdict {
    let standing = facts.rows().first().map_or(Standing::Unavailable, |row| row.standing);
    let (event, verdict) = match standing {
        Standing::Active => (AuditEvent::Listed, Verdict::Listed),
        Standing::Unavailable => {
            (AuditEvent::Undetermined, Verdict::Refused(Refusal::Undetermined))
        }
        Standing::Unknown | Standing::Disabled | Standing::PendingDeletion => {
            (AuditEvent::SubjectRefused, Verdict::Refused(Refusal::Subject { standing }))
        }
    };
    commit.audit.push(AuditEntry::of(Some(0), event));
    verdict
}
