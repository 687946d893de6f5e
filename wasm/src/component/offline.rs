//! Offline codes, for component hosts.

use super::bindings::Component;
use super::bindings::exports::codemint::module::offline as wit;
use crate::checked::{Checked, time};
use alloc::{string::String, string::ToString};
use codemint_core::offline::{self, Account, DeviceKey, Flaw, Refusal, Terms, Tolerance, Window};

impl wit::Guest for Component {
    fn mint(key: wit::DeviceKey, account: String, terms: wit::Terms) -> Result<String, String> {
        let (key, account) = (device_key(key)?, core_account(&account)?);
        let terms = Terms::new(time(terms.issued)?, terms.span, terms.single_use);
        let terms = terms.map_err(|fault| fault.to_string())?;
        Ok(offline::mint(&key, &account, terms).reveal().into())
    }

    fn verify(
        key: wit::DeviceKey,
        account: String,
        typed: String,
        now: u64,
        window: u8,
        tolerance: u16,
    ) -> Result<wit::Valid, wit::Refusal> {
        let argument = |error: &str| wit::Refusal::Argument(error.into());
        let key = device_key(key).map_err(argument)?;
        let account = core_account(&account).map_err(argument)?;
        let now = time(now).map_err(argument)?;
        let window = Window::from_hours(window).ok_or_else(|| argument("window"))?;
        let tolerance = Tolerance::from_seconds(tolerance).ok_or_else(|| argument("tolerance"))?;
        let valid = offline::verify(&key, &account, &typed, now, window, tolerance);
        valid.map(wit_valid).map_err(wit_refusal)
    }
}

fn device_key(wit::DeviceKey { w0, w1, w2, w3 }: wit::DeviceKey) -> Checked<DeviceKey> {
    DeviceKey::from_words([w0, w1, w2, w3]).ok_or("the key is a placeholder")
}

fn core_account(name: &str) -> Checked<Account> {
    Account::parse(name).ok_or("the account is invalid")
}

fn wit_valid(valid: offline::Valid) -> wit::Valid {
    wit::Valid {
        terms: wit::Terms {
            issued: valid.terms.issued().seconds(),
            span: valid.terms.validity_index(),
            single_use: valid.terms.single_use(),
        },
        not_before: valid.not_before.seconds(),
        not_after: valid.not_after.seconds(),
    }
}

fn wit_flaw(flaw: Flaw) -> wit::Flaw {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match flaw {
        Flaw::TooLong { max } => wit::Flaw::TooLong(number(max)),
        Flaw::Symbol { place } => wit::Flaw::Symbol(number(place)),
        Flaw::Digits { found, .. } => wit::Flaw::Digits(number(found)),
    }
}

fn wit_refusal(refusal: Refusal) -> wit::Refusal {
    match refusal {
        Refusal::Malformed(flaw) => wit::Refusal::Malformed(wit_flaw(flaw)),
        Refusal::ClockNotSet { .. } => wit::Refusal::ClockNotSet,
        Refusal::Wrong => wit::Refusal::Wrong,
        Refusal::NotYetValid { not_before, .. } => wit::Refusal::NotYetValid(not_before.seconds()),
        Refusal::Expired { not_after, .. } => wit::Refusal::Expired(not_after.seconds()),
    }
}
