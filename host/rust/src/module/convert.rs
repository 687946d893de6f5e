//! The contract's types to the core's and back.

use super::bindings::exports::codemint::module::journey as wit;
use super::formats;
use super::{Authentication, ModuleError, Nonsense, Route, SignedToken, TenantFrom, Transport};
use codemint_core::journey::{
    AuditEntry, AuditEvent, Body, Call, Commit, Elevating, Findings, Given, Issued, MailOrder,
    Needs, Planned, Problem, Reply, Rule, Settlement, Standing, SubjectRow, Superseded,
};
use codemint_core::words::{Code, LiveCode, Purpose, RecordId, Span, State, SubjectKey, Timestamp};

pub(super) fn refused(error: wit::HostError) -> ModuleError {
    ModuleError::Refused(match error {
        wit::HostError::NoSuchRoute(number) => format!("there is no route {number}"),
        wit::HostError::Findings(what) => what,
    })
}

pub(super) fn route(route: wit::Route) -> Route {
    Route {
        dialect: route.dialect,
        name: route.name,
        method: route.method,
        template: route.template,
        tenant: match route.tenant {
            wit::TenantFrom::Host => TenantFrom::Host,
            wit::TenantFrom::HostLabel => TenantFrom::HostLabel,
            wit::TenantFrom::Path(name) => TenantFrom::Path(name),
        },
        transport: match route.transport {
            wit::Transport::Any => Transport::Any,
            wit::Transport::Tls => Transport::Tls,
        },
        media_type: route.media_type,
        authentication: route.authentication.into_iter().map(authentication).collect(),
    }
}

fn authentication(scheme: wit::Authentication) -> Authentication {
    match scheme {
        wit::Authentication::SignedToken(token) => Authentication::SignedToken(SignedToken {
            audience_path: token.audience_path,
            max_life: token.max_life,
            clock_skew: token.clock_skew,
            max_keys: token.max_keys,
        }),
        wit::Authentication::OpaqueToken => Authentication::OpaqueToken,
        wit::Authentication::Key(name) => Authentication::Key(name),
        wit::Authentication::Basic => Authentication::Basic,
    }
}

pub(super) const fn call<'a>(call: &Call<'a>) -> wit::Call<'a> {
    wit::Call {
        route: call.route,
        tenant: call.tenant,
        actor: call.actor,
        path: call.path,
        query: call.query,
        body: call.body,
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
            given: needs.given.into_iter().map(given).collect::<Result<_, _>>()?,
            account: needs.account.map(SubjectKey::from_canonical),
            listed: needs.listed,
            ignored: needs.ignored,
        }),
    })
}

fn given(given: wit::Given) -> Result<Given, Nonsense> {
    let text = zeroize::Zeroizing::new(given.code);
    let code = Code::parse(&text).ok_or(Nonsense::Code)?;
    Ok(Given { subject: given.subject, code })
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

/// What findings cross the wall as, where it cannot be borrowed from them.
pub(super) struct Crossing<'a> {
    domains: Vec<&'a str>,
    spans: Vec<wit::Span>,
    rows: Vec<wit::SubjectRow>,
    live: Vec<wit::LiveCode>,
    local_accounts: Vec<Vec<&'a str>>,
    rules: Vec<(u16, bool)>,
}

impl<'a> Crossing<'a> {
    pub(super) fn of(found: &'a Findings) -> Self {
        let policy = &found.policy;
        let span = |span: &Span| wit::Span { index: span.index, seconds: span.seconds };
        let rules = found.elevation.iter().flat_map(|found| &found.rules);
        let accounts = |rule: &'a Rule| rule.local_accounts.iter().map(String::as_str).collect();
        Self {
            domains: policy.mail_domains.iter().map(String::as_str).collect(),
            spans: policy.spans.iter().map(span).collect(),
            rows: found.rows.iter().map(row).collect(),
            live: found.live.iter().map(live_code).collect(),
            local_accounts: rules.clone().map(accounts).collect(),
            rules: rules.map(|rule| (rule.spans, rule.by_device)).collect(),
        }
    }

    /// The rules, which borrow their lists from here.
    pub(super) fn rules(&self) -> Vec<wit::Rule<'_>> {
        let rules = self.rules.iter().zip(&self.local_accounts);
        rules
            .map(|((spans, by_device), local_accounts)| wit::Rule {
                spans: *spans,
                local_accounts,
                by_device: *by_device,
            })
            .collect()
    }
}

/// The codes that are to be told.
pub(super) fn listed(found: &Findings) -> Vec<wit::ListedCode<'_>> {
    let listed = found.listed.iter();
    listed
        .map(|listed| wit::ListedCode {
            code: listed.code.as_ref().map(Code::reveal),
            created: listed.created.seconds(),
            not_after: listed.not_after.seconds(),
            note: listed.note.as_deref(),
            issuer: &listed.issuer,
        })
        .collect()
}

pub(super) fn findings<'a>(
    found: &'a Findings,
    crossing: &'a Crossing<'a>,
    rules: &'a [wit::Rule<'a>],
    listed: &'a [wit::ListedCode<'a>],
) -> wit::Findings<'a> {
    let policy = &found.policy;
    let elevating = |elevating: &'a Elevating| wit::Elevating {
        rules,
        device: elevating.device.as_deref(),
        device_key: elevating.device_key.as_ref().map(|key| words(key.words())),
    };
    wit::Findings {
        now: found.now.seconds(),
        seed: words(found.seed.words()),
        matches: &found.matches,
        elevation: found.elevation.as_ref().map(elevating),
        listed,
        policy: wit::Policy {
            alphabet: formats::wit_alphabet(policy.format().alphabet()),
            length: policy.format().length(),
            check: formats::wit_check(policy.format().check()),
            group: policy.format().group(),
            max_tries: policy.max_tries(),
            min_validity: policy.validity().min,
            max_validity: policy.validity().max,
            issuing_allowed: policy.issuing_allowed,
            mail_configured: policy.mail_configured,
            mail_domains: &crossing.domains,
            link_base: &policy.link_base,
            usual_validity: policy.usual_validity,
            max_live: policy.max_live,
            sealed: policy.sealed,
            hidden_told: policy.hidden_told,
            max_uses: policy.max_uses,
            reason_required: policy.reason_required,
            spans: &crossing.spans,
            qr_template: &policy.qr_template,
            qr_data_uri: policy.qr_data_uri,
        },
        rows: &crossing.rows,
        live: &crossing.live,
    }
}

const fn words([w0, w1, w2, w3]: [u64; 4]) -> wit::Seed {
    wit::Seed { w0, w1, w2, w3 }
}

fn row(row: &SubjectRow) -> wit::SubjectRow {
    let standing = match row.standing {
        Standing::Unknown => wit::Standing::Unknown,
        Standing::Active => wit::Standing::Active,
        Standing::Disabled => wit::Standing::Disabled,
        Standing::PendingDeletion => wit::Standing::PendingDeletion,
        Standing::Unavailable => wit::Standing::Unavailable,
    };
    wit::SubjectRow { standing, purpose_allowed: row.purpose_allowed, has_mail: row.has_mail }
}

fn live_code(code: &LiveCode) -> wit::LiveCode {
    let (high, low) = code.id.words();
    let state = match code.state {
        State::Locked => wit::LiveState::Locked,
        // A store answers live codes only; of the others none crosses as itself.
        _ => wit::LiveState::Pending,
    };
    let id = wit::RecordId { high, low };
    let not_after = code.not_after.seconds();
    wit::LiveCode { subject: code.subject, id, version: code.version, state, not_after }
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
            several: new.several,
            sealed: new.sealed,
            hidden: new.hidden,
            max_uses: new.max_uses,
            note: new.note,
            terms: new.terms,
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

fn audit_entry(entry: wit::AuditEntry) -> AuditEntry {
    let event = match entry.event {
        wit::AuditEvent::Issued => AuditEvent::Issued,
        wit::AuditEvent::NotUnderstood => AuditEvent::NotUnderstood,
        wit::AuditEvent::SubjectRefused => AuditEvent::SubjectRefused,
        wit::AuditEvent::Undetermined => AuditEvent::Undetermined,
        wit::AuditEvent::PurposeForbidden => AuditEvent::PurposeForbidden,
        wit::AuditEvent::ValidityRefused => AuditEvent::ValidityRefused,
        wit::AuditEvent::MailDomainRefused => AuditEvent::MailDomainRefused,
        wit::AuditEvent::NoMail => AuditEvent::NoMail,
        wit::AuditEvent::TimeRefused => AuditEvent::TimeRefused,
        wit::AuditEvent::CodeRefused => AuditEvent::CodeRefused,
        wit::AuditEvent::ElevationRefused => AuditEvent::ElevationRefused,
        wit::AuditEvent::Listed => AuditEvent::Listed,
    };
    AuditEntry { subject: entry.subject, event, detail: entry.detail }
}

pub(super) const fn problem(problem: Problem) -> wit::Problem {
    match problem {
        Problem::Unauthenticated => wit::Problem::Unauthenticated,
        Problem::Forbidden => wit::Problem::Forbidden,
        Problem::PlainTransport => wit::Problem::PlainTransport,
        Problem::UnknownTenant => wit::Problem::UnknownTenant,
        Problem::MethodNotAllowed => wit::Problem::MethodNotAllowed,
        Problem::Timeout => wit::Problem::Timeout,
        Problem::TooLarge => wit::Problem::TooLarge,
        Problem::MediaType => wit::Problem::MediaType,
        Problem::TooManyRequests => wit::Problem::TooManyRequests,
        Problem::Internal => wit::Problem::Internal,
        Problem::Unavailable => wit::Problem::Unavailable,
    }
}
