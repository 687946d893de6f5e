//! Issuing: each item in order, its refusals first.

use super::Verdict;
use super::grant::grant;
use super::refuse::refusal;
use crate::journey::{
    Ask, AuditEntry, AuditEvent, Commit, Error, Facts, Refusal, Superseded, elevate,
};
use crate::words::Mint;
use alloc::vec::Vec;

/// Decides items in order, each of which asks for a code. Of a batch its name is drawn first.
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
        // `Facts::answering` has seen to one row for each ask; were one missing, nobody gets a code.
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

/// What became of the code that a caller wants.
#[derive(Clone, Copy)]
pub(super) enum Wish {
    /// It is free, or none was wanted.
    Free,
    /// It is this live code, whose time is over.
    Over(Superseded),
    /// It is a code that is still valid.
    Taken,
}

fn wish(ask: &Ask, given: usize, facts: &Facts) -> Wish {
    match ask.wish.as_ref().and_then(|_| facts.matched(given)) {
        None => Wish::Free,
        Some(code) if code.not_after < facts.now() => {
            Wish::Over(Superseded { id: code.id, version: code.version })
        }
        Some(_) => Wish::Taken,
    }
}
