//! Everything the module answers is held against what it was asked. The sandbox keeps a broken
//! module from doing harm by itself; this keeps it from doing harm through the host.

use super::Nonsense;
use codemint_core::journey::{Commit, Findings, Issued, Needs};

/// Checks a commit against the needs it came of and the findings it was decided on.
///
/// The contract has everything in ascending order, so that one pass finds what is there twice.
pub(super) fn commit(commit: &Commit, needs: &Needs, findings: &Findings) -> Result<(), Nonsense> {
    let subjects = needs.subjects.len();
    let known = |subject: u32| (subject as usize) < subjects;
    let issued = &commit.issued;
    let in_order = issued.is_sorted_by(|one, next| one.subject < next.subject);
    if !in_order || !issued.iter().all(|new| known(new.subject)) || !distinct_ids(issued) {
        return Err(Nonsense::Position);
    }
    issued.iter().try_for_each(|new| within_policy(new, findings))?;
    superseded(commit, findings)?;
    let mails = &commit.mails;
    let in_order = mails.is_sorted_by(|one, next| one.issued < next.issued);
    if !in_order || !mails.iter().all(|mail| (mail.issued as usize) < issued.len()) {
        return Err(Nonsense::Position);
    }
    if !commit.audit.iter().all(|entry| entry.subject.is_none_or(known)) {
        return Err(Nonsense::Position);
    }
    Ok(())
}

fn distinct_ids(issued: &[Issued]) -> bool {
    let mut ids: Vec<_> = issued.iter().map(|new| new.id).collect();
    ids.sort_unstable();
    ids.is_sorted_by(|one, next| one < next)
}

/// Only live codes that the module was told of, with the version it was told, each once, and only
/// where a new one takes their place.
fn superseded(commit: &Commit, findings: &Findings) -> Result<(), Nonsense> {
    let mut told = findings.live.iter();
    let replaced = |subject: u32| commit.issued.binary_search_by_key(&subject, |new| new.subject);
    for old in &commit.superseded {
        let found = told.find(|live| live.id == old.id && live.version == old.version);
        if found.is_none_or(|live| replaced(live.subject).is_err()) {
            return Err(Nonsense::Superseded);
        }
    }
    Ok(())
}

fn within_policy(issued: &Issued, findings: &Findings) -> Result<(), Nonsense> {
    let format = findings.policy.format();
    let code = issued.code.reveal();
    let symbols = format.alphabet().symbols();
    if code.len() != usize::from(format.length()) || !code.bytes().all(|c| symbols.contains(&c)) {
        return Err(Nonsense::Code);
    }
    let longest = findings.now.plus(findings.policy.validity().max);
    let valid = issued.not_before >= findings.now && issued.not_before <= issued.not_after;
    if !valid || issued.not_after > longest || issued.max_tries != findings.policy.max_tries() {
        return Err(Nonsense::Bounds);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
