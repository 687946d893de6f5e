//! Findings.

use super::enums::{event, purpose, record_id, state};
use super::format::{wit_alphabet, wit_check};
use crate::module::bindings::exports::codemint::module::journey as wit;
use codemint_core::journey::{Elevating, Findings, Rule, Standing, SubjectRow, TrailLine};
use codemint_core::words::{Code, CodeFormat, LiveCode, Policy, Recorded, Span, State};

/// The parts of the contract's findings that are not borrowed from the core's findings. The
/// contract's type borrows them from here.
pub(in crate::module) struct Borrowed<'a> {
    domains: Vec<&'a str>,
    spans: Vec<wit::Span>,
    rows: Vec<wit::SubjectRow>,
    live: Vec<wit::LiveCode>,
    local_accounts: Vec<Vec<&'a str>>,
    rules: Vec<(u16, bool)>,
    page: Vec<wit::Recorded<'a>>,
    trail: Vec<wit::TrailLine<'a>>,
}

impl<'a> Borrowed<'a> {
    pub(in crate::module) fn of(found: &'a Findings) -> Self {
        let policy = found.policy.as_ref();
        let domains = policy.into_iter().flat_map(|policy| &policy.mail_domains);
        let spans = policy.into_iter().flat_map(|policy| &policy.spans);
        let span = |span: &Span| wit::Span { index: span.index, seconds: span.seconds };
        let rules = found.elevation.iter().flat_map(|found| &found.rules);
        let accounts = |rule: &'a Rule| rule.local_accounts.iter().map(String::as_str).collect();
        Self {
            domains: domains.map(String::as_str).collect(),
            spans: spans.map(span).collect(),
            rows: found.rows.iter().map(row).collect(),
            live: found.live.iter().map(live_code).collect(),
            local_accounts: rules.clone().map(accounts).collect(),
            rules: rules.map(|rule| (rule.spans, rule.by_device)).collect(),
            page: found.page.iter().map(recorded).collect(),
            trail: found.trail.iter().map(trail_line).collect(),
        }
    }

    /// The elevation rules, which borrow their lists from here.
    pub(in crate::module) fn rules(&self) -> Vec<wit::Rule<'_>> {
        let rules = self.rules.iter().zip(&self.local_accounts);
        rules
            .map(|((spans, by_device), local_accounts)| wit::Rule {
                spans: *spans,
                local_accounts,
                by_device: *by_device,
            })
            .collect()
    }

    /// The codes to be shown.
    pub(in crate::module) fn listed(found: &'a Findings) -> Vec<wit::ListedCode<'a>> {
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
}

pub(in crate::module) fn findings<'a>(
    found: &'a Findings,
    borrowed: &'a Borrowed<'a>,
    rules: &'a [wit::Rule<'a>],
    listed: &'a [wit::ListedCode<'a>],
) -> wit::Findings<'a> {
    let elevating = |elevating: &'a Elevating| wit::Elevating {
        rules,
        device: elevating.device.as_deref(),
        device_key: elevating.device_key.as_ref().map(|key| words(key.words())),
    };
    wit::Findings {
        now: found.now.seconds(),
        tick: found.tick.number(),
        seed: words(found.seed.words()),
        matches: &found.matches,
        elevation: found.elevation.as_ref().map(elevating),
        listed,
        policy: found.policy.as_ref().map(|found| policy(found, borrowed)),
        rows: &borrowed.rows,
        live: &borrowed.live,
        record: found
            .record
            .as_ref()
            .map(|found| wit::Found { recorded: recorded(&found.record), text: found.text }),
        page: &borrowed.page,
        trail: &borrowed.trail,
        more: found.more,
    }
}

fn policy<'a>(policy: &'a Policy, borrowed: &'a Borrowed<'a>) -> wit::Policy<'a> {
    wit::Policy {
        alphabet: wit_alphabet(policy.format().alphabet()),
        length: policy.format().length(),
        check: Some(wit_check(policy.format().check())),
        group: Some(policy.format().group()),
        max_tries: policy.max_tries(),
        min_validity: policy.validity().min,
        max_validity: policy.validity().max,
        issuing_allowed: Some(policy.issuing_allowed),
        mail_configured: Some(policy.mail_configured),
        mail_domains: Some(&borrowed.domains),
        link_base: Some(&policy.link_base),
        usual_validity: Some(policy.usual_validity),
        max_live: Some(policy.max_live),
        revealable: Some(policy.revealable),
        show_hidden: Some(policy.show_hidden),
        reveal_format: Some(policy.reveal_format),
        max_uses: Some(policy.max_uses),
        reason_required: Some(policy.reason_required),
        spans: Some(&borrowed.spans),
        qr_template: Some(&policy.qr_template),
        qr_data_uri: Some(policy.qr_data_uri),
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
    let state = match code.state {
        State::Locked => wit::LiveState::Locked,
        // A store returns live codes only, which are pending or locked.
        _ => wit::LiveState::Pending,
    };
    wit::LiveCode {
        subject: code.subject,
        id: record_id(code.id),
        version: code.version,
        state,
        not_before: code.not_before.seconds(),
        not_after: code.not_after.seconds(),
        format: code.format.map_or(0, CodeFormat::number),
    }
}

fn recorded(record: &Recorded) -> wit::Recorded<'_> {
    wit::Recorded {
        id: record_id(record.id),
        version: record.version,
        purpose: purpose(record.purpose),
        subject: &record.subject,
        state: state(record.state),
        created: record.created.seconds(),
        not_before: record.not_before.seconds(),
        not_after: record.not_after.seconds(),
        tries: record.tries,
        max_tries: record.max_tries,
        uses: record.uses,
        max_uses: record.max_uses,
        hidden: record.hidden,
        format: record.format.map_or(0, CodeFormat::number),
        batch: record.batch.map(record_id),
        issuer: &record.issuer,
        note: record.note.as_deref(),
        terms: record.terms.as_deref(),
        code: record.code.as_ref().map(Code::reveal),
    }
}

fn trail_line(line: &TrailLine) -> wit::TrailLine<'_> {
    wit::TrailLine {
        number: line.number,
        at: line.at.seconds(),
        actor: &line.actor,
        purpose: line.purpose.map(purpose),
        subject: line.subject.as_deref(),
        event: event(line.event),
        record_id: line.record.map(record_id),
        detail: line.detail.as_deref(),
    }
}
