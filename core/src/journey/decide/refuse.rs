//! Why no code is issued: the rules in their order.

use super::wish::Wish;
use crate::journey::{
    Ask, AuditEvent, Deliver, Facts, NotAfter, Refusal, Standing, SubjectRow, elevate,
};
use crate::words::{CodeFormat, EmailAddress, Policy, Timestamp};

/// The first rule that refuses the request, if any. The order: the request itself, the subject,
/// what tenant and source allow, the delivery; last, that the directory's answer is missing.
pub(super) fn refusal(
    ask: &Ask,
    row: SubjectRow,
    subject: u32,
    wish: Wish,
    facts: &Facts,
) -> Option<Refusal> {
    let policy = facts.policy();
    let by_policy = time(ask, facts).or_else(|| elevate::refusal_by_policy(ask, policy));
    if let Some(refusal) = by_policy.or_else(|| beyond(ask, policy)) {
        return Some(refusal);
    }
    if !matches!(row.standing, Standing::Active | Standing::Unavailable) {
        return Some(Refusal::Subject { standing: row.standing });
    }
    if !policy.issuing_allowed {
        return Some(Refusal::TenantForbids);
    }
    if row.standing == Standing::Active && !row.purpose_allowed {
        return Some(Refusal::SourceForbids);
    }
    if row.standing == Standing::Unavailable {
        return delivery(ask, None, facts).or(Some(Refusal::Undetermined));
    }
    elevate::refusal(ask, facts)
        .or_else(|| matches!(wish, Wish::Taken).then_some(Refusal::CodeTaken))
        .or_else(|| room(subject, facts))
        .or_else(|| delivery(ask, Some(row), facts))
}

/// Refuses a validity that the policy does not allow: the code must be valid long enough from its
/// start, and end soon enough from now.
fn time(ask: &Ask, facts: &Facts) -> Option<Refusal> {
    let allowed = facts.policy().validity();
    let (now, from) = (facts.now(), ask.valid_from(facts.now()));
    // Compared exactly; only the evidence in the refusal is clamped to `u32`.
    let until = |from: Timestamp, to: Timestamp| to.seconds().saturating_sub(from.seconds());
    let refused = |seconds: u64| {
        Some(Refusal::Validity { asked: u32::try_from(seconds).unwrap_or(u32::MAX), allowed })
    };
    let valid_for = match ask.not_after {
        NotAfter::Usual => facts.policy().usual_validity.into(),
        NotAfter::In(validity) => validity.seconds().into(),
        NotAfter::At(not_after) if not_after <= from => {
            return Some(Refusal::Expired { not_after, now });
        }
        NotAfter::At(not_after) => until(from, not_after),
    };
    let from_now = valid_for + until(now, from);
    if from_now > allowed.max.into() {
        return refused(from_now);
    }
    if valid_for < allowed.min.into() { refused(valid_for) } else { None }
}

/// Refuses what exceeds the policy: more uses, or weaker codes.
fn beyond(ask: &Ask, policy: &Policy) -> Option<Refusal> {
    if ask.uses.is_some_and(|uses| !policy.allows_uses(uses)) {
        return Some(Refusal::Uses { max: policy.max_uses });
    }
    let weaker = |format: CodeFormat| format.codes() < policy.format().codes();
    ask.format.is_some_and(weaker).then_some(Refusal::WeakFormat)
}

/// Refuses one more code for a subject that has as many as the policy allows.
fn room(subject: u32, facts: &Facts) -> Option<Refusal> {
    let max = facts.policy().max_live;
    if max <= 1 {
        return None; // The new code supersedes the old one.
    }
    let now = facts.now();
    let valid = facts.live_codes_of(subject).iter().filter(|code| code.not_after >= now).count();
    (valid >= usize::from(max)).then_some(Refusal::TooManyCodes { max })
}

/// Refuses a delivery that is not possible or not allowed.
fn delivery(ask: &Ask, row: Option<SubjectRow>, facts: &Facts) -> Option<Refusal> {
    let policy = facts.policy();
    let to = mailed(ask, facts)?;
    if to.is_some_and(|to| !policy.allows_mail_to(to)) {
        return Some(Refusal::MailDomain);
    }
    if !policy.mail_configured {
        return Some(Refusal::NoMail);
    }
    (to.is_none() && row.is_some_and(|row| !row.has_mail)).then_some(Refusal::NoAddress)
}

/// `Some` if the code goes by mail, with the address if the caller chose one.
pub(super) fn mailed<'a>(ask: &'a Ask, facts: &Facts) -> Option<Option<&'a EmailAddress>> {
    match &ask.deliver {
        Deliver::Mail { to } => Some(to.as_ref()),
        Deliver::Answer if ask.hidden && !facts.policy().show_hidden => Some(None),
        Deliver::Answer => None,
    }
}

impl From<Option<Refusal>> for AuditEvent {
    fn from(refusal: Option<Refusal>) -> Self {
        use Refusal as R;
        match refusal {
            None => Self::Issued,
            Some(R::Subject { .. }) => Self::SubjectRefused,
            Some(R::Undetermined) => Self::Undetermined,
            Some(R::TenantForbids | R::SourceForbids) => Self::PurposeForbidden,
            Some(R::Validity { .. }) => Self::ValidityRefused,
            Some(R::Expired { .. }) => Self::TimeRefused,
            Some(R::CodeTaken | R::TooManyCodes { .. } | R::Uses { .. } | R::WeakFormat) => {
                Self::CodeRefused
            }
            Some(R::MailDomain) => Self::MailDomainRefused,
            Some(R::NoMail | R::NoAddress) => Self::NoMail,
            Some(R::NoSuchSpan { .. } | R::NoReason | R::NoDevice | R::OtherDevice) => {
                Self::ElevationRefused
            }
            Some(R::Account | R::Span { .. } | R::LocalAccount) => Self::ElevationRefused,
            Some(R::NoSuchRecord) => Self::RecordUnknown,
            Some(R::NotLive { .. } | R::NotLocked { .. } | R::NothingLive) => Self::StateRefused,
            // Presenting a code records a more precise event itself; this is the fallback.
            Some(R::NotAccepted) => Self::CodeAbsent,
            Some(R::Mistyped { .. }) => Self::CodeMistyped,
        }
    }
}
