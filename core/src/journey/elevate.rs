//! What an elevation asks beside a code: whether it was asked rightly, whether the rules allow it,
//! what the code then grants.

use super::{Ask, Elevation, Facts, Refusal, Rule};
use crate::offline::{self, Account, Terms};
use crate::words::{Code, Policy};
use alloc::string::String;
use serde::Serialize;

/// What the policy alone declines.
pub(super) fn asked_wrongly(ask: &Ask, policy: &Policy) -> Option<Refusal> {
    let asked = ask.elevation.as_ref()?;
    if policy.span(asked.span).is_none() {
        return Some(Refusal::NoSuchSpan { span: asked.span });
    }
    (policy.reason_required && asked.reason.is_none()).then_some(Refusal::NoReason)
}

/// What the rules decline. No rule, no elevation.
pub(super) fn refusal(ask: &Ask, facts: &Facts) -> Option<Refusal> {
    let asked = ask.elevation.as_ref()?;
    let Some(found) = facts.elevating() else { return Some(Refusal::Undetermined) };
    let rules = || found.rules.iter();
    let for_span = |rule: &&Rule| rule.spans.checked_shr(asked.span.into()).unwrap_or(0) & 1 == 1;
    let for_account = |rule: &&Rule| {
        let named = |name: &String| name.eq_ignore_ascii_case(&asked.local_account);
        rule.local_accounts.iter().any(named)
    };
    if rules().next().is_none() {
        return Some(Refusal::Account);
    }
    if !rules().any(|rule| for_span(&rule)) {
        return Some(Refusal::Span { span: asked.span });
    }
    let mut allowing = rules().filter(for_span).filter(for_account).peekable();
    if allowing.peek().is_none() {
        return Some(Refusal::LocalAccount);
    }
    device(asked, found.device.as_deref(), allowing.all(|rule| rule.by_device))
}

/// Whether the device's id is there where it must be, and is the right one where it is.
fn device(asked: &Elevation, known: Option<&str>, needed: bool) -> Option<Refusal> {
    match (&asked.device, known) {
        (Some(given), Some(known)) if !given.eq_ignore_ascii_case(known) => {
            Some(Refusal::OtherDevice)
        }
        (None, _) if needed => Some(Refusal::NoDevice),
        (Some(_), None) if needed => Some(Refusal::OtherDevice),
        _ => None,
    }
}

/// The code that the computer can check by itself, where it has a key of its own.
pub(super) fn offline_code(ask: &Ask, facts: &Facts) -> Option<Code> {
    let asked = ask.elevation.as_ref()?;
    let key = facts.elevating()?.device_key.as_ref()?;
    let account = Account::parse(&asked.local_account)?;
    let single_use = facts.policy().max_uses == 1;
    let terms = Terms::new(facts.now(), asked.span, single_use).ok()?;
    Some(offline::mint(key, &account, terms))
}

/// What a code grants; the members in this order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Granted<'a> {
    local_account: &'a str,
    account: &'a str,
    span: u8,
    /// `None` until the computer next reaches its server.
    seconds: Option<u32>,
}

/// What was asked; the members in this order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    account: &'a str,
    local_account: &'a str,
    span: u8,
    reason: Option<&'a str>,
}

/// What the code grants, as JSON.
pub(super) fn terms(ask: &Ask, policy: &Policy) -> Option<String> {
    let asked = ask.elevation.as_ref()?;
    let terms = Granted {
        local_account: &asked.local_account,
        account: asked.account.as_str(),
        span: asked.span,
        seconds: policy.span(asked.span).and_then(|span| span.seconds),
    };
    serde_json::to_string(&terms).ok()
}

/// What the audit trail keeps of the request.
pub(super) fn detail(ask: &Ask) -> Option<String> {
    let asked = ask.elevation.as_ref()?;
    let detail = Asked {
        account: asked.account.as_str(),
        local_account: &asked.local_account,
        span: asked.span,
        reason: asked.reason.as_deref(),
    };
    serde_json::to_string(&detail).ok()
}
