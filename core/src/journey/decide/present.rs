//! Checking and redeeming a typed code.

use super::verdict::Verdict;
use crate::journey::Transition;
use crate::journey::{AuditEntry, AuditEvent, Change, Commit, Facts, Presented, Refusal, Standing};
use crate::words::{CheckScheme, CodeFormat, EntryFault, LiveCode, Phase, Recorded};

/// Decides on a typed code. The caller gets the same answer to every refusal; the audit trail
/// distinguishes them. Only where the policy reveals the format
/// ([`Policy::reveal_format`](crate::words::Policy::reveal_format)) does a mistyped text get an
/// answer of its own, and that answer depends on the text alone: if it were withheld for a code
/// that is locked or not yet valid, against which no attempts are counted, the difference would let
/// codes be guessed. The audit trail and the count of attempts do not depend on that setting.
///
/// A failed attempt counts against every code of the subject that could be redeemed now, so that a
/// subject with several codes does not allow more attempts.
pub(super) fn present(presented: &Presented, facts: &Facts, commit: &mut Commit) -> Verdict {
    let standing = facts.rows().first().map_or(Standing::Unavailable, |row| row.standing);
    let fault = mistyped(presented, facts.policy().format());
    let excluded = fault.map(|_| facts.policy().format());
    let found = facts.record().map(|found| &found.record);
    // Read in another alphabet, the text may match a code of the very format that it violates. That
    // code was not meant.
    let found = found.filter(|record| !excluded.is_some_and(|format| is_of(record.format, format)));
    let event = match (standing, found) {
        (_, None) if fault.is_some() => {
            count_attempt(facts, excluded, commit);
            AuditEvent::CodeMistyped
        }
        (Standing::Unavailable, _) => AuditEvent::Undetermined,
        (Standing::Unknown | Standing::Disabled | Standing::PendingDeletion, _) => {
            AuditEvent::SubjectRefused
        }
        (Standing::Active, Some(record)) => match record.phase(facts.now()) {
            Phase::Pending => return accept(presented, record, commit),
            phase => not_redeemable(phase, excluded, facts, commit),
        },
        (Standing::Active, None) => wrong(facts, commit),
    };
    let record = found.map(|record| record.id);
    commit.audit.push(AuditEntry { record, ..AuditEntry::of(Some(0), event) });
    let shown = fault.filter(|_| facts.policy().reveal_format);
    Verdict::Refused(shown.map_or(Refusal::NotAccepted, |fault| Refusal::Mistyped { fault }))
}

/// What is wrong with the text itself, where every code has check symbols. Such a text is not
/// counted as an attempt against codes of that format.
fn mistyped(presented: &Presented, format: CodeFormat) -> Option<EntryFault> {
    if format.check() == CheckScheme::None {
        return None;
    }
    presented.typed.read(format).err()
}

/// Whether a code was drawn in this format, regardless of the groups in which it was displayed.
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

/// The text is a code of the subject that cannot be redeemed now. A redeemed, voided, superseded or
/// removed code counts as a failed attempt.
fn not_redeemable(
    phase: Phase,
    excluded: Option<CodeFormat>,
    facts: &Facts,
    commit: &mut Commit,
) -> AuditEvent {
    match phase {
        Phase::NotYetValid => AuditEvent::CodeEarly,
        Phase::Expired => AuditEvent::CodeExpired,
        Phase::Locked => AuditEvent::CodeLocked,
        Phase::Pending | Phase::Redeemed | Phase::Voided | Phase::Superseded | Phase::Removed => {
            count_attempt(facts, excluded, commit);
            AuditEvent::CodeSpent
        }
    }
}

/// The text is not a code of the subject.
fn wrong(facts: &Facts, commit: &mut Commit) -> AuditEvent {
    if count_attempt(facts, None, commit) { AuditEvent::CodeWrong } else { AuditEvent::CodeAbsent }
}

/// Counts a failed attempt against every code that could be redeemed now, except those of the
/// `excluded` format, which the text cannot have. Returns whether it counted against any.
fn count_attempt(facts: &Facts, excluded: Option<CodeFormat>, commit: &mut Commit) -> bool {
    let usable = facts.live_codes_of(0).iter().filter(|code| code.is_usable(facts.now()));
    let is_excluded = |code: &LiveCode| excluded.is_some_and(|format| is_of(code.format, format));
    let counted = usable.filter(|code| !is_excluded(code));
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
