//! What was looked up, on its way in: checked, so that nothing ill-formed gets into the core.

use super::enums::{core_event, core_id, core_purpose, core_state};
use super::{formats, wit};
use codemint_core::journey as core_journey;
use codemint_core::offline::DeviceKey;
use codemint_core::words::{self, CodeFormat, Policy, Seed, Tick, Timestamp, ValidityBounds};

pub(super) fn findings(found: wit::Findings) -> Result<core_journey::Findings, &'static str> {
    let wit::Seed { w0, w1, w2, w3 } = found.seed;
    Ok(core_journey::Findings {
        now: time(found.now)?,
        tick: Tick::new(found.tick).ok_or("a tick is beyond its second")?,
        seed: Seed::from_words([w0, w1, w2, w3]).ok_or("the seed is zero")?,
        policy: found.policy.map(policy).transpose()?,
        rows: found.rows.into_iter().map(row).collect(),
        live: found.live.into_iter().map(live_code).collect::<Result<_, _>>()?,
        matches: found.matches,
        elevation: found.elevation.map(elevating).transpose()?,
        listed: found.listed.into_iter().map(listed).collect::<Result<_, _>>()?,
        record: found.record.map(named).transpose()?,
        page: found.page.into_iter().map(recorded).collect::<Result<_, _>>()?,
        trail: found.trail.into_iter().map(trail_line).collect::<Result<_, _>>()?,
        more: found.more,
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

/// What is left out keeps the default that the core gives it.
fn policy(policy: wit::Policy) -> Result<Policy, &'static str> {
    let (check, group) = (policy.check.unwrap_or(wit::CheckScheme::None), policy.group);
    let format =
        formats::core_format(policy.alphabet, policy.length, check, group.unwrap_or_default())?;
    let bounds = ValidityBounds { min: policy.min_validity, max: policy.max_validity };
    let usual = Policy::new(format, policy.max_tries, bounds)
        .map_err(|_| "the policy's tries or validity are out of bounds")?;
    let span = |span: wit::Span| words::Span { index: span.index, seconds: span.seconds };
    let spans = policy.spans.map(|spans| spans.into_iter().map(span).collect());
    let options = words::PolicyOptions {
        issuing_allowed: policy.issuing_allowed,
        mail_configured: policy.mail_configured,
        mail_domains: policy.mail_domains,
        link_base: policy.link_base,
        usual_validity: policy.usual_validity,
        max_live: policy.max_live,
        revealable: policy.revealable,
        show_hidden: policy.show_hidden,
        reveal_format: policy.reveal_format,
        max_uses: policy.max_uses,
        reason_required: policy.reason_required,
        spans,
        qr_template: policy.qr_template,
        qr_data_uri: policy.qr_data_uri,
    };
    Ok(options.over(usual))
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
    Ok(words::LiveCode {
        subject: code.subject,
        id: core_id(code.id),
        version: code.version,
        state,
        not_before: time(code.not_before)?,
        not_after: time(code.not_after)?,
        format: format(code.format)?,
    })
}

fn format(number: u32) -> Result<Option<CodeFormat>, &'static str> {
    match number {
        0 => Ok(None),
        number => CodeFormat::numbered(number).map(Some).ok_or("there is no such format"),
    }
}

fn named(found: wit::Found) -> Result<core_journey::Found, &'static str> {
    Ok(core_journey::Found { record: recorded(found.recorded)?, text: found.text })
}

fn recorded(found: wit::Recorded) -> Result<words::Recorded, &'static str> {
    let code = found.code.map(|text| words::Code::parse(&text).ok_or("a record's code is none"));
    Ok(words::Recorded {
        id: core_id(found.id),
        version: found.version,
        purpose: core_purpose(found.purpose),
        subject: found.subject,
        state: core_state(found.state),
        created: time(found.created)?,
        not_before: time(found.not_before)?,
        not_after: time(found.not_after)?,
        tries: found.tries,
        max_tries: found.max_tries,
        uses: found.uses,
        max_uses: found.max_uses,
        hidden: found.hidden,
        format: format(found.format)?,
        batch: found.batch.map(core_id),
        issuer: found.issuer,
        note: found.note,
        terms: found.terms,
        code: code.transpose()?,
    })
}

fn trail_line(line: wit::TrailLine) -> Result<core_journey::TrailLine, &'static str> {
    Ok(core_journey::TrailLine {
        number: line.number,
        at: time(line.at)?,
        actor: line.actor,
        purpose: line.purpose.map(core_purpose),
        subject: line.subject,
        event: core_event(line.event),
        record: line.record_id.map(core_id),
        detail: line.detail,
    })
}
