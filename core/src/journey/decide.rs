//! The decision: a list of refusals that ends in the one grant.

use super::{
    Answer, Ask, Commit, Deliver, Error, Facts, Grant, Outcome, Refusal, Request, Standing,
};
use super::{AuditEntry, AuditEvent, Issued, MailOrder, SubjectRow, Superseded};
use crate::words::{Mint, Policy, Purpose};
use alloc::{string::String, vec::Vec};

/// What was decided, and what the host must do about it.
pub struct Decision {
    purpose: Purpose,
    link_base: String,
    verdicts: Vec<Verdict>,
    /// What the host must make durable.
    pub commit: Commit,
}

/// The decision on one item.
enum Verdict {
    NotUnderstood(Error),
    Refused(Refusal),
    /// The position of the code among the issued ones, and whether the caller may see it.
    Granted(usize, bool),
}

impl Decision {
    /// What a dialect may tell of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome<'_> {
        let answers = self.verdicts.iter().map(|verdict| self.answer(verdict)).collect();
        Outcome { purpose: self.purpose, link_base: &self.link_base, answers }
    }

    fn answer<'a>(&'a self, verdict: &'a Verdict) -> Answer<'a> {
        match verdict {
            Verdict::NotUnderstood(error) => Answer::NotUnderstood(error),
            Verdict::Refused(refusal) => Answer::Refused(*refusal),
            Verdict::Granted(issued, shown) => match self.commit.issued.get(*issued) {
                Some(issued) => Answer::Granted(Grant {
                    code: shown.then_some(&issued.code),
                    not_after: issued.not_after,
                }),
                None => Answer::Refused(Refusal::Undetermined),
            },
        }
    }
}

/// Decides each item in order.
#[must_use]
pub fn decide(request: Request, facts: &Facts) -> Decision {
    let mut mint = Mint::new(facts.seed());
    let mut commit = Commit::default();
    let mut rows = (0_u32..).zip(facts.rows());
    let mut decide_one = |item| match item {
        Err(error) => {
            commit.audit.push(AuditEntry { subject: None, event: AuditEvent::NotUnderstood });
            Verdict::NotUnderstood(error)
        }
        // `Facts::answering` has seen to one row for each ask; were one missing, nobody gets a code.
        Ok(ask) => match rows.next() {
            Some((subject, row)) => {
                let refusal = refusal(&ask, *row, facts.policy());
                commit.audit.push(AuditEntry { subject: Some(subject), event: refusal.into() });
                match refusal {
                    Some(refusal) => Verdict::Refused(refusal),
                    None => grant(&ask, subject, facts, &mut mint, &mut commit),
                }
            }
            None => Verdict::Refused(Refusal::Undetermined),
        },
    };
    let verdicts = request.items.into_iter().map(&mut decide_one).collect();
    let link_base = facts.policy().link_base.clone();
    Decision { purpose: request.purpose, link_base, verdicts, commit }
}

/// The first rule that declines, if one does: what was asked, the subject, what tenant and source
/// allow, the way of delivery; last, that nothing certain is known of the subject.
fn refusal(ask: &Ask, row: SubjectRow, policy: &Policy) -> Option<Refusal> {
    let validity = policy.validity();
    let asked = ask.validity.seconds();
    if !(validity.min..=validity.max).contains(&asked) {
        return Some(Refusal::Validity { asked, allowed: validity });
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
    if let Deliver::Mail { to } = &ask.deliver {
        if to.as_ref().is_some_and(|to| !policy.allows_mail_to(to)) {
            return Some(Refusal::MailDomain);
        }
        if !policy.mail_configured {
            return Some(Refusal::NoMail);
        }
        if row.standing == Standing::Active && to.is_none() && !row.has_mail {
            return Some(Refusal::NoAddress);
        }
    }
    (row.standing == Standing::Unavailable).then_some(Refusal::Undetermined)
}

/// Mints a code, and orders everything that has to be done for it.
fn grant(ask: &Ask, subject: u32, facts: &Facts, mint: &mut Mint, commit: &mut Commit) -> Verdict {
    let id = mint.record_id(facts.now());
    let code = mint.code(facts.policy().format());
    let not_before = facts.now();
    let not_after = not_before.plus(ask.validity.seconds());
    let live = facts.live_codes_of(subject);
    commit
        .superseded
        .extend(live.iter().map(|old| Superseded { id: old.id, version: old.version }));
    let issued = commit.issued.len();
    if let Deliver::Mail { to } = &ask.deliver {
        let to = to.as_ref().map(|address| address.as_str().into());
        commit.mails.push(MailOrder { issued: issued as u32, to });
    }
    let max_tries = facts.policy().max_tries();
    commit.issued.push(Issued { subject, id, not_before, not_after, max_tries, code });
    Verdict::Granted(issued, matches!(ask.deliver, Deliver::Answer))
}

impl From<Option<Refusal>> for AuditEvent {
    fn from(refusal: Option<Refusal>) -> Self {
        match refusal {
            None => Self::Issued,
            Some(Refusal::Subject { .. }) => Self::SubjectRefused,
            Some(Refusal::Undetermined) => Self::Undetermined,
            Some(Refusal::TenantForbids | Refusal::SourceForbids) => Self::PurposeForbidden,
            Some(Refusal::Validity { .. }) => Self::ValidityRefused,
            Some(Refusal::MailDomain) => Self::MailDomainRefused,
            Some(Refusal::NoMail | Refusal::NoAddress) => Self::NoMail,
        }
    }
}
