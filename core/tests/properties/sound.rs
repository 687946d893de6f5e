//! What every settlement must satisfy, whatever was asked and found.

use crate::ensure;
use crate::findings::Found;
use codemint_core::journey::{AuditEvent, Commit, Needs, Settlement};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether a settlement fits its needs and findings.
///
/// # Errors
/// What does not fit.
pub(crate) fn sound(needs: &Needs, found: &Found, settled: &Settlement) -> Result<(), String> {
    let commit = &settled.commit;
    issued_codes_fit(needs, found, commit)?;
    superseded_codes_are_those_of_whom_a_code_was_issued_to(needs, found, commit)?;
    audit_names_each_subject_once(needs, commit)?;
    let mut mailed = BTreeSet::new();
    for mail in &commit.mails {
        let known = (mail.issued as usize) < commit.issued.len();
        ensure!(known, "a mail carries code {} of {}", mail.issued, commit.issued.len());
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
        ensure!(ids.insert(issued.id), "id {} comes twice", issued.id);
        ensure!(format.accepts(&issued.code), "`{code}` is of another format");
        ensure!(issued.not_before.seconds() == found.now, "a code begins at another time");
        ensure!(issued.not_before <= issued.not_after, "a code ends before it begins");
        ensure!(issued.max_tries == found.policy.max_tries(), "{} tries", issued.max_tries);
    }
    Ok(())
}

fn superseded_codes_are_those_of_whom_a_code_was_issued_to(
    needs: &Needs,
    found: &Found,
    commit: &Commit,
) -> Result<(), String> {
    let issued: BTreeSet<u32> = commit.issued.iter().map(|issued| issued.subject).collect();
    let live = found.live_of(needs.subjects.len());
    let expected = live.iter().filter(|code| issued.contains(&code.subject));
    let expected: Vec<_> = expected.map(|code| (code.id, code.version)).collect();
    let got: Vec<_> = commit.superseded.iter().map(|old| (old.id, old.version)).collect();
    ensure!(got == expected, "superseded are {got:?} instead of {expected:?}");
    Ok(())
}

fn audit_names_each_subject_once(needs: &Needs, commit: &Commit) -> Result<(), String> {
    let named: Vec<u32> = commit.audit.iter().filter_map(|entry| entry.subject).collect();
    let all: Vec<u32> = (0..).take(needs.subjects.len()).collect();
    ensure!(named == all, "the audit names {named:?}");
    let issued = commit.audit.iter().filter(|entry| entry.event == AuditEvent::Issued).count();
    ensure!(issued == commit.issued.len(), "the audit has {issued} issued");
    let odd = commit
        .audit
        .iter()
        .find(|entry| (entry.subject.is_none()) != (entry.event == AuditEvent::NotUnderstood));
    ensure!(odd.is_none(), "the audit has {odd:?}");
    Ok(())
}

/// Each issued code is either mailed or shown, and one item answers each entry of the audit.
fn reply_shows_what_is_not_mailed(
    settled: &Settlement,
    mailed: &BTreeSet<u32>,
) -> Result<(), String> {
    let reply = &settled.reply;
    ensure!(reply.status == 200, "the status is {}", reply.status);
    let items: Vec<Value> = serde_json::from_slice(reply.body.reveal())
        .map_err(|error| format!("the reply is no array: {error}"))?;
    let audit = settled.commit.audit.len();
    ensure!(items.len() == audit, "{} items for {audit} entries of the audit", items.len());
    let granted = items.iter().filter(|item| item.get("status") == Some(&Value::from(1000)));
    ensure!(granted.count() == settled.commit.issued.len(), "not as many 1000 as issued");
    let shown: Vec<_> = items.iter().filter_map(|item| item.get("verify_code")?.as_str()).collect();
    let issued = (0..).zip(&settled.commit.issued);
    let expected: Vec<_> = issued
        .filter(|(n, _)| !mailed.contains(n))
        .map(|(_, issued)| issued.code.reveal())
        .collect();
    ensure!(shown == expected, "shown are {shown:?} instead of {expected:?}");
    Ok(())
}
