//! Everything the module answers is held against what it was asked. The sandbox keeps a broken
//! module from doing harm by itself; this keeps it from doing harm through the host.

use super::Nonsense;
use codemint_core::journey::{Change, Commit, Findings, Issued, Needs, Transition};
use codemint_core::words::{Alphabet, LiveCode, Policy};

/// The longest text that a commit may carry beside codes, in bytes: a reason of 1,024 characters,
/// each of four bytes or escaped, and what stands around it.
const MAX_TEXT: usize = 16 * 1024;

/// The most texts that a typed code may stand for.
const MAX_PRESENTED: usize = 8;

/// Checks needs: no subject twice, no more of them than there may be, no text for one that is none.
pub(super) fn needs(needs: &Needs) -> Result<(), Nonsense> {
    let subjects = needs.subjects.len();
    let given = &needs.given;
    let known = given.iter().all(|given| (given.subject as usize) < subjects);
    let of_one = needs.account.is_some() || needs.listed || !needs.presented.is_empty();
    let lone = !of_one || subjects == 1;
    if subjects > Needs::MAX_SUBJECTS {
        return Err(Nonsense::Position);
    }
    if needs.presented.len() > MAX_PRESENTED || subjects > 0 && needs.purpose.is_none() {
        return Err(Nonsense::Position);
    }
    if known && lone && given.is_sorted_by(|one, next| one.subject < next.subject) {
        Ok(())
    } else {
        Err(Nonsense::Position)
    }
}

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
    issued.iter().try_for_each(|new| within_policy(new, needs, findings))?;
    superseded(commit, findings)?;
    changed(commit, findings)?;
    if commit.batch.is_some_and(|batch| issued.iter().any(|new| new.id == batch)) {
        return Err(Nonsense::Position);
    }
    let mails = &commit.mails;
    let in_order = mails.is_sorted_by(|one, next| one.issued < next.issued);
    if !in_order || !mails.iter().all(|mail| (mail.issued as usize) < issued.len()) {
        return Err(Nonsense::Position);
    }
    if !commit.audit.iter().all(|entry| entry.subject.is_none_or(known)) {
        return Err(Nonsense::Position);
    }
    let texts = issued.iter().flat_map(|new| [&new.note, &new.terms]);
    let mut texts = texts.chain(commit.audit.iter().map(|entry| &entry.detail)).flatten();
    if texts.all(|text| text.len() <= MAX_TEXT) { Ok(()) } else { Err(Nonsense::Text) }
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

/// Only codes that the module was told of, with the version it was told, each once and none that is
/// superseded too; of the one that was named or presented anything, of live ones only what leaves
/// them less than they were.
fn changed(commit: &Commit, findings: &Findings) -> Result<(), Nonsense> {
    let found = findings.record.as_ref().map(|found| &found.record);
    let mut seen: Vec<_> = commit.changed.iter().map(|change| change.id).collect();
    seen.extend(commit.superseded.iter().map(|old| old.id));
    seen.sort_unstable();
    if !seen.is_sorted_by(|one, next| one < next) {
        return Err(Nonsense::Position);
    }
    let told = |change: &Change| {
        let named = found.is_some_and(|f| (f.id, f.version) == (change.id, change.version));
        let mut live = findings.live.iter();
        let lesser = matches!(change.transition, Transition::Try | Transition::Void);
        let is_live = |live: &LiveCode| (live.id, live.version) == (change.id, change.version);
        named || lesser && live.any(is_live)
    };
    if commit.changed.iter().all(told) { Ok(()) } else { Err(Nonsense::Superseded) }
}

fn within_policy(issued: &Issued, needs: &Needs, findings: &Findings) -> Result<(), Nonsense> {
    if !is_due(issued, needs, findings) {
        return Err(Nonsense::Code);
    }
    let Some(policy) = &findings.policy else { return Err(Nonsense::Bounds) };
    let same = issued.several == (policy.max_live > 1) && issued.sealed == policy.sealed;
    if !same || !(policy.allows_uses(issued.max_uses) || issued.max_uses == policy.max_uses) {
        return Err(Nonsense::Bounds);
    }
    let longest = findings.now.plus(policy.validity().max);
    let valid = issued.not_before >= findings.now && issued.not_before <= issued.not_after;
    if !valid || issued.not_after > longest || issued.max_tries != policy.max_tries() {
        return Err(Nonsense::Bounds);
    }
    Ok(())
}

/// Whether the code is one of the kind that is due: the text that was given, a device's own, or
/// one of a format that has as many codes as the policy's.
fn is_due(issued: &Issued, needs: &Needs, findings: &Findings) -> bool {
    let code = issued.code.reveal();
    if let Some(given) = needs.given.iter().find(|given| given.subject == issued.subject) {
        return issued.format.is_none() && given.code.same(&issued.code);
    }
    let device_key = findings.elevation.as_ref().and_then(|found| found.device_key.as_ref());
    let least = findings.policy.as_ref().map(Policy::format);
    match (device_key, issued.format, least) {
        (Some(_), None, _) => {
            let symbols = Alphabet::Decimal.symbols();
            code.len() == codemint_core::offline::LENGTH
                && code.bytes().all(|symbol| symbols.contains(&symbol))
        }
        (None, Some(format), Some(least)) => {
            let as_many = format == least || format.codes() >= least.codes();
            as_many && format.accepts(&issued.code)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
