//! The decision: a list of refusals that ends in the one grant.

use super::{Action, Answer, Ask, AuditEntry, AuditEvent, Call, Commit, Deliver, Error, Facts};
use super::{Grant, Issued, MailOrder, NotAfter, Outcome, Refusal, Request, Standing, SubjectRow};
use super::{Superseded, elevate};
use crate::words::{EmailAddress, Mint, Purpose, Timestamp};
use alloc::{string::String, vec::Vec};

/// What was decided, and what the host must do about it.
pub struct Decision {
    purpose: Purpose,
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
    Listed,
}

impl Decision {
    /// What a dialect may tell of it.
    #[must_use]
    pub fn outcome<'a>(&'a self, call: &Call<'a>, facts: &'a Facts) -> Outcome<'a> {
        Outcome {
            purpose: self.purpose,
            tenant: call.tenant,
            actor: call.actor,
            policy: facts.policy(),
            answers: self.verdicts.iter().map(|verdict| self.answer(verdict, facts)).collect(),
        }
    }

    fn answer<'a>(&'a self, verdict: &'a Verdict, facts: &'a Facts) -> Answer<'a> {
        match verdict {
            Verdict::NotUnderstood(error) => Answer::NotUnderstood(error),
            Verdict::Refused(refusal) => Answer::Refused(*refusal),
            Verdict::Listed => Answer::Listed(facts.listed()),
            Verdict::Granted(issued, shown) => match self.commit.issued.get(*issued) {
                Some(issued) => Answer::Granted(Grant {
                    code: shown.then_some(&issued.code),
                    created: issued.not_before,
                    not_after: issued.not_after,
                    note: issued.note.as_deref(),
                }),
                None => Answer::Refused(Refusal::Undetermined),
            },
        }
    }
}

/// Decides each item in order.
#[must_use]
pub fn decide(request: Request, facts: &Facts) -> Decision {
    let mut commit = Commit::default();
    let verdicts = match request.action {
        Action::Issue(items) => issue(items, facts, &mut commit),
        Action::List(_) => alloc::vec![list(facts, &mut commit)],
    };
    Decision { purpose: request.purpose, verdicts, commit }
}

fn list(facts: &Facts, commit: &mut Commit) -> Verdict {
    let standing = facts.rows().first().map_or(Standing::Unavailable, |row| row.standing);
    let (event, verdict) = match standing {
        Standing::Active => (AuditEvent::Listed, Verdict::Listed),
        Standing::Unavailable => {
            (AuditEvent::Undetermined, Verdict::Refused(Refusal::Undetermined))
        }
        Standing::Unknown | Standing::Disabled | Standing::PendingDeletion => {
            (AuditEvent::SubjectRefused, Verdict::Refused(Refusal::Subject { standing }))
        }
    };
    commit.audit.push(AuditEntry { subject: Some(0), event, detail: None });
    verdict
}

fn issue(items: Vec<Result<Ask, Error>>, facts: &Facts, commit: &mut Commit) -> Vec<Verdict> {
    let mut mint = Mint::new(facts.seed());
    let mut rows = (0_u32..).zip(facts.rows());
    let mut given = 0;
    let mut decide_one = |item| match item {
        Err(error) => {
            let event = AuditEvent::NotUnderstood;
            commit.audit.push(AuditEntry { subject: None, event, detail: None });
            Verdict::NotUnderstood(error)
        }
        // `Facts::answering` has seen to one row for each ask; were one missing, nobody gets a code.
        Ok(ask) => match rows.next() {
            Some((subject, row)) => {
                let wish = wish(&ask, given, facts);
                given += usize::from(ask.wish.is_some());
                let refusal = refusal(&ask, *row, subject, wish, facts);
                let detail = elevate::detail(&ask);
                commit.audit.push(AuditEntry {
                    subject: Some(subject),
                    event: refusal.into(),
                    detail,
                });
                match refusal {
                    Some(refusal) => Verdict::Refused(refusal),
                    None => grant(ask, subject, wish, facts, &mut mint, commit),
                }
            }
            None => Verdict::Refused(Refusal::Undetermined),
        },
    };
    items.into_iter().map(&mut decide_one).collect()
}

/// What became of the code that a caller wants.
#[derive(Clone, Copy)]
enum Wish {
    /// It is free, or none was wanted.
    Free,
    /// It is this live code, whose time is over.
    Over(Superseded),
    /// It is a code that is still valid.
    Taken,
}

fn wish(ask: &Ask, given: usize, facts: &Facts) -> Wish {
    match ask.wish.as_ref().and_then(|_| facts.matched(given)) {
        None => Wish::Free,
        Some(code) if code.not_after < facts.now() => {
            Wish::Over(Superseded { id: code.id, version: code.version })
        }
        Some(_) => Wish::Taken,
    }
}

/// The first rule that declines, if one does: what was asked, the subject, what tenant and source
/// allow, the way of delivery; last, that nothing certain is known of the subject.
fn refusal(ask: &Ask, row: SubjectRow, subject: u32, wish: Wish, facts: &Facts) -> Option<Refusal> {
    let policy = facts.policy();
    if let Some(refusal) = time(ask, facts).or_else(|| elevate::asked_wrongly(ask, policy)) {
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

/// Whether the code would be valid for a time that the policy allows.
fn time(ask: &Ask, facts: &Facts) -> Option<Refusal> {
    let allowed = facts.policy().validity();
    let now = facts.now();
    let asked = match ask.not_after {
        NotAfter::Usual => facts.policy().usual_validity,
        NotAfter::In(validity) => validity.seconds(),
        NotAfter::At(not_after) if not_after <= now => {
            return Some(Refusal::Expired { not_after, now });
        }
        NotAfter::At(not_after) => {
            u32::try_from(not_after.seconds() - now.seconds()).unwrap_or(u32::MAX)
        }
    };
    let fits = (allowed.min..=allowed.max).contains(&asked);
    (!fits).then_some(Refusal::Validity { asked, allowed })
}

/// Whether the subject may have one more code beside those that it has.
fn room(subject: u32, facts: &Facts) -> Option<Refusal> {
    let max = facts.policy().max_live;
    if max <= 1 {
        return None; // The new one supersedes what there is.
    }
    let now = facts.now();
    let valid = facts.live_codes_of(subject).iter().filter(|code| code.not_after >= now).count();
    (valid >= usize::from(max)).then_some(Refusal::TooManyCodes { max })
}

/// Whether the code can be delivered in the way that was asked for.
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

/// Whether the code goes by mail, and to which address if the caller chose one.
fn mailed<'a>(ask: &'a Ask, facts: &Facts) -> Option<Option<&'a EmailAddress>> {
    match &ask.deliver {
        Deliver::Mail { to } => Some(to.as_ref()),
        Deliver::Answer if ask.hidden && !facts.policy().hidden_told => Some(None),
        Deliver::Answer => None,
    }
}

/// Mints a code, and orders everything that has to be done for it.
fn grant(
    ask: Ask,
    subject: u32,
    wish: Wish,
    facts: &Facts,
    mint: &mut Mint,
    commit: &mut Commit,
) -> Verdict {
    let policy = facts.policy();
    let id = mint.record_id(facts.now());
    let several = policy.max_live > 1;
    supersede(subject, wish, several, facts, commit);
    let issued = commit.issued.len();
    let mail = mailed(&ask, facts);
    if let Some(to) = mail {
        let to = to.map(|address| String::from(address.as_str()));
        commit.mails.push(MailOrder { issued: issued as u32, to });
    }
    let shown = mail.is_none();
    let (not_after, terms) = (not_after(&ask, facts), elevate::terms(&ask, policy));
    // A device's own code, or else the one that is wanted, or else a drawn one.
    let code = elevate::offline_code(&ask, facts).or(ask.wish);
    let code = code.unwrap_or_else(|| mint.code(policy.format()));
    commit.issued.push(Issued {
        subject,
        id,
        not_before: facts.now(),
        not_after,
        max_tries: policy.max_tries(),
        several,
        sealed: policy.sealed,
        hidden: ask.hidden,
        max_uses: policy.max_uses,
        terms,
        code,
        note: ask.note,
    });
    Verdict::Granted(issued, shown)
}

fn not_after(ask: &Ask, facts: &Facts) -> Timestamp {
    match ask.not_after {
        NotAfter::Usual => facts.now().plus(facts.policy().usual_validity),
        NotAfter::In(validity) => facts.now().plus(validity.seconds()),
        NotAfter::At(not_after) => not_after,
    }
}

/// Takes out of the way what the new code replaces.
fn supersede(subject: u32, wish: Wish, several: bool, facts: &Facts, commit: &mut Commit) {
    if several {
        let over = match wish {
            Wish::Over(old) => Some(old),
            Wish::Free | Wish::Taken => None,
        };
        return commit.superseded.extend(over);
    }
    let live = facts.live_codes_of(subject).iter();
    commit.superseded.extend(live.map(|old| Superseded { id: old.id, version: old.version }));
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
            Some(R::CodeTaken | R::TooManyCodes { .. }) => Self::CodeRefused,
            Some(R::MailDomain) => Self::MailDomainRefused,
            Some(R::NoMail | R::NoAddress) => Self::NoMail,
            Some(R::NoSuchSpan { .. } | R::NoReason | R::NoDevice | R::OtherDevice) => {
                Self::ElevationRefused
            }
            Some(R::Account | R::Span { .. } | R::LocalAccount) => Self::ElevationRefused,
        }
    }
}
