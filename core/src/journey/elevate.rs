//! Elevation: whether the request for it is valid, whether the rules allow it, and what the code
//! then grants.

use super::json::written;
use super::{Ask, Elevation, Facts, Refusal, Rule};
use crate::offline::{self, Account, Terms};
use crate::words::{Code, Policy};
use alloc::string::String;
use serde::Serialize;

/// The refusal by the policy alone, if any.
pub(super) fn refusal_by_policy(ask: &Ask, policy: &Policy) -> Option<Refusal> {
    let asked = ask.elevation.as_ref()?;
    if policy.span(asked.span).is_none() {
        return Some(Refusal::NoSuchSpan { span: asked.span });
    }
    (policy.reason_required && asked.reason.is_none()).then_some(Refusal::NoReason)
}

/// The refusal by the rules of elevation, if any. Without a rule there is no elevation.
pub(super) fn refusal(ask: &Ask, facts: &Facts) -> Option<Refusal> {
    let asked = ask.elevation.as_ref()?;
    let Some(found) = facts.elevating() else { return Some(Refusal::Undetermined) };
    let rules = || found.rules.iter();
    let for_span = |rule: &&Rule| rule.spans.checked_shr(asked.span.into()).unwrap_or(0) & 1 == 1;
    let for_account = |rule: &&Rule| {
        let is_asked = |name: &String| name.eq_ignore_ascii_case(&asked.local_account);
        rule.local_accounts.iter().any(is_asked)
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

/// Refuses a device ID that is missing where it is required, or differs from the directory's.
fn device(asked: &Elevation, known: Option<&str>, required: bool) -> Option<Refusal> {
    match (&asked.device, known) {
        (Some(given), Some(known)) if !given.eq_ignore_ascii_case(known) => {
            Some(Refusal::OtherDevice)
        }
        (None, _) if required => Some(Refusal::NoDevice),
        (Some(_), None) if required => Some(Refusal::OtherDevice),
        _ => None,
    }
}

/// The code that the computer can verify offline, if it has a key of its own. The minute of issue
/// in it is the first minute of its validity, which is all that the computer learns of that.
pub(super) fn offline_code(ask: &Ask, facts: &Facts) -> Option<Code> {
    let asked = ask.elevation.as_ref()?;
    let key = facts.elevating()?.device_key.as_ref()?;
    let account = Account::parse(&asked.local_account)?;
    let single_use = ask.uses.unwrap_or(facts.policy().max_uses) == 1;
    let terms = Terms::new(ask.valid_from(facts.now()), asked.span, single_use).ok()?;
    Some(offline::mint(key, &account, terms))
}

/// What a code grants. The order of the members is part of the format.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Granted<'a> {
    local_account: &'a str,
    account: &'a str,
    span: u8,
    /// `None`: until the computer next reaches its server.
    seconds: Option<u32>,
}

/// What was requested. The order of the members is part of the format.
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
    json(&terms)
}

/// What the audit trail records of the request, as JSON.
pub(super) fn detail(ask: &Ask) -> Option<String> {
    let asked = ask.elevation.as_ref()?;
    let detail = Asked {
        account: asked.account.as_str(),
        local_account: &asked.local_account,
        span: asked.span,
        reason: asked.reason.as_deref(),
    };
    json(&detail)
}

fn json(value: &impl Serialize) -> Option<String> {
    written(128, value).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{Action, Elevating, Findings, Request, Standing, SubjectRow};
    use crate::offline::DeviceKey;
    use crate::words::{
        Alphabet, CodeFormat, Purpose, Seed, SubjectKey, Timestamp, ValidityBounds,
    };
    use alloc::vec;

    const NOW: u64 = 1_795_366_800;

    fn ask(uses: Option<u16>) -> Ask {
        let elevation = Elevation {
            account: SubjectKey::of_user("admin").unwrap(),
            local_account: "tempadmin".into(),
            span: 1,
            device: None,
            reason: None,
        };
        let pc = SubjectKey::of_user("pc").unwrap();
        Ask { uses, elevation: Some(elevation), ..Ask::of(pc) }
    }

    fn code(uses: Option<u16>, max_uses: u16) -> Code {
        code_for(&|| ask(uses), max_uses)
    }

    fn key() -> DeviceKey {
        DeviceKey::from_bytes(core::array::from_fn(|place| place as u8)).unwrap()
    }

    fn code_for(ask: &dyn Fn() -> Ask, max_uses: u16) -> Code {
        let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
        let mut policy = Policy::new(format, 5, ValidityBounds { min: 1, max: 9 }).unwrap();
        policy.max_uses = max_uses;
        let (now, seed) = (Timestamp::from_seconds(NOW), Seed::from_bytes([7; 32]));
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
        let device_key = Some(key());
        let elevation = Some(Elevating { rules: vec![], device: None, device_key });
        let found = Findings::of(now.unwrap(), seed.unwrap(), Some(policy));
        let findings = Findings { rows: vec![row], elevation, ..found };
        let request = Request::of(Purpose::Elevation, Action::Issue(vec![Ok(ask())]));
        let facts = Facts::answering(&request, findings).unwrap();
        offline_code(&ask(), &facts).unwrap()
    }

    #[test]
    fn a_single_use_code_is_single_use_offline_whether_by_request_or_by_policy() {
        let one_use = code(None, 1);
        assert!(one_use.same(&code(Some(1), 0)));
        for (uses, max_uses) in [(None, 0), (None, 2), (Some(0), 0), (Some(2), 3)] {
            assert!(!one_use.same(&code(uses, max_uses)), "{uses:?} of {max_uses}");
        }
    }

    #[test]
    fn a_code_with_a_later_start_is_not_valid_offline_before() {
        let later = Timestamp::from_seconds(NOW + 3_600);
        let code = code_for(&|| Ask { not_before: later, ..ask(None) }, 1);
        let account = Account::parse("tempadmin").unwrap();
        let is_valid = |now: u64| {
            let now = Timestamp::from_seconds(now).unwrap();
            let (window, tolerance) = (offline::Window::DEFAULT, offline::Tolerance::DEFAULT);
            offline::verify(&key(), &account, code.reveal(), now, window, tolerance).is_ok()
        };
        assert!(!is_valid(NOW), "without a later start it would be valid now");
        assert!(is_valid(NOW + 3_600));
    }
}
