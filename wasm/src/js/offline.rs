//! Offline codes.

use super::fault::{Fault, read, write};
use crate::checked::time;
use alloc::string::String;
use codemint_core::offline::{self, Account, DeviceKey, Flaw, Refusal, Tolerance, Window};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// The content of an offline code.
#[derive(Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Terms {
    /// When it was issued, to the minute.
    issued: u64,
    /// The number of the span that it grants, 0 to 15.
    span: u8,
    /// Whether it may be used only once.
    single_use: bool,
}

/// The result of verifying a typed offline code.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
pub(super) enum Verified {
    /// A code of this computer for this account, within its window.
    Valid {
        /// Its content.
        terms: Terms,
        /// The first second in which it is accepted.
        not_before: u64,
        /// The last second in which it is accepted.
        not_after: u64,
    },
    /// The computer's clock is before 2020, so it was never set.
    ClockNotSet,
    /// The text is too long.
    TooLong {
        /// The maximum length in bytes.
        max: usize,
    },
    /// A character is neither a digit nor a separator.
    Symbol {
        /// The place of the character; the first is 1.
        place: usize,
    },
    /// The number of digits is wrong.
    Digits {
        /// The number of digits in the text.
        found: usize,
    },
    /// The code was not minted with this key for this account.
    Wrong,
    /// The code is not accepted yet.
    NotYetValid {
        /// The first second in which it is accepted.
        not_before: u64,
    },
    /// The code is no longer accepted.
    Expired {
        /// The last second in which it was accepted.
        not_after: u64,
    },
}

/// Mints an offline code.
///
/// # Errors
/// Code `argument` for an invalid key, account or terms.
#[wasm_bindgen(js_name = mintOffline)]
pub fn mint_offline(
    key: &[u8],
    account: &str,
    #[wasm_bindgen(unchecked_param_type = "Terms")] terms: JsValue,
) -> Result<String, JsValue> {
    let (key, account) = (device_key(key)?, core_account(account)?);
    let terms: Terms = read(terms)?;
    let issued = time(terms.issued).map_err(Fault::argument)?;
    let terms = offline::Terms::new(issued, terms.span, terms.single_use);
    let terms = terms.map_err(|fault| Fault::of("argument", fault))?;
    Ok(offline::mint(&key, &account, terms).reveal().into())
}

/// Verifies a typed offline code at `now`. A code is accepted from its minute of issue for `window`
/// hours (1 to 72), extended at both ends by `tolerance` seconds (0 to 3,600). Neither counts
/// attempts nor remembers uses; the host must.
///
/// # Errors
/// Code `argument` for an invalid key, account, time, window or tolerance.
#[wasm_bindgen(js_name = verifyOffline, unchecked_return_type = "Verified")]
pub fn verify_offline(
    key: &[u8],
    account: &str,
    typed: &str,
    now: f64,
    window: u8,
    tolerance: u16,
) -> Result<JsValue, JsValue> {
    let (key, account) = (device_key(key)?, core_account(account)?);
    let whole = now >= 0.0 && now.fract() == 0.0;
    let now = time(if whole { now as u64 } else { u64::MAX }).map_err(Fault::argument)?;
    let window = Window::from_hours(window).ok_or_else(|| Fault::argument("window"))?;
    let tolerance = Tolerance::from_seconds(tolerance);
    let tolerance = tolerance.ok_or_else(|| Fault::argument("tolerance"))?;
    let found = offline::verify(&key, &account, typed, now, window, tolerance);
    Ok(write(&found.map_or_else(Verified::from, Verified::from))?)
}

fn device_key(bytes: &[u8]) -> Result<DeviceKey, Fault> {
    let bytes: [u8; 32] =
        bytes.try_into().map_err(|_| Fault::argument("the key is not 32 bytes"))?;
    let bytes = Zeroizing::new(bytes);
    DeviceKey::from_bytes(*bytes).ok_or_else(|| Fault::argument("the key is a placeholder"))
}

fn core_account(name: &str) -> Result<Account, Fault> {
    Account::parse(name).ok_or_else(|| Fault::argument("the account is invalid"))
}

impl From<offline::Valid> for Verified {
    fn from(valid: offline::Valid) -> Self {
        Self::Valid {
            terms: Terms {
                issued: valid.terms.issued().seconds(),
                span: valid.terms.validity_index(),
                single_use: valid.terms.single_use(),
            },
            not_before: valid.not_before.seconds(),
            not_after: valid.not_after.seconds(),
        }
    }
}

impl From<Refusal> for Verified {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ClockNotSet { .. } => Self::ClockNotSet,
            Refusal::Malformed(Flaw::TooLong { max }) => Self::TooLong { max },
            Refusal::Malformed(Flaw::Symbol { place }) => Self::Symbol { place },
            Refusal::Malformed(Flaw::Digits { found, .. }) => Self::Digits { found },
            Refusal::Wrong => Self::Wrong,
            Refusal::NotYetValid { not_before, .. } => {
                Self::NotYetValid { not_before: not_before.seconds() }
            }
            Refusal::Expired { not_after, .. } => Self::Expired { not_after: not_after.seconds() },
        }
    }
}
