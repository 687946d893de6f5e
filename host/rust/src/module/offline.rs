//! Offline codes, minted and verified in the module.

use super::bindings::exports::codemint::module::offline as wit;
use super::{Module, ModuleError, Nonsense};
use crate::offline::{Account, DeviceKey, Flaw, LENGTH, OfflineModule, Refusal, Terms, Try, Valid};
use codemint_core::words::{Code, Timestamp};
use zeroize::Zeroizing;

impl Module {
    /// The code of these terms, as [`crate::offline::mint`], made in a fresh instance.
    ///
    /// # Errors
    /// [`ModuleError`] when the module fails or answers nonsense.
    pub fn mint_offline(
        &self,
        key: &DeviceKey,
        account: &Account,
        terms: Terms,
    ) -> Result<Code, ModuleError> {
        let terms = wit::Terms {
            issued: terms.issued().seconds(),
            span: terms.validity_index(),
            single_use: terms.single_use(),
        };
        let minted = self.instance()?.enter(|guest, store| {
            let guest = guest.codemint_module_offline();
            guest.call_mint(store, device_key(key), account.as_str(), terms)
        })?;
        let text = Zeroizing::new(minted.map_err(ModuleError::Refused)?);
        let is_code = text.len() == LENGTH && text.bytes().all(|digit| digit.is_ascii_digit());
        let code = Code::parse(&text).filter(|_| is_code);
        Ok(code.ok_or(Nonsense::Code)?)
    }
}

impl OfflineModule for Module {
    /// In a fresh instance.
    fn verify(
        &self,
        key: &DeviceKey,
        attempt: &Try<'_>,
    ) -> Result<Result<Valid, Refusal>, ModuleError> {
        let hours = u8::try_from(attempt.window.seconds() / 3600).map_err(|_| Nonsense::Bounds)?;
        let tolerance = u16::try_from(attempt.tolerance.seconds()).map_err(|_| Nonsense::Bounds)?;
        let now = attempt.now;
        let verified = self.instance()?.enter(|guest, store| {
            guest.codemint_module_offline().call_verify(
                store,
                device_key(key),
                attempt.account.as_str(),
                attempt.typed,
                now.seconds(),
                hours,
                tolerance,
            )
        })?;
        match verified {
            Ok(valid) => Ok(Ok(core_valid(valid, now)?)),
            Err(refusal) => Ok(Err(core_refusal(refusal, now)?)),
        }
    }
}

fn device_key(key: &DeviceKey) -> wit::DeviceKey {
    let [w0, w1, w2, w3] = key.words();
    wit::DeviceKey { w0, w1, w2, w3 }
}

/// What the module found good must be good now.
fn core_valid(valid: wit::Valid, now: Timestamp) -> Result<Valid, ModuleError> {
    let wit::Terms { issued, span, single_use } = valid.terms;
    let terms = Terms::new(time(issued)?, span, single_use).map_err(|_| Nonsense::Bounds)?;
    let valid =
        Valid { terms, not_before: time(valid.not_before)?, not_after: time(valid.not_after)? };
    let is_now = valid.not_before <= now && now <= valid.not_after;
    if is_now { Ok(valid) } else { Err(Nonsense::Bounds.into()) }
}

fn core_refusal(refusal: wit::Refusal, now: Timestamp) -> Result<Refusal, ModuleError> {
    Ok(match refusal {
        wit::Refusal::Argument(what) => return Err(ModuleError::Refused(what)),
        wit::Refusal::ClockNotSet => Refusal::ClockNotSet { now },
        wit::Refusal::Malformed(flaw) => Refusal::Malformed(core_flaw(flaw)),
        wit::Refusal::Wrong => Refusal::Wrong,
        wit::Refusal::NotYetValid(at) => Refusal::NotYetValid { now, not_before: time(at)? },
        wit::Refusal::Expired(at) => Refusal::Expired { now, not_after: time(at)? },
    })
}

const fn core_flaw(flaw: wit::Flaw) -> Flaw {
    match flaw {
        wit::Flaw::TooLong(max) => Flaw::TooLong { max: max as usize },
        wit::Flaw::Symbol(place) => Flaw::Symbol { place: place as usize },
        wit::Flaw::Digits(found) => Flaw::Digits { found: found as usize, expected: LENGTH },
    }
}

fn time(seconds: u64) -> Result<Timestamp, Nonsense> {
    Timestamp::from_seconds(seconds).ok_or(Nonsense::Bounds)
}
