//! The audit entries: one for each item of the request, each for something that was done.

use super::effects::can_have;
use crate::module::error::Nonsense;
use crate::module::route::Route;
use codemint_core::journey::{
    AuditEntry, AuditEvent, Commit, Effect, Findings, Needs, Standing, Transition,
};
use codemint_core::words::{LiveCode, Phase, RecordId};

/// Checks the audit entries of a commit.
///
/// # Errors
/// [`Nonsense::Position`] for an entry about a subject that is not in the needs;
/// [`Nonsense::Audit`] for anything else.
pub(super) fn audit(
    commit: &Commit,
    needs: &Needs,
    findings: &Findings,
    route: &Route,
) -> Result<(), Nonsense> {
    let known = |subject: u32| (subject as usize) < needs.subjects.len();
    if !commit.audit.iter().all(|entry| entry.subject.is_none_or(known)) {
        return Err(Nonsense::Position);
    }
    let mut entries = commit.audit.iter();
    let fits = entries.all(|entry| can_have(route, entry.event) && names(entry, needs, findings))
        && has_right_number(commit, needs, route)
        && match_the_changes(commit)
        && (!route.may(Effect::Check) || counts_attempts(commit, findings));
    if fits { Ok(()) } else { Err(Nonsense::Audit) }
}

/// Whether the record that an entry names is the requested one, the one that was found, or a live
/// one of the entry's subject.
fn names(entry: &AuditEntry, needs: &Needs, findings: &Findings) -> bool {
    let Some(id) = entry.record else { return true };
    let found = findings.record.as_ref().map(|found| found.record.id);
    let is_live =
        |live: &LiveCode| live.id == id && entry.subject.is_none_or(|it| it == live.subject);
    needs.record == Some(id) || found == Some(id) || findings.live.iter().any(is_live)
}

/// Whether the number of entries is right: one per subject, or one for each of its codes that is
/// voided; one for each item that was not understood. A request about a single item has one. A dry
/// run has none and changes nothing; an answer that cannot be written changes nothing either and
/// has a single entry that says so.
fn has_right_number(commit: &Commit, needs: &Needs, route: &Route) -> bool {
    let entries = &commit.audit;
    let several = route.may(Effect::Issue) || route.may(Effect::Void) && needs.record.is_none();
    if !several {
        return entries.len() == 1;
    }
    let nothing_done = commit.issued.is_empty() && commit.changed.is_empty();
    if entries.iter().all(|entry| entry.subject.is_none()) && entries.len() <= 1 {
        return nothing_done && (entries.len() == 1 || route.may(Effect::Issue));
    }
    let misread = entries.iter().filter(|entry| entry.subject.is_none()).count();
    let of_subjects: Vec<_> = entries.iter().filter_map(|e| Some((e.subject?, e))).collect();
    let in_order = of_subjects.is_sorted_by(|(one, first), (next, second)| {
        let both_voided = [first, second].iter().all(|entry| entry.event == AuditEvent::Voided);
        one < next || one == next && both_voided
    });
    let mut subjects: Vec<_> = of_subjects.iter().map(|(subject, _)| *subject).collect();
    subjects.dedup();
    in_order
        && subjects.len() == needs.subjects.len()
        && misread.saturating_add(needs.subjects.len()) <= Needs::MAX_SUBJECTS
}

/// Whether every new code and every change has its entry, and every such entry its code or change.
fn match_the_changes(commit: &Commit) -> bool {
    let of = |event| commit.audit.iter().filter(move |entry| entry.event == event);
    let issued = of(AuditEvent::Issued).map(|entry| (entry.subject, entry.record));
    let ids = |event| of(event).map(|entry| entry.record);
    let changed = |transition| {
        let changed = commit.changed.iter().filter(move |change| change.transition == transition);
        changed.map(|change| Some(change.id)).collect::<Vec<Option<RecordId>>>()
    };
    let counted = |entry: &AuditEntry| {
        use AuditEvent::{CodeMistyped, CodeSpent, CodeWrong};
        matches!(entry.event, CodeWrong | CodeSpent | CodeMistyped)
    };
    issued.eq(commit.issued.iter().map(|new| (Some(new.subject), None)))
        && ids(AuditEvent::Redeemed).eq(changed(Transition::Use))
        && ids(AuditEvent::Voided).eq(changed(Transition::Void))
        && ids(AuditEvent::Unlocked).eq(changed(Transition::Unlock))
        && (changed(Transition::Try).is_empty() || commit.audit.iter().any(counted))
}

/// Whether the event of a presented code matches what was found, and a failed attempt is counted
/// against every code that could be redeemed. Only a mistyped text is not counted against codes of
/// the policy's own format, if that has check symbols.
fn counts_attempts(commit: &Commit, findings: &Findings) -> bool {
    use AuditEvent as E;
    let standing = findings.rows.first().map_or(Standing::Unavailable, |row| row.standing);
    let phase = findings.record.as_ref().map(|found| found.record.phase(findings.now));
    let tries = commit.changed.iter().filter(|change| change.transition == Transition::Try).count();
    let usable = findings.live.iter().filter(|live| live.is_usable(findings.now)).count();
    let active = standing == Standing::Active;
    commit.audit.iter().all(|entry| match entry.event {
        E::CodeMistyped => findings.policy.as_ref().is_some_and(|policy| {
            policy.format().check() != codemint_core::words::CheckScheme::None
        }),
        E::Redeemed | E::Checked => active && phase == Some(Phase::Pending),
        E::CodeEarly => active && phase == Some(Phase::NotYetValid),
        E::CodeExpired => active && phase == Some(Phase::Expired),
        E::CodeLocked => active && phase == Some(Phase::Locked),
        E::CodeSpent => {
            use Phase::{Redeemed, Removed, Superseded, Voided};
            let ended = matches!(phase, Some(Redeemed | Removed | Superseded | Voided));
            active && ended && tries <= usable
        }
        E::CodeWrong => active && phase.is_none() && tries == usable && tries > 0,
        E::CodeAbsent => active && phase.is_none() && usable == 0,
        E::SubjectRefused => !active && standing != Standing::Unavailable,
        E::Undetermined => standing == Standing::Unavailable,
        _ => false,
    })
}
