//! What every settlement must satisfy, whatever the request and the findings.

use crate::ensure;
use crate::findings::Found;
use codemint_core::journey::{AuditEvent, Commit, Needs, Settlement};
use serde_json::Value;
use std::collections::BTreeSet;

/// Checks that a settlement fits its needs and findings.
///
/// # Errors
/// A description of what does not fit.
pub(crate) fn sound(needs: &Needs, found: &Found, settled: &Settlement) -> Result<(), String> {
    let commit = &settled.commit;
    issued_codes_fit(needs, found, commit)?;
    superseded_codes_belong_to_subjects_with_a_new_code(needs, found, commit)?;
    audit_names_each_subject_once(needs, commit)?;
    let mut mailed = BTreeSet::new();
    for mail in &commit.mails {
        let known = (mail.issued as usize) < commit.issued.len();
        ensure!(known, "a mail contains code {} of {}", mail.issued, commit.issued.len());
        ensure!(mailed.insert(mail.issued), "code {} is mailed twice", mail.issued);
    }
    reply_shows_what_is_not_mailed(settled, &mailed)
}

fn issued_codes_fit(needs: &Needs, found: &Found, commit: &Commit) -> Result<(), String> {
    let format = found.policy.format();
    let mut ids = BTreeSet::new();
    let mut next = 0;
    for issued in &commit.issued {
        let code = issued.code.reveal();
        ensure!(issued.subject >= next, "subject {} comes after {next}", issued.subject);
        next = issued.subject + 1;
        ensure!(next as usize <= needs.subjects.len(), "there is no subject {}", issued.subject);
        ensure!(ids.insert(issued.id), "the ID {} appears twice", issued.id);
        ensure!(format.accepts(&issued.code), "`{code}` has another format");
        ensure!(issued.not_before.seconds() == found.now, "a code starts at another time");
        ensure!(issued.not_before <= issued.not_after, "a code ends before it starts");
        ensure!(issued.max_tries == found.policy.max_tries(), "{} tries", issued.max_tries);
    }
    Ok(())
}

fn superseded_codes_belong_to_subjects_with_a_new_code(
    needs: &Needs,
    found: &Found,
    commit: &Commit,
) -> Result<(), String> {
    let issued: BTreeSet<u32> = commit.issued.iter().map(|issued| issued.subject).collect();
    let live = found.live_of(needs.subjects.len());
    let expected = live.iter().filter(|code| issued.contains(&code.subject));
    let expected: Vec<_> = expected.map(|code| (code.id, code.version)).collect();
    let got: Vec<_> = commit.superseded.iter().map(|old| (old.id, old.version)).collect();
    ensure!(got == expected, "the superseded codes are {got:?}, not {expected:?}");
    Ok(())
}

fn audit_names_each_subject_once(needs: &Needs, commit: &Commit) -> Result<(), String> {
    let subjects: Vec<u32> = commit.audit.iter().filter_map(|entry| entry.subject).collect();
    let all: Vec<u32> = (0..).take(needs.subjects.len()).collect();
    ensure!(subjects == all, "the audit entries are for subjects {subjects:?}");
    let issued = commit.audit.iter().filter(|entry| entry.event == AuditEvent::Issued).count();
    ensure!(issued == commit.issued.len(), "{issued} audit entries are for issued codes");
    let wrong = commit
        .audit
        .iter()
        .find(|entry| (entry.subject.is_none()) != (entry.event == AuditEvent::NotUnderstood));
    ensure!(wrong.is_none(), "the audit has {wrong:?}");
    Ok(())
}

/// Each issued code is either mailed or shown, and there is one item for each audit entry.
fn reply_shows_what_is_not_mailed(
    settled: &Settlement,
    mailed: &BTreeSet<u32>,
) -> Result<(), String> {
    let reply = &settled.reply;
    ensure!(reply.status == 200, "the status is {}", reply.status);
    let items: Vec<Value> = serde_json::from_slice(reply.body.reveal())
        .map_err(|error| format!("the reply is not an array: {error}"))?;
    let audit = settled.commit.audit.len();
    ensure!(items.len() == audit, "{} items for {audit} audit entries", items.len());
    let granted = items.iter().filter(|item| item.get("status") == Some(&Value::from(1000)));
    ensure!(granted.count() == settled.commit.issued.len(), "not every grant has status 1000");
    let shown: Vec<_> = items.iter().filter_map(|item| item.get("verify_code")?.as_str()).collect();
    let issued = (0..).zip(&settled.commit.issued);
    let expected: Vec<_> = issued
        .filter(|(n, _)| !mailed.contains(n))
        .map(|(_, issued)| issued.code.reveal())
        .collect();
    ensure!(shown == expected, "the shown codes are {shown:?}, not {expected:?}");
    Ok(())
}
