//! The twenty digits: how they are made, and how they are read.

use super::{Account, DeviceKey, Terms};
use crate::words::{Code, is_separator, narrow};
use core::fmt;
use subtle::{Choice, ConstantTimeEq as _, ConstantTimeLess as _};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The first part of the tag's message.
const VERSION: &[u8] = &[1];
/// The first part of the mask's message.
const MASK: &[u8] = b"codemint/offline/mask/v1";
/// The first part of the digest's message. The three differ in length, so that none of their
/// messages ever meet.
const DIGEST: &[u8] = b"codemint/offline/digest/v1";

const TAG_DIGITS: u32 = 12;
const HIDDEN_DIGITS: u32 = 8;
/// How many digits a code has.
pub const LENGTH: usize = (TAG_DIGITS + HIDDEN_DIGITS) as usize;
const TAGS: u64 = 10_u64.pow(TAG_DIGITS);
const HIDDEN: u64 = 10_u64.pow(HIDDEN_DIGITS);

/// The two numbers that a code is written from. No `Debug`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Parts {
    tag: u64,
    /// The payload under its mask.
    hidden: u64,
}

/// The code of these terms for that account of that computer: always the same twenty digits.
#[must_use]
pub fn mint(key: &DeviceKey, account: &Account, terms: Terms) -> Code {
    let payload = terms.payload();
    let tag = tag(key, account, payload);
    let hidden = (u64::from(payload) + mask(key, tag)) % HIDDEN;
    Parts { tag, hidden }.code()
}

/// The digest of a code, 32 bytes: the form in which a computer remembers that it was used.
///
/// It is made of the account and the terms, which are the code's whole content, and of the time of
/// issue itself rather than of a counter that comes round. Without the key it tells neither.
#[must_use]
pub fn digest(key: &DeviceKey, account: &Account, terms: Terms) -> [u8; 32] {
    *key.mac(&[
        DIGEST,
        account.as_str().as_bytes(),
        &terms.issued().seconds().to_be_bytes(),
        &[terms.validity_index()],
        &[terms.single_use().into()],
    ])
}

fn tag(key: &DeviceKey, account: &Account, payload: u32) -> u64 {
    key.number(&[VERSION, account.as_str().as_bytes(), &payload.to_be_bytes()], TAGS)
}

fn mask(key: &DeviceKey, tag: u64) -> u64 {
    key.number(&[MASK, &tag.to_be_bytes()], HIDDEN)
}

/// What is wrong with what was typed, before any key is looked at. Never says what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// More text than a code with separators has.
    TooLong {
        /// The longest text that is read, in bytes of UTF-8.
        max: usize,
    },
    /// Something that is neither a digit nor a separator.
    Symbol {
        /// Where: characters from the beginning, the first is 1.
        place: usize,
    },
    /// Not as many digits as a code has.
    Digits {
        /// How many there are.
        found: usize,
        /// How many a code has: 20.
        expected: usize,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { max } => write!(f, "a code has at most {max} bytes with separators"),
            Self::Symbol { place } => write!(f, "character {place} is no digit"),
            Self::Digits { found, expected } => {
                write!(f, "a code has {expected} digits, not {found}")
            }
        }
    }
}

impl core::error::Error for Flaw {}

impl Parts {
    /// The longest text that is read, in bytes: twenty digits with a separator of three bytes and
    /// a space on each side of every one still fit.
    pub(super) const MAX_TYPED: usize = 128;

    /// Reads what was typed: the digits 0 to 9, also full-width, and anywhere between them what
    /// separates the symbols of any code ([`crate::words::entry`]).
    pub(super) fn read(typed: &str) -> Result<Self, Flaw> {
        if typed.len() > Self::MAX_TYPED {
            return Err(Flaw::TooLong { max: Self::MAX_TYPED });
        }
        let mut parts = Self { tag: 0, hidden: 0 };
        let mut found = 0;
        for (symbol, place) in typed.chars().map(narrow).zip(1..) {
            if is_separator(symbol) {
                continue;
            }
            let digit = symbol.to_digit(10).ok_or(Flaw::Symbol { place })?;
            let number =
                if found < TAG_DIGITS as usize { &mut parts.tag } else { &mut parts.hidden };
            if found < LENGTH {
                *number = *number * 10 + u64::from(digit);
            }
            found += 1;
        }
        if found == LENGTH { Ok(parts) } else { Err(Flaw::Digits { found, expected: LENGTH }) }
    }

    /// The payload, if the code was minted under this key for this account.
    ///
    /// The tag is computed and compared whole whether the payload can be one or not, so that the
    /// time does not tell a forger how near a guess came.
    pub(super) fn payload(&self, key: &DeviceKey, account: &Account) -> Option<u32> {
        let shown = (self.hidden + HIDDEN - mask(key, self.tag)) % HIDDEN;
        // Below 10^8, so it fits.
        let payload = u32::try_from(shown).unwrap_or(u32::MAX);
        let is_payload = payload.ct_lt(&Terms::PAYLOADS);
        let genuine: Choice = tag(key, account, payload).ct_eq(&self.tag) & is_payload;
        bool::from(genuine).then_some(payload)
    }

    fn code(&self) -> Code {
        let mut code = Code::empty();
        for (number, digits) in [(self.tag, TAG_DIGITS), (self.hidden, HIDDEN_DIGITS)] {
            for place in (0..digits).rev() {
                code.push(b'0' + (number / 10_u64.pow(place) % 10) as u8);
            }
        }
        code
    }
}
