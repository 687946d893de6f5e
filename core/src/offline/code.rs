//! The twenty digits of a code: minting and reading them.

use super::{Account, DeviceKey, Terms};
use crate::words::{Code, is_separator, narrow};
use core::fmt;
use subtle::{Choice, ConstantTimeEq as _, ConstantTimeLess as _};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The first part of the tag's message.
const VERSION: &[u8] = &[1];
/// The first part of the mask's message.
const MASK: &[u8] = b"codemint/offline/mask/v1";
/// The first part of the digest's message. The three differ in length, so that no two kinds of
/// message are ever equal.
const DIGEST: &[u8] = b"codemint/offline/digest/v1";

const TAG_DIGITS: u32 = 12;
const MASKED_DIGITS: u32 = 8;
/// The number of digits of a code.
pub const LENGTH: usize = (TAG_DIGITS + MASKED_DIGITS) as usize;
const TAGS: u64 = 10_u64.pow(TAG_DIGITS);
const MASKED: u64 = 10_u64.pow(MASKED_DIGITS);

/// The two numbers that form a code. No `Debug`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Parts {
    tag: u64,
    /// The payload plus its mask.
    masked: u64,
}

/// Mints the code with these terms for that account of that computer: always the same digits.
#[must_use]
pub fn mint(key: &DeviceKey, account: &Account, terms: Terms) -> Code {
    let payload = terms.payload();
    let tag = tag(key, account, payload);
    let masked = (u64::from(payload) + mask(key, tag)) % MASKED;
    Parts { tag, masked }.code()
}

/// The digest of a code, 32 bytes: the form in which a computer remembers that it was used.
///
/// It is computed from the account and the terms, which are the whole content of the code, with the
/// full time of issue instead of the counter that wraps. Without the key it reveals neither.
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
    key.number(&[MASK, &tag.to_be_bytes()], MASKED)
}

/// Why a typed text is not a code, whatever the key. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The text is longer than any code with separators.
    TooLong {
        /// The longest text that is read, in bytes of UTF-8.
        max: usize,
    },
    /// A character that is neither a digit nor a separator.
    Symbol {
        /// The position in characters; the first is 1.
        place: usize,
    },
    /// The wrong number of digits.
    Digits {
        /// The number of digits found.
        found: usize,
        /// The number of digits of a code: 20.
        expected: usize,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { max } => write!(f, "a code has at most {max} bytes with separators"),
            Self::Symbol { place } => write!(f, "character {place} is not a digit"),
            Self::Digits { found, expected } => {
                write!(f, "a code has {expected} digits, not {found}")
            }
        }
    }
}

impl core::error::Error for Flaw {}

impl Parts {
    /// The longest text that is read, in bytes of UTF-8: enough for twenty digits with a separator
    /// of three bytes and two spaces after each.
    pub(super) const MAX_TYPED: usize = 128;

    /// Reads a typed code: the digits 0 to 9, also full-width, with the separators that
    /// [`crate::words::entry`] allows anywhere.
    pub(super) fn read(typed: &str) -> Result<Self, Flaw> {
        if typed.len() > Self::MAX_TYPED {
            return Err(Flaw::TooLong { max: Self::MAX_TYPED });
        }
        let mut parts = Self { tag: 0, masked: 0 };
        let mut found = 0;
        for (symbol, place) in typed.chars().map(narrow).zip(1..) {
            if is_separator(symbol) {
                continue;
            }
            let digit = symbol.to_digit(10).ok_or(Flaw::Symbol { place })?;
            let number =
                if found < TAG_DIGITS as usize { &mut parts.tag } else { &mut parts.masked };
            if found < LENGTH {
                *number = *number * 10 + u64::from(digit);
            }
            found += 1;
        }
        if found == LENGTH { Ok(parts) } else { Err(Flaw::Digits { found, expected: LENGTH }) }
    }

    /// The payload, if the code was minted under this key for this account.
    ///
    /// The whole tag is computed and compared even if the payload is out of range, so that timing
    /// does not reveal how close a guess was.
    pub(super) fn payload(&self, key: &DeviceKey, account: &Account) -> Option<u32> {
        let unmasked = (self.masked + MASKED - mask(key, self.tag)) % MASKED;
        // Below 10^8, so it fits.
        let payload = u32::try_from(unmasked).unwrap_or(u32::MAX);
        let is_payload = payload.ct_lt(&Terms::PAYLOADS);
        let genuine: Choice = tag(key, account, payload).ct_eq(&self.tag) & is_payload;
        bool::from(genuine).then_some(payload)
    }

    fn code(&self) -> Code {
        let mut code = Code::empty();
        for (number, digits) in [(self.tag, TAG_DIGITS), (self.masked, MASKED_DIGITS)] {
            for place in (0..digits).rev() {
                code.push(b'0' + (number / 10_u64.pow(place) % 10) as u8);
            }
        }
        code
    }
}
