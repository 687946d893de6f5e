//! Converts the findings, and checks them: the core accepts nothing ill-formed.

use super::{
    Bytes, Elevating, Findings, Found, ListedCode, LiveCode, Policy, Recorded, Rule, SubjectRow,
    TrailLine,
};
use crate::checked::{Checked, core_policy, format, tick, time};
use alloc::string::String;
use alloc::vec::Vec;
use codemint_core::journey as core_journey;
use codemint_core::offline::DeviceKey;
use codemint_core::words::{self, CodeFormat, RecordId, Seed};
use zeroize::Zeroizing;

impl TryFrom<Findings> for core_journey::Findings {
    type Error = &'static str;

    fn try_from(found: Findings) -> Checked<Self> {
        Ok(Self {
            now: time(found.now)?,
            tick: tick(found.tick.unwrap_or_default())?,
            seed: Seed::from_bytes(*found.seed.0).ok_or("the seed is zero")?,
            policy: found.policy.map(TryInto::try_into).transpose()?,
            rows: found.rows.into_iter().map(Into::into).collect(),
            live: all(found.live)?,
            matches: found.matches,
            elevation: found.elevation.map(TryInto::try_into).transpose()?,
            listed: all(found.listed)?,
            record: found.record.map(TryInto::try_into).transpose()?,
            page: all(found.page)?,
            trail: all(found.trail)?,
            more: found.more,
        })
    }
}

fn all<T, U: TryFrom<T, Error = &'static str>>(all: Vec<T>) -> Checked<Vec<U>> {
    all.into_iter().map(TryInto::try_into).collect()
}

fn id(text: &str) -> Checked<RecordId> {
    RecordId::parse(text).ok_or("the ID of a record is not a UUID")
}

fn code(text: Option<String>) -> Checked<Option<words::Code>> {
    let text = text.map(Zeroizing::new);
    text.map(|text| words::Code::parse(&text).ok_or("a code is invalid")).transpose()
}

impl From<SubjectRow> for core_journey::SubjectRow {
    fn from(row: SubjectRow) -> Self {
        Self {
            standing: row.standing.into(),
            purpose_allowed: row.purpose_allowed,
            has_mail: row.has_mail,
        }
    }
}

impl TryFrom<LiveCode> for words::LiveCode {
    type Error = &'static str;

    fn try_from(live: LiveCode) -> Checked<Self> {
        Ok(Self {
            subject: live.subject,
            id: id(&live.id)?,
            version: live.version,
            state: live.state.into(),
            not_before: time(live.not_before)?,
            not_after: time(live.not_after)?,
            format: format(live.format)?,
        })
    }
}

impl TryFrom<Policy> for words::Policy {
    type Error = &'static str;

    fn try_from(policy: Policy) -> Checked<Self> {
        let format: CodeFormat = policy.format.try_into()?;
        core_policy!(policy, format)
    }
}

impl TryFrom<Elevating> for core_journey::Elevating {
    type Error = &'static str;

    fn try_from(found: Elevating) -> Checked<Self> {
        let rule = |rule: Rule| core_journey::Rule {
            spans: rule.spans,
            local_accounts: rule.local_accounts,
            by_device: rule.by_device,
        };
        let key = |Bytes(bytes): Bytes| {
            DeviceKey::from_bytes(*bytes).ok_or("the device's key is a placeholder")
        };
        Ok(Self {
            rules: found.rules.into_iter().map(rule).collect(),
            device: found.device,
            device_key: found.device_key.map(key).transpose()?,
        })
    }
}

impl TryFrom<ListedCode> for core_journey::Listed {
    type Error = &'static str;

    fn try_from(listed: ListedCode) -> Checked<Self> {
        Ok(Self {
            code: code(listed.code)?,
            created: time(listed.created)?,
            not_after: time(listed.not_after)?,
            note: listed.note,
            issuer: listed.issuer,
        })
    }
}

impl TryFrom<Found> for core_journey::Found {
    type Error = &'static str;

    fn try_from(found: Found) -> Checked<Self> {
        Ok(Self { record: found.recorded.try_into()?, text: found.text })
    }
}

impl TryFrom<Recorded> for words::Recorded {
    type Error = &'static str;

    fn try_from(found: Recorded) -> Checked<Self> {
        Ok(Self {
            id: id(&found.id)?,
            version: found.version,
            purpose: found.purpose.into(),
            subject: found.subject,
            state: found.state.into(),
            created: time(found.created)?,
            not_before: time(found.not_before)?,
            not_after: time(found.not_after)?,
            tries: found.tries,
            max_tries: found.max_tries,
            uses: found.uses,
            max_uses: found.max_uses,
            hidden: found.hidden,
            format: format(found.format)?,
            batch: found.batch.as_deref().map(id).transpose()?,
            issuer: found.issuer,
            note: found.note,
            terms: found.terms,
            code: code(found.code)?,
        })
    }
}

impl TryFrom<TrailLine> for core_journey::TrailLine {
    type Error = &'static str;

    fn try_from(line: TrailLine) -> Checked<Self> {
        Ok(Self {
            number: line.number,
            at: time(line.at)?,
            actor: line.actor,
            purpose: line.purpose.map(Into::into),
            subject: line.subject,
            event: line.event.into(),
            record: line.record_id.as_deref().map(id).transpose()?,
            detail: line.detail,
        })
    }
}
