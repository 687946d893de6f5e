//! The effects of needs and commits, compared with those that the route allows.

use crate::module::error::Nonsense;
use crate::module::route::{Route, TenantFrom};
use codemint_core::journey::{AuditEvent, Commit, Effect, Needs, Transition};

/// Checks that the route and the caller may have everything looked up that the needs request.
pub(super) fn needs(needs: &Needs, route: &Route, sees_codes: bool) -> Result<(), Nonsense> {
    use Effect::{Audit, Check, Issue, Read, Reveal, Unlock, Void};
    let may = |effects: &[Effect]| effects.iter().any(|effect| route.may(*effect));
    let trail = needs.trail.as_ref();
    let history = trail.is_some_and(|trail| trail.record.is_some() && trail.record == needs.record);
    let fits = [
        (!needs.subjects.is_empty(), may(&[Issue, Check, Void, Reveal])),
        (!needs.given.is_empty() || needs.account.is_some(), may(&[Issue])),
        (!needs.presented.is_empty(), may(&[Check])),
        (needs.listed || needs.opened, may(&[Reveal]) && sees_codes),
        (needs.opened, needs.record.is_some()),
        (needs.record.is_some(), may(&[Read, Void, Unlock])),
        (needs.search.is_some(), may(&[Read])),
        (trail.is_some(), may(&[Audit]) || history && may(&[Read])),
        (needs.tenant.is_some(), route.tenant == TenantFrom::Request),
    ];
    if fits.iter().all(|(asked, allowed)| !asked || *allowed) {
        Ok(())
    } else {
        Err(Nonsense::Effect)
    }
}

/// Checks that the route allows everything that the commit does.
pub(super) fn commit(commit: &Commit, route: &Route) -> Result<(), Nonsense> {
    let issues = !commit.issued.is_empty()
        || !commit.superseded.is_empty()
        || !commit.mails.is_empty()
        || commit.batch.is_some();
    let by_transition = |transition| match transition {
        Transition::Use => Effect::Redeem,
        Transition::Try => Effect::Check,
        Transition::Void => Effect::Void,
        Transition::Unlock => Effect::Unlock,
    };
    let mut changed = commit.changed.iter().map(|change| by_transition(change.transition));
    let allowed = (!issues || route.may(Effect::Issue)) && changed.all(|effect| route.may(effect));
    if allowed { Ok(()) } else { Err(Nonsense::Effect) }
}

/// Whether a call of the route can have that event in the audit trail.
pub(super) fn can_have(route: &Route, event: AuditEvent) -> bool {
    use AuditEvent as E;
    use Effect::{Audit, Check, Issue, Read, Redeem, Reveal, Unlock, Void};
    let one_of: &[Effect] = match event {
        E::Issued
        | E::PurposeForbidden
        | E::ValidityRefused
        | E::MailDomainRefused
        | E::NoMail
        | E::TimeRefused
        | E::CodeRefused
        | E::ElevationRefused => &[Issue],
        E::Checked
        | E::CodeWrong
        | E::CodeAbsent
        | E::CodeEarly
        | E::CodeExpired
        | E::CodeLocked
        | E::CodeSpent
        | E::CodeMistyped => &[Check],
        E::Redeemed => &[Redeem],
        E::Voided => &[Void],
        E::Unlocked => &[Unlock],
        E::Listed => &[Reveal],
        E::Inspected | E::Searched => &[Read],
        E::TrailRead => &[Audit],
        E::RecordUnknown => &[Read, Void, Unlock],
        E::StateRefused => &[Void, Unlock],
        E::NotUnderstood => &[Issue, Void, Reveal],
        E::SubjectRefused | E::Undetermined => &[Issue, Check, Void, Reveal],
    };
    one_of.iter().any(|effect| route.may(*effect))
}
