//! A typed code, looked at or redeemed.

use super::Verdict;
use crate::journey::Transition;
use crate::journey::{AuditEntry, AuditEvent, Change, Commit, Facts, Presented, Refusal, Standing};
use crate::words::{CheckScheme, CodeFormat, EntryFault, LiveCode, Phase, Recorded};

/// Decides what becomes of a typed code. Every refusal is one and the same to the caller; the
/// audit trail distinguishes them. Only where the policy reveals the format
/// ([`Policy::reveal_format`](crate::words::Policy::reveal_format)) does a mistyped text get an
/// answer of its own, and then it depends on the text alone: were it withheld when the text is a
/// code that is locked or not yet valid, against which no tries are counted, codes could be guessed
/// by the difference. In the audit trail, and for the tries, a mistyped text is one in either case.
///
/// A wrong try counts against every code of the subject that could be redeemed now, so that having
/// several gives nobody more tries.
pub(super) fn present(presented: &Presented, facts: &Facts, commit: &mut Commit) -> Verdict {
    let standing = facts.rows().first().map_or(Standing::Unavailable, |row| row.standing);
    let fault = mistyped(presented, facts.policy().format());
    let but = fault.map(|_| facts.policy().format());
    let found = facts.record().map(|found| &found.record);
    // In another alphabet the text may read as a code whose own format it fails: it is not meant.
    let found = found.filter(|record| !but.is_some_and(|but| is_of(record.format, but)));
    let event = match (standing, found) {
        (_, None) if fault.is_some() => {
            count_tries(facts, but, commit);
            AuditEvent::CodeMistyped
        }
        (Standing::Unavailable, _) => AuditEvent::Undetermined,
        (Standing::Unknown | Standing::Disabled | Standing::PendingDeletion, _) => {
            AuditEvent::SubjectRefused
        }
        (Standing::Active, Some(record)) => match record.phase(facts.now()) {
            Phase::Pending => return accept(presented, record, commit),
            phase => stale(phase, but, facts, commit),
        },
        (Standing::Active, None) => wrong(facts, commit),
    };
    let record = found.map(|record| record.id);
    commit.audit.push(AuditEntry { record, ..AuditEntry::of(Some(0), event) });
    let shown = fault.filter(|_| facts.policy().reveal_format);
    Verdict::Refused(shown.map_or(Refusal::NotAccepted, |fault| Refusal::Mistyped { fault }))
}

/// What is wrong with the text by itself, where every code has check symbols: for a code of that
/// format it is no try.
fn mistyped(presented: &Presented, format: CodeFormat) -> Option<EntryFault> {
    if format.check() == CheckScheme::None {
        return None;
    }
    presented.typed.read(format).err()
}

/// Whether a code was drawn in that format, in whatever groups it was shown then.
fn is_of(drawn_in: Option<CodeFormat>, format: CodeFormat) -> bool {
    drawn_in.is_some_and(|drawn_in| drawn_in.with_group(format.group()) == Some(format))
}

fn accept(presented: &Presented, record: &Recorded, commit: &mut Commit) -> Verdict {
    let (id, version) = (record.id, record.version);
    let event = if presented.redeem {
        commit.changed.push(Change { id, version, transition: Transition::Use });
        AuditEvent::Redeemed
    } else {
        AuditEvent::Checked
    };
    commit.audit.push(AuditEntry { record: Some(id), ..AuditEntry::of(Some(0), event) });
    let spent = record.uses.saturating_add(u16::from(presented.redeem));
    let counted = record.max_uses != 0;
    Verdict::Accepted(counted.then(|| record.max_uses.saturating_sub(spent)))
}

/// The text is a code of the subject's that cannot be redeemed now. One that never can be again is
/// as good as a wrong one.
fn stale(phase: Phase, but: Option<CodeFormat>, facts: &Facts, commit: &mut Commit) -> AuditEvent {
    match phase {
        Phase::NotYetValid => AuditEvent::CodeEarly,
        Phase::Expired => AuditEvent::CodeExpired,
        Phase::Locked => AuditEvent::CodeLocked,
        Phase::Pending | Phase::Redeemed | Phase::Voided | Phase::Superseded | Phase::Removed => {
            count_tries(facts, but, commit);
            AuditEvent::CodeSpent
        }
    }
}

/// The text is no code of the subject's.
fn wrong(facts: &Facts, commit: &mut Commit) -> AuditEvent {
    if count_tries(facts, None, commit) { AuditEvent::CodeWrong } else { AuditEvent::CodeAbsent }
}

/// Counts a wrong try against every code that could be redeemed now, but those of a format that
/// the text cannot be of; whether there are any.
fn count_tries(facts: &Facts, but: Option<CodeFormat>, commit: &mut Commit) -> bool {
    let usable = facts.live_codes_of(0).iter().filter(|code| code.is_usable(facts.now()));
    let counted = usable.filter(|code| !but.is_some_and(|but| is_of(code.format, but)));
    let count = |code: &LiveCode| Change {
        id: code.id,
        version: code.version,
        transition: Transition::Try,
    };
    commit.changed.extend(counted.map(count));
    !commit.changed.is_empty()
}

#[cfg(test)]
mod tests;
