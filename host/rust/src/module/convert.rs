//! The contract's types to the core's and back.

use super::bindings::exports::codemint::module::journey as wit;
use super::{Authentication, ModuleError, Nonsense, Route, SignedToken, TenantFrom};
use codemint_core::journey::{
    AuditEntry, AuditEvent, Body, Commit, Findings, Issued, MailOrder, Needs, Planned, Problem,
    Reply, Settlement, Standing, SubjectRow, Superseded,
};
use codemint_core::words::{
    Alphabet, Code, LiveCode, Purpose, RecordId, State, SubjectKey, Timestamp,
};

pub(super) fn refused(error: wit::HostError) -> ModuleError {
    ModuleError::Refused(match error {
        wit::HostError::NoSuchRoute(number) => format!("there is no route {number}"),
        wit::HostError::Findings(what) => what,
    })
}

pub(super) fn route(route: wit::Route) -> Route {
    let wit::Authentication::SignedToken(token) = route.authentication;
    let wit::TenantFrom::Host = route.tenant;
    Route {
        dialect: route.dialect,
        name: route.name,
        method: route.method,
        template: route.template,
        tenant: TenantFrom::Host,
        authentication: Authentication::SignedToken(SignedToken {
            audience_path: token.audience_path,
            max_life: token.max_life,
            clock_skew: token.clock_skew,
            max_keys: token.max_keys,
        }),
    }
}

pub(super) fn planned(planned: wit::Planned) -> Result<Planned, ModuleError> {
    Ok(match planned {
        wit::Planned::Finished(finished) => Planned::Finished(reply(finished)?),
        wit::Planned::Needs(needs) => Planned::Needs(Needs {
            purpose: match needs.purpose {
                wit::Purpose::Enrolment => Purpose::Enrolment,
                wit::Purpose::PasswordReset => Purpose::PasswordReset,
                wit::Purpose::Elevation => Purpose::Elevation,
                wit::Purpose::Activation => Purpose::Activation,
            },
            subjects: needs.subjects.into_iter().map(SubjectKey::from_canonical).collect(),
            ignored: needs.ignored,
        }),
    })
}

pub(super) fn reply(reply: wit::Reply) -> Result<Reply, ModuleError> {
    if !(100..=599).contains(&reply.status) {
        return Err(Nonsense::Status(reply.status).into());
    }
    // It becomes a header: visible ASCII and spaces only (RFC 9110 section 5.5).
    if reply.content_type.is_empty() || !reply.content_type.bytes().all(|c| matches!(c, 32..=126)) {
        return Err(Nonsense::Text.into());
    }
    let content_type = reply.content_type.into();
    Ok(Reply { status: reply.status, content_type, body: Body::new(reply.body) })
}

pub(super) fn findings<'a>(
    found: &'a Findings,
    domains: &'a [&'a str],
    rows: &'a [wit::SubjectRow],
    live: &'a [wit::LiveCode],
) -> wit::Findings<'a> {
    let [w0, w1, w2, w3] = found.seed.words();
    let policy = &found.policy;
    wit::Findings {
        now: found.now.seconds(),
        seed: wit::Seed { w0, w1, w2, w3 },
        policy: wit::Policy {
            alphabet: match policy.format().alphabet() {
                Alphabet::Decimal => wit::Alphabet::Decimal,
                Alphabet::Base20 => wit::Alphabet::Base20,
                Alphabet::Base31 => wit::Alphabet::Base31,
                Alphabet::Crockford32 => wit::Alphabet::Crockford32,
            },
            length: policy.format().length(),
            max_tries: policy.max_tries(),
            min_validity: policy.validity().min,
            max_validity: policy.validity().max,
            issuing_allowed: policy.issuing_allowed,
            mail_configured: policy.mail_configured,
            mail_domains: domains,
            link_base: &policy.link_base,
        },
        rows,
        live,
    }
}

pub(super) fn row(row: &SubjectRow) -> wit::SubjectRow {
    let standing = match row.standing {
        Standing::Unknown => wit::Standing::Unknown,
        Standing::Active => wit::Standing::Active,
        Standing::Disabled => wit::Standing::Disabled,
        Standing::PendingDeletion => wit::Standing::PendingDeletion,
        Standing::Unavailable => wit::Standing::Unavailable,
    };
    wit::SubjectRow { standing, purpose_allowed: row.purpose_allowed, has_mail: row.has_mail }
}

pub(super) fn live_code(code: &LiveCode) -> wit::LiveCode {
    let (high, low) = code.id.words();
    let state = match code.state {
        State::Locked => wit::LiveState::Locked,
        // A store answers live codes only; of the others none crosses as itself.
        State::Pending | State::Redeemed | State::Voided | State::Superseded => {
            wit::LiveState::Pending
        }
    };
    let id = wit::RecordId { high, low };
    wit::LiveCode { subject: code.subject, id, version: code.version, state }
}

pub(super) fn settlement(settled: wit::Settlement) -> Result<Settlement, ModuleError> {
    let commit = commit(settled.commit)?;
    Ok(Settlement { reply: reply(settled.reply)?, commit })
}

fn commit(commit: wit::Commit) -> Result<Commit, Nonsense> {
    let mut codes = zeroize::Zeroizing::new(commit.codes);
    let mut rest = codes.as_str();
    let mut issued = Vec::with_capacity(commit.issued.len());
    for new in commit.issued {
        let (code, others) = rest.split_at_checked(new.length.into()).ok_or(Nonsense::Code)?;
        rest = others;
        issued.push(Issued {
            subject: new.subject,
            id: id(new.id),
            not_before: Timestamp::from_seconds(new.not_before).ok_or(Nonsense::Bounds)?,
            not_after: Timestamp::from_seconds(new.not_after).ok_or(Nonsense::Bounds)?,
            max_tries: new.max_tries,
            code: Code::parse(code).ok_or(Nonsense::Code)?,
        });
    }
    if !rest.is_empty() {
        return Err(Nonsense::Code);
    }
    zeroize::Zeroize::zeroize(&mut *codes);
    let superseded = commit.superseded.into_iter();
    let mails = commit.mails.into_iter();
    Ok(Commit {
        issued,
        superseded: superseded.map(|o| Superseded { id: id(o.id), version: o.version }).collect(),
        mails: mails.map(|mail| MailOrder { issued: mail.issued, to: mail.to }).collect(),
        audit: commit.audit.into_iter().map(audit_entry).collect(),
    })
}

const fn id(id: wit::RecordId) -> RecordId {
    RecordId::from_words(id.high, id.low)
}

const fn audit_entry(entry: wit::AuditEntry) -> AuditEntry {
    let event = match entry.event {
        wit::AuditEvent::Issued => AuditEvent::Issued,
        wit::AuditEvent::NotUnderstood => AuditEvent::NotUnderstood,
        wit::AuditEvent::SubjectRefused => AuditEvent::SubjectRefused,
        wit::AuditEvent::Undetermined => AuditEvent::Undetermined,
        wit::AuditEvent::PurposeForbidden => AuditEvent::PurposeForbidden,
        wit::AuditEvent::ValidityRefused => AuditEvent::ValidityRefused,
        wit::AuditEvent::MailDomainRefused => AuditEvent::MailDomainRefused,
        wit::AuditEvent::NoMail => AuditEvent::NoMail,
    };
    AuditEntry { subject: entry.subject, event }
}

pub(super) const fn problem(problem: Problem) -> wit::Problem {
    match problem {
        Problem::Unauthenticated => wit::Problem::Unauthenticated,
        Problem::Forbidden => wit::Problem::Forbidden,
        Problem::UnknownTenant => wit::Problem::UnknownTenant,
        Problem::MethodNotAllowed => wit::Problem::MethodNotAllowed,
        Problem::Timeout => wit::Problem::Timeout,
        Problem::TooLarge => wit::Problem::TooLarge,
        Problem::TooManyRequests => wit::Problem::TooManyRequests,
        Problem::Internal => wit::Problem::Internal,
        Problem::Unavailable => wit::Problem::Unavailable,
    }
}
