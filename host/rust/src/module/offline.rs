//! Offline codes, minted and verified in the module.

use super::bindings::exports::codemint::module::offline as wit;
use super::compiled::Module;
use super::error::{ModuleError, Nonsense};
use crate::offline::{Account, DeviceKey, Flaw, LENGTH, OfflineModule, Refusal, Terms, Try, Valid};
use codemint_core::words::{Code, Timestamp};
use zeroize::Zeroizing;

impl Module {
    /// Mints the code of these terms, like [`crate::offline::mint`], in a fresh instance.
    ///
    /// # Errors
    /// [`ModuleError`] when the module fails or its answer is not valid.
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
        Ok(core_code(&text).ok_or(Nonsense::Code)?)
    }
}

impl OfflineModule for Module {
    /// Verifies in a fresh instance.
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
            Ok(valid) => Ok(Ok(core_valid(valid, attempt)?)),
            Err(refusal) => Ok(Err(core_refusal(refusal, now)?)),
        }
    }
}

fn device_key(key: &DeviceKey) -> wit::DeviceKey {
    let [w0, w1, w2, w3] = key.words();
    wit::DeviceKey { w0, w1, w2, w3 }
}

/// Accepts exactly twenty digits.
fn core_code(text: &str) -> Option<Code> {
    let is_code = text.len() == LENGTH && text.bytes().all(|digit| digit.is_ascii_digit());
    Code::parse(text).filter(|_| is_code)
}

/// Checks a code that the module accepted: it must be valid now, and issued in a whole minute
/// within window and tolerance.
fn core_valid(valid: wit::Valid, attempt: &Try<'_>) -> Result<Valid, Nonsense> {
    let wit::Terms { issued, span, single_use } = valid.terms;
    let issued = time(issued)?;
    let terms = Terms::new(issued, span, single_use).map_err(|_| Nonsense::Bounds)?;
    let valid =
        Valid { terms, not_before: time(valid.not_before)?, not_after: time(valid.not_after)? };
    let is_now = valid.not_before <= attempt.now && attempt.now <= valid.not_after;
    if is_now && terms.issued() == issued && attempt.may_pass(&valid) {
        Ok(valid)
    } else {
        Err(Nonsense::Bounds)
    }
}

/// Checks a refusal: one because of the time must not be for a code that is valid now.
fn core_refusal(refusal: wit::Refusal, now: Timestamp) -> Result<Refusal, ModuleError> {
    Ok(match refusal {
        wit::Refusal::NotYetValid(at) if at <= now.seconds() => {
            return Err(Nonsense::Bounds.into());
        }
        wit::Refusal::Expired(at) if at >= now.seconds() => return Err(Nonsense::Bounds.into()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::{Tolerance, Window};

    /// 2026-03-14T09:26:00Z, a whole minute.
    const NOW: u64 = 1_773_480_360;

    fn attempt(account: &Account) -> Try<'_> {
        let (window, tolerance) = (Window::DEFAULT, Tolerance::DEFAULT);
        Try { account, typed: "", now: time(NOW).unwrap(), window, tolerance }
    }

    fn answered(issued: u64, span: u8, not_before: u64, not_after: u64) -> wit::Valid {
        let terms = wit::Terms { issued, span, single_use: false };
        wit::Valid { terms, not_before, not_after }
    }

    #[test]
    fn only_twenty_digits_are_a_code() {
        let digits = "12345678901234567890";
        assert_eq!(core_code(digits).unwrap().reveal(), digits);
        for bad in ["", &digits[1..], &format!("{digits}1"), "1234567890123456789x", "１２３４５６"]
        {
            assert!(core_code(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_accepted_code_must_be_valid_now() {
        let account = Account::parse("tempadmin").unwrap();
        let check = |valid| core_valid(valid, &attempt(&account));
        let good = check(answered(NOW - 60, 15, NOW - 360, NOW + 3_840)).unwrap();
        assert_eq!(good.terms.issued().seconds(), NOW - 60);
        for (why, bad) in [
            ("no such span", answered(NOW, 16, NOW, NOW)),
            ("before the counter", answered(NOW - (7 << 25), 0, 0, NOW)),
            ("not a whole minute", answered(NOW - 1, 0, NOW, NOW)),
            ("not yet", answered(NOW, 0, NOW + 1, NOW + 2)),
            ("no longer", answered(NOW, 0, NOW - 2, NOW - 1)),
            ("issued too late", answered(NOW + 360, 0, NOW, NOW)),
            ("issued too early", answered(NOW - 3_960, 0, NOW, NOW)),
            ("no time", answered(u64::MAX, 0, NOW, NOW)),
            ("no time", answered(NOW, 0, NOW, u64::MAX)),
        ] {
            assert_eq!(check(bad).err(), Some(Nonsense::Bounds), "{why}");
        }
    }

    #[test]
    fn a_code_refused_for_its_time_must_not_be_valid_now() {
        let check = |refusal| core_refusal(refusal, time(NOW).unwrap());
        let later = check(wit::Refusal::NotYetValid(NOW + 1)).unwrap();
        assert!(
            matches!(later, Refusal::NotYetValid { not_before, .. } if not_before.seconds() == NOW + 1)
        );
        let earlier = check(wit::Refusal::Expired(NOW - 1)).unwrap();
        assert!(
            matches!(earlier, Refusal::Expired { not_after, .. } if not_after.seconds() == NOW - 1)
        );
        for bad in [
            wit::Refusal::NotYetValid(NOW),
            wit::Refusal::NotYetValid(u64::MAX),
            wit::Refusal::Expired(NOW),
        ] {
            assert!(matches!(check(bad), Err(ModuleError::Nonsense(Nonsense::Bounds))));
        }
        let refused = check(wit::Refusal::Argument("window".into()));
        assert!(matches!(refused, Err(ModuleError::Refused(what)) if what == "window"));
    }
}
