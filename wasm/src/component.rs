//! The face for component hosts: the contract's types to the core's and back.

extern crate alloc;

use alloc::{string::String, string::ToString, vec::Vec};
use codemint_core::engine::{self, NoSuchRoute, Unsettled};
use codemint_core::journey as core_journey;
use codemint_core::offline::DeviceKey;
use codemint_core::words::{self, Policy, Seed, Timestamp, ValidityBounds};

#[allow(
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    reason = "generated from the contract"
)]
#[allow(clippy::all, clippy::indexing_slicing, reason = "generated from the contract")]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "codemint" });
}

mod formats;
mod offline;
mod qr;

use bindings::exports::codemint::module::journey as wit;

struct Component;

bindings::export!(Component with_types_in bindings);

impl wit::Guest for Component {
    fn routes() -> Vec<wit::Route> {
        engine::routes().map(route).collect()
    }

    fn plan(call: wit::Call) -> Result<wit::Planned, wit::HostError> {
        match engine::plan(&core_call(&call, &path(&call))).map_err(no_such_route)? {
            core_journey::Planned::Finished(finished) => {
                Ok(wit::Planned::Finished(reply(finished)))
            }
            core_journey::Planned::Needs(needs) => Ok(wit::Planned::Needs(wit_needs(needs))),
        }
    }

    fn settle(call: wit::Call, found: wit::Findings) -> Result<wit::Settlement, wit::HostError> {
        let found = findings(found).map_err(|what| wit::HostError::Findings(what.into()))?;
        match engine::settle(&core_call(&call, &path(&call)), found) {
            Ok(settled) => {
                Ok(wit::Settlement { reply: reply(settled.reply), commit: commit(settled.commit) })
            }
            Err(Unsettled::Route(error)) => Err(no_such_route(error)),
            Err(Unsettled::Findings(error)) => Err(wit::HostError::Findings(error.to_string())),
        }
    }

    fn reject(route: u32, problem: wit::Problem) -> Result<wit::Reply, wit::HostError> {
        engine::reject(route, core_problem(problem)).map(reply).map_err(no_such_route)
    }
}

fn no_such_route(NoSuchRoute(number): NoSuchRoute) -> wit::HostError {
    wit::HostError::NoSuchRoute(number)
}

/// The call, with its path's values in `path`.
fn core_call<'a>(call: &'a wit::Call, path: &'a [&'a str]) -> core_journey::Call<'a> {
    core_journey::Call {
        route: call.route,
        tenant: &call.tenant,
        actor: &call.actor,
        path,
        query: &call.query,
        body: &call.body,
    }
}

fn path(call: &wit::Call) -> Vec<&str> {
    call.path.iter().map(String::as_str).collect()
}

fn route(route: &core_journey::Route) -> wit::Route {
    wit::Route {
        dialect: route.dialect.into(),
        name: route.name.into(),
        method: route.method.into(),
        template: route.template.into(),
        tenant: match route.tenant {
            core_journey::TenantFrom::Host => wit::TenantFrom::Host,
            core_journey::TenantFrom::HostLabel => wit::TenantFrom::HostLabel,
            core_journey::TenantFrom::Path(name) => wit::TenantFrom::Path(name.into()),
        },
        transport: match route.transport {
            core_journey::Transport::Any => wit::Transport::Any,
            core_journey::Transport::Tls => wit::Transport::Tls,
        },
        media_type: route.media_type.map(String::from),
        authentication: route.authentication.iter().map(authentication).collect(),
    }
}

fn authentication(scheme: &core_journey::Authentication) -> wit::Authentication {
    match scheme {
        core_journey::Authentication::SignedToken(token) => {
            wit::Authentication::SignedToken(wit::SignedToken {
                audience_path: token.audience_path.into(),
                max_life: token.max_life,
                clock_skew: token.clock_skew,
                max_keys: token.max_keys,
            })
        }
        core_journey::Authentication::OpaqueToken => wit::Authentication::OpaqueToken,
        core_journey::Authentication::Key(name) => wit::Authentication::Key((*name).into()),
        core_journey::Authentication::Basic => wit::Authentication::Basic,
    }
}

fn reply(reply: core_journey::Reply) -> wit::Reply {
    wit::Reply {
        status: reply.status,
        content_type: reply.content_type.into_owned(),
        body: reply.body.into_revealed(),
    }
}

fn wit_needs(needs: core_journey::Needs) -> wit::Needs {
    let subjects = needs.subjects.into_iter().map(words::SubjectKey::into_string).collect();
    let purpose = match needs.purpose {
        words::Purpose::Enrolment => wit::Purpose::Enrolment,
        words::Purpose::PasswordReset => wit::Purpose::PasswordReset,
        words::Purpose::Elevation => wit::Purpose::Elevation,
        words::Purpose::Activation => wit::Purpose::Activation,
    };
    let given = needs.given.iter();
    wit::Needs {
        purpose,
        subjects,
        given: given
            .map(|given| wit::Given { subject: given.subject, code: given.code.reveal().into() })
            .collect(),
        account: needs.account.map(words::SubjectKey::into_string),
        listed: needs.listed,
        ignored: needs.ignored,
    }
}

fn findings(found: wit::Findings) -> Result<core_journey::Findings, &'static str> {
    let wit::Seed { w0, w1, w2, w3 } = found.seed;
    Ok(core_journey::Findings {
        now: time(found.now)?,
        seed: Seed::from_words([w0, w1, w2, w3]).ok_or("the seed is zero")?,
        policy: policy(found.policy)?,
        rows: found.rows.into_iter().map(row).collect(),
        live: found.live.into_iter().map(live_code).collect::<Result<_, _>>()?,
        matches: found.matches,
        elevation: found.elevation.map(elevating).transpose()?,
        listed: found.listed.into_iter().map(listed).collect::<Result<_, _>>()?,
    })
}

fn time(seconds: u64) -> Result<Timestamp, &'static str> {
    Timestamp::from_seconds(seconds).ok_or("a time is beyond the year 9999")
}

fn elevating(found: wit::Elevating) -> Result<core_journey::Elevating, &'static str> {
    let rule = |rule: wit::Rule| core_journey::Rule {
        spans: rule.spans,
        local_accounts: rule.local_accounts,
        by_device: rule.by_device,
    };
    let key = |wit::Seed { w0, w1, w2, w3 }| DeviceKey::from_words([w0, w1, w2, w3]);
    Ok(core_journey::Elevating {
        rules: found.rules.into_iter().map(rule).collect(),
        device: found.device,
        device_key: match found.device_key {
            Some(words) => Some(key(words).ok_or("the device's key is a placeholder")?),
            None => None,
        },
    })
}

fn listed(listed: wit::ListedCode) -> Result<core_journey::Listed, &'static str> {
    let code = listed.code.map(|text| words::Code::parse(&text).ok_or("a listed code is none"));
    Ok(core_journey::Listed {
        code: code.transpose()?,
        created: time(listed.created)?,
        not_after: time(listed.not_after)?,
        note: listed.note,
        issuer: listed.issuer,
    })
}

fn policy(policy: wit::Policy) -> Result<Policy, &'static str> {
    let format = formats::core_format(policy.alphabet, policy.length, policy.check, policy.group)?;
    let bounds = ValidityBounds { min: policy.min_validity, max: policy.max_validity };
    let mut checked = Policy::new(format, policy.max_tries, bounds)
        .map_err(|_| "the policy's tries or validity are out of bounds")?;
    checked.issuing_allowed = policy.issuing_allowed;
    checked.mail_configured = policy.mail_configured;
    checked.mail_domains = policy.mail_domains;
    checked.link_base = policy.link_base;
    checked.usual_validity = policy.usual_validity;
    checked.max_live = policy.max_live;
    checked.sealed = policy.sealed;
    checked.hidden_told = policy.hidden_told;
    checked.max_uses = policy.max_uses;
    checked.reason_required = policy.reason_required;
    let span = |span: wit::Span| words::Span { index: span.index, seconds: span.seconds };
    checked.spans = policy.spans.into_iter().map(span).collect();
    checked.qr_template = policy.qr_template;
    checked.qr_data_uri = policy.qr_data_uri;
    Ok(checked)
}

fn row(row: wit::SubjectRow) -> core_journey::SubjectRow {
    let standing = match row.standing {
        wit::Standing::Unknown => core_journey::Standing::Unknown,
        wit::Standing::Active => core_journey::Standing::Active,
        wit::Standing::Disabled => core_journey::Standing::Disabled,
        wit::Standing::PendingDeletion => core_journey::Standing::PendingDeletion,
        wit::Standing::Unavailable => core_journey::Standing::Unavailable,
    };
    core_journey::SubjectRow {
        standing,
        purpose_allowed: row.purpose_allowed,
        has_mail: row.has_mail,
    }
}

fn live_code(code: wit::LiveCode) -> Result<words::LiveCode, &'static str> {
    let state = match code.state {
        wit::LiveState::Pending => words::State::Pending,
        wit::LiveState::Locked => words::State::Locked,
    };
    let id = words::RecordId::from_words(code.id.high, code.id.low);
    let not_after = time(code.not_after)?;
    Ok(words::LiveCode { subject: code.subject, id, version: code.version, state, not_after })
}

fn record_id(id: words::RecordId) -> wit::RecordId {
    let (high, low) = id.words();
    wit::RecordId { high, low }
}

fn commit(commit: core_journey::Commit) -> wit::Commit {
    let lengths = commit.issued.iter().map(|issued| issued.code.reveal().len());
    let mut codes = String::with_capacity(lengths.sum());
    for issued in &commit.issued {
        codes.push_str(issued.code.reveal());
    }
    wit::Commit {
        codes,
        issued: commit.issued.into_iter().map(issued).collect(),
        superseded: commit.superseded.iter().map(superseded).collect(),
        mails: commit.mails.into_iter().map(mail_order).collect(),
        audit: commit.audit.into_iter().map(audit_entry).collect(),
    }
}

fn issued(issued: core_journey::Issued) -> wit::Issued {
    wit::Issued {
        subject: issued.subject,
        length: issued.code.reveal().len() as u8,
        max_tries: issued.max_tries,
        id: record_id(issued.id),
        not_before: issued.not_before.seconds(),
        not_after: issued.not_after.seconds(),
        several: issued.several,
        sealed: issued.sealed,
        hidden: issued.hidden,
        max_uses: issued.max_uses,
        note: issued.note,
        terms: issued.terms,
    }
}

fn superseded(old: &core_journey::Superseded) -> wit::Superseded {
    wit::Superseded { id: record_id(old.id), version: old.version }
}

fn mail_order(mail: core_journey::MailOrder) -> wit::MailOrder {
    wit::MailOrder { issued: mail.issued, to: mail.to }
}

fn audit_entry(entry: core_journey::AuditEntry) -> wit::AuditEntry {
    use core_journey::AuditEvent as Event;
    let event = match entry.event {
        Event::Issued => wit::AuditEvent::Issued,
        Event::NotUnderstood => wit::AuditEvent::NotUnderstood,
        Event::SubjectRefused => wit::AuditEvent::SubjectRefused,
        Event::Undetermined => wit::AuditEvent::Undetermined,
        Event::PurposeForbidden => wit::AuditEvent::PurposeForbidden,
        Event::ValidityRefused => wit::AuditEvent::ValidityRefused,
        Event::MailDomainRefused => wit::AuditEvent::MailDomainRefused,
        Event::NoMail => wit::AuditEvent::NoMail,
        Event::TimeRefused => wit::AuditEvent::TimeRefused,
        Event::CodeRefused => wit::AuditEvent::CodeRefused,
        Event::ElevationRefused => wit::AuditEvent::ElevationRefused,
        Event::Listed => wit::AuditEvent::Listed,
    };
    wit::AuditEntry { subject: entry.subject, event, detail: entry.detail }
}

const fn core_problem(problem: wit::Problem) -> core_journey::Problem {
    use core_journey::Problem;
    match problem {
        wit::Problem::Unauthenticated => Problem::Unauthenticated,
        wit::Problem::Forbidden => Problem::Forbidden,
        wit::Problem::PlainTransport => Problem::PlainTransport,
        wit::Problem::UnknownTenant => Problem::UnknownTenant,
        wit::Problem::MethodNotAllowed => Problem::MethodNotAllowed,
        wit::Problem::Timeout => Problem::Timeout,
        wit::Problem::TooLarge => Problem::TooLarge,
        wit::Problem::MediaType => Problem::MediaType,
        wit::Problem::TooManyRequests => Problem::TooManyRequests,
        wit::Problem::Internal => Problem::Internal,
        wit::Problem::Unavailable => Problem::Unavailable,
    }
}
