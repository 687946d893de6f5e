//! New codes, the codes they supersede, and the mails that carry them.

use crate::module::error::Nonsense;
use codemint_core::journey::{Commit, Findings, Issued, MailOrder, Needs, Standing, SubjectRow};
use codemint_core::words::{Alphabet, EmailAddress, LiveCode, Policy, Purpose};

/// Checks new codes: one per subject, each with a format and validity that policy and directory
/// allow.
pub(super) fn issued(commit: &Commit, needs: &Needs, findings: &Findings) -> Result<(), Nonsense> {
    let issued = &commit.issued;
    let known = issued.iter().all(|new| (new.subject as usize) < needs.subjects.len());
    let in_order = issued.is_sorted_by(|one, next| one.subject < next.subject);
    let is_batch = |new: &Issued| Some(new.id) == commit.batch;
    if !known || !in_order || !distinct_ids(issued) || issued.iter().any(is_batch) {
        return Err(Nonsense::Position);
    }
    issued.iter().try_for_each(|new| {
        is_allowed(new, commit, needs, findings)?;
        within_policy(new, needs, findings)
    })
}

fn distinct_ids(issued: &[Issued]) -> bool {
    let mut ids: Vec<_> = issued.iter().map(|new| new.id).collect();
    ids.sort_unstable();
    ids.is_sorted_by(|one, next| one < next)
}

/// Checks that policy and directory allow the subject another code.
fn is_allowed(
    new: &Issued,
    commit: &Commit,
    needs: &Needs,
    findings: &Findings,
) -> Result<(), Nonsense> {
    let Some(policy) = &findings.policy else { return Err(Nonsense::Bounds) };
    let ready = |row: &SubjectRow| row.standing == Standing::Active && row.purpose_allowed;
    let row = findings.rows.get(new.subject as usize);
    let ruled = || findings.elevation.as_ref().is_some_and(|found| !found.rules.is_empty());
    let allowed = policy.issuing_allowed
        && row.is_some_and(ready)
        && (needs.purpose != Some(Purpose::Elevation) || ruled())
        && has_room(new, policy, commit, findings);
    if allowed { Ok(()) } else { Err(Nonsense::Forbidden) }
}

/// Whether the subject has fewer live codes than allowed, not counting those that are superseded.
fn has_room(new: &Issued, policy: &Policy, commit: &Commit, findings: &Findings) -> bool {
    let stays = |code: &&LiveCode| {
        let superseded = || commit.superseded.iter().any(|old| old.id == code.id);
        code.subject == new.subject && code.not_after >= findings.now && !superseded()
    };
    policy.max_live <= 1
        || findings.live.iter().filter(stays).count() < usize::from(policy.max_live)
}

fn within_policy(new: &Issued, needs: &Needs, findings: &Findings) -> Result<(), Nonsense> {
    if !has_required_form(new, needs, findings) {
        return Err(Nonsense::Code);
    }
    let Some(policy) = &findings.policy else { return Err(Nonsense::Bounds) };
    let same = new.several == (policy.max_live > 1) && new.revealable == policy.revealable;
    if !same || !(policy.allows_uses(new.max_uses) || new.max_uses == policy.max_uses) {
        return Err(Nonsense::Bounds);
    }
    let longest = findings.now.plus(policy.validity().max);
    let valid = new.not_before >= findings.now && new.not_before <= new.not_after;
    if !valid || new.not_after > longest || new.max_tries != policy.max_tries() {
        return Err(Nonsense::Bounds);
    }
    Ok(())
}

/// Whether the code has the required form: the given code, an offline code, or one of a format with
/// at least as many codes as the policy's.
fn has_required_form(new: &Issued, needs: &Needs, findings: &Findings) -> bool {
    let code = new.code.reveal();
    if let Some(given) = needs.given.iter().find(|given| given.subject == new.subject) {
        return new.format.is_none() && given.code.same(&new.code);
    }
    let device_key = findings.elevation.as_ref().and_then(|found| found.device_key.as_ref());
    let minimum = findings.policy.as_ref().map(Policy::format);
    match (device_key, new.format, minimum) {
        (Some(_), None, _) => {
            let symbols = Alphabet::Decimal.symbols();
            code.len() == codemint_core::offline::LENGTH
                && code.bytes().all(|symbol| symbols.contains(&symbol))
        }
        (None, Some(format), Some(minimum)) => {
            let as_many = format == minimum || format.codes() >= minimum.codes();
            as_many && format.accepts(&new.code)
        }
        _ => false,
    }
}

/// Checks superseded codes: only live ones in the findings, with their versions, each at most once,
/// and only if a new code replaces them.
pub(super) fn superseded(commit: &Commit, findings: &Findings) -> Result<(), Nonsense> {
    let mut live = findings.live.iter();
    let replaced = |subject: u32| commit.issued.binary_search_by_key(&subject, |new| new.subject);
    for old in &commit.superseded {
        let found = live.find(|live| live.id == old.id && live.version == old.version);
        if found.is_none_or(|live| replaced(live.subject).is_err()) {
            return Err(Nonsense::Superseded);
        }
    }
    Ok(())
}

/// Checks mails: at most one for each new code, to an address that the directory knows or that the
/// policy allows.
pub(super) fn mails(commit: &Commit, findings: &Findings) -> Result<(), Nonsense> {
    let mails = &commit.mails;
    let in_order = mails.is_sorted_by(|one, next| one.issued < next.issued);
    if !in_order || !mails.iter().all(|mail| (mail.issued as usize) < commit.issued.len()) {
        return Err(Nonsense::Position);
    }
    let allowed = |mail: &MailOrder| is_deliverable(mail, commit, findings);
    if mails.iter().all(allowed) { Ok(()) } else { Err(Nonsense::Address) }
}

fn is_deliverable(mail: &MailOrder, commit: &Commit, findings: &Findings) -> bool {
    let Some(policy) = findings.policy.as_ref().filter(|policy| policy.mail_configured) else {
        return false;
    };
    match &mail.to {
        Some(to) => EmailAddress::parse(to).is_some_and(|to| policy.allows_mail_to(&to)),
        None => {
            let new = commit.issued.get(mail.issued as usize);
            let row = new.and_then(|new| findings.rows.get(new.subject as usize));
            row.is_some_and(|row| row.has_mail)
        }
    }
}
