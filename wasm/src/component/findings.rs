//! Converts the findings, and checks them: the core accepts nothing ill-formed.

use super::bindings::exports::codemint::module::journey as wit;
use super::enums::{core_event, core_id, core_purpose, core_state};
use super::formats;
use crate::checked::{Checked, core_policy, format, tick, time};
use codemint_core::journey as core_journey;
use codemint_core::offline::DeviceKey;
use codemint_core::words::{self, Policy, Seed};

pub(super) fn findings(found: wit::Findings) -> Checked<core_journey::Findings> {
    let wit::Seed { w0, w1, w2, w3 } = found.seed;
    Ok(core_journey::Findings {
        now: time(found.now)?,
        tick: tick(found.tick)?,
        seed: Seed::from_words([w0, w1, w2, w3]).ok_or("the seed is zero")?,
        policy: found.policy.map(policy).transpose()?,
        rows: found.rows.into_iter().map(row).collect(),
        live: found.live.into_iter().map(live_code).collect::<Result<_, _>>()?,
        matches: found.matches,
        elevation: found.elevation.map(elevating).transpose()?,
        listed: found.listed.into_iter().map(listed).collect::<Result<_, _>>()?,
        record: found.record.map(record).transpose()?,
        page: found.page.into_iter().map(recorded).collect::<Result<_, _>>()?,
        trail: found.trail.into_iter().map(trail_line).collect::<Result<_, _>>()?,
        more: found.more,
    })
}

fn elevating(found: wit::Elevating) -> Checked<core_journey::Elevating> {
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

fn listed(listed: wit::ListedCode) -> Checked<core_journey::Listed> {
    let code = listed.code.map(|text| words::Code::parse(&text).ok_or("a listed code is invalid"));
    Ok(core_journey::Listed {
        code: code.transpose()?,
        created: time(listed.created)?,
        not_after: time(listed.not_after)?,
        note: listed.note,
        issuer: listed.issuer,
    })
}

fn policy(policy: wit::Policy) -> Checked<Policy> {
    let check = policy.check.unwrap_or(wit::CheckScheme::None);
    let group = policy.group.unwrap_or_default();
    let format = formats::core_format(policy.alphabet, policy.length, check, group)?;
    core_policy!(policy, format)
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

fn live_code(code: wit::LiveCode) -> Checked<words::LiveCode> {
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

fn record(found: wit::Found) -> Checked<core_journey::Found> {
    Ok(core_journey::Found { record: recorded(found.recorded)?, text: found.text })
}

fn recorded(found: wit::Recorded) -> Checked<words::Recorded> {
    let code = found.code.map(|text| words::Code::parse(&text).ok_or("a record's code is invalid"));
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

fn trail_line(line: wit::TrailLine) -> Checked<core_journey::TrailLine> {
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
