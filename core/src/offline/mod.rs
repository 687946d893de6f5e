//! Codes that a computer verifies without a network.
//!
//! Nothing here draws randomness, reads a clock or remembers: the same key, account and terms give
//! the same code, and the limit of tries and the memory of used codes are the host's. The only key
//! that is ever seen here is the computer's own, a [`DeviceKey`]; the tenant's key, which it is
//! derived from, stays in the host. No vendor's client accepts these codes: the format is our own.
//!
//! # Format, version 1
//! `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte first, and
//! then `x`. `number(m)` reads the 32 bytes of a MAC as one 256-bit number, most significant byte
//! first. All numbers in messages have their most significant byte first.
//!
//! | what | is |
//! |---|---|
//! | account | UTF-8, 1 to 256 bytes, the letters A to Z as a to z ([`Account`]) |
//! | minute | whole minutes from 2020-01-01T00:00:00Z to the issue, modulo 2^20 |
//! | payload | 25 bits: minute (20 bits, the highest), validity index (4 bits), single use (1 bit, the lowest) |
//! | tag | `number(HMAC-SHA-256(device key, part(01) ‖ part(account) ‖ part(payload in 4 bytes))) mod 10^12` |
//! | mask | `number(HMAC-SHA-256(device key, part("codemint/offline/mask/v1") ‖ part(tag in 8 bytes))) mod 10^8` |
//! | code | 20 digits: the tag in 12 digits, then `(payload + mask) mod 10^8` in 8, each with its leading zeros |
//!
//! | digest | `HMAC-SHA-256(device key, part("codemint/offline/digest/v1") ‖ part(account) ‖ part(first second of the minute of issue since 1970, in 8 bytes) ‖ part(index in 1 byte) ‖ part(single use: 1 byte, 1 or 0))`; it is remembered, and stands in no code |
//!
//! The first part of the tag's message is the format's version, one byte; those of the mask's and
//! the digest's have 24 and 26 bytes, so that no message of one is a message of another. 2^256 is
//! so much larger than 10^12 that the remainder favours no value by more than 2^-216.
//!
//! # What it promises
//! A code that was not minted under this key for this account passes with a chance of 10^-12 a
//! try, whatever is known of other codes; that includes each code with a digit mistyped. Without
//! the key, a code tells neither its time nor its terms. Two issues in the same minute with the
//! same key, account, index and use are one and the same code: an issuer that promises single use
//! issues one a minute.
//!
//! After 2^20 minutes (728 days and 4 hours) the counter comes round, and a code would be within
//! its window once more. So a tenant's offline key is changed more often than that.

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
