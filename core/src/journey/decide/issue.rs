//! Issuing: each item in order, its refusals first.

use super::grant::grant;
use super::refuse::refusal;
use super::verdict::Verdict;
use super::wish::wish;
use crate::journey::{Ask, AuditEntry, AuditEvent, Commit, Error, Facts, Refusal, elevate};
use crate::words::Mint;
use alloc::vec::Vec;

/// Decides items in order, each of which requests one code. A batch's ID is drawn first.
pub(super) fn issue(
    items: Vec<Result<Ask, Error>>,
    facts: &Facts,
    batch: bool,
    commit: &mut Commit,
) -> Vec<Verdict> {
    let mut mint = Mint::new(facts.seed());
    commit.batch = batch.then(|| mint.record_id(facts.now(), facts.tick()));
    let mut rows = (0_u32..).zip(facts.rows());
    let mut given = 0;
    let mut decide_one = |item| match item {
        Err(error) => {
            let event = AuditEvent::NotUnderstood;
            commit.audit.push(AuditEntry::of(None, event));
            Verdict::NotUnderstood(error)
        }
        // `Facts::answering` ensures one row for each ask; without its row, an ask is refused.
        Ok(ask) => match rows.next() {
            Some((subject, row)) => {
                let wish = wish(&ask, given, facts);
                given += usize::from(ask.wish.is_some());
                let refusal = refusal(&ask, *row, subject, wish, facts);
                let detail = elevate::detail(&ask).or_else(|| ask.reason.clone());
                let entry = AuditEntry::of(Some(subject), refusal.into());
                commit.audit.push(AuditEntry { detail, ..entry });
                match refusal {
                    Some(refusal) => Verdict::Refused(refusal),
                    None => grant(ask, subject, wish, facts, &mut mint, commit),
                }
            }
            None => Verdict::Refused(Refusal::Undetermined),
        },
    };
    items.into_iter().map(&mut decide_one).collect()
}
