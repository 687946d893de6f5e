//! Codes that a computer verifies without a network.
//!
//! This module draws no randomness, reads no clock and keeps no state: the same key, account and
//! terms give the same code. The host limits attempts and remembers used codes. The only key used
//! here is the computer's own, a [`DeviceKey`]; the tenant's key, from which it is derived, stays
//! in the host. No vendor's client accepts these codes: the format is our own.
//!
//! # Format, version 1
//! `part(x)` is the length of `x` in bytes as a 32-bit number, followed by `x`. `number(m)` is the
//! 32 bytes of a MAC as one 256-bit number. All numbers are big-endian.
//!
//! | value | definition |
//! |---|---|
//! | account | UTF-8, 1 to 256 bytes, the letters A to Z in lower case ([`Account`]) |
//! | minute | whole minutes from 2020-01-01T00:00:00Z to the time of issue, modulo 2^20 |
//! | payload | 25 bits: minute (20 bits, the highest), validity index (4 bits), single use (1 bit, the lowest) |
//! | tag | `number(HMAC-SHA-256(device key, part(01) ‖ part(account) ‖ part(payload in 4 bytes))) mod 10^12` |
//! | mask | `number(HMAC-SHA-256(device key, part("codemint/offline/mask/v1") ‖ part(tag in 8 bytes))) mod 10^8` |
//! | code | 20 digits: the tag in 12 digits, then `(payload + mask) mod 10^8` in 8 digits, both with leading zeros |
//! | digest | `HMAC-SHA-256(device key, part("codemint/offline/digest/v1") ‖ part(account) ‖ part(first second of the minute of issue since 1970, in 8 bytes) ‖ part(validity index in 1 byte) ‖ part(single use in 1 byte: 1 or 0))`; stored to remember a used code, not part of any code |
//!
//! The first part of the tag's message is the version of the format, one byte. The first parts of
//! the mask's and the digest's messages have 24 and 26 bytes, so that a message of one kind is
//! never a message of another. 2^256 is so much larger than 10^12 that the remainder favours no
//! value by more than 2^-216.
//!
//! # Guarantees
//! A code that was not minted under this key for this account is accepted with a probability of
//! 10^-12 per attempt, whatever is known of other codes; this includes codes with a mistyped digit.
//! Without the key, a code reveals neither its time of issue nor its terms. Two issues in the same
//! minute with the same key, account, index and use give the same code: an issuer that guarantees
//! single use issues at most one per minute.
//!
//! After 2^20 minutes (728 days, 4 hours and 16 minutes) the counter wraps, and an old code falls
//! into its window again. A tenant's offline key must therefore be rotated more often than that.

mod account;
mod code;
mod key;
mod terms;
mod verify;

pub use account::Account;
pub use code::{Flaw, LENGTH, digest, mint};
pub use key::DeviceKey;
pub use terms::{Terms, TermsFault};
pub use verify::{Refusal, Tolerance, Valid, Window, verify};

#[cfg(test)]
mod tests;
