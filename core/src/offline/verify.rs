//! Verifies a typed code for a computer, an account and a time.

use super::code::{Flaw, Parts};
use super::{Account, DeviceKey, Terms};
use crate::words::Timestamp;
use core::fmt;

/// The time after the minute of issue within which a code must be typed, in whole hours.
///
/// Not the time for which privileges are raised, which the validity index specifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window(u8);

impl Window {
    /// The longest window, in hours (the vendor's setting goes from 1 to 72).
    pub const MAX_HOURS: u8 = 72;
    /// One hour (the vendor's default).
    pub const DEFAULT: Self = Self(1);

    /// A window of that many hours, 1 to [`Self::MAX_HOURS`]; `None` for any other number.
    #[must_use]
    pub const fn from_hours(hours: u8) -> Option<Self> {
        if hours == 0 || hours > Self::MAX_HOURS { None } else { Some(Self(hours)) }
    }

    /// The length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0 as u32 * 60 * 60
    }
}

/// The greatest difference between the clocks of computer and issuer, either way, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tolerance(u16);

impl Tolerance {
    /// The greatest tolerance, in seconds: one hour, the shortest window (our own limit).
    pub const MAX_SECONDS: u16 = 60 * 60;
    /// Five minutes (the vendor's).
    pub const DEFAULT: Self = Self(5 * 60);

    /// A tolerance of 0 to [`Self::MAX_SECONDS`] seconds; `None` above.
    #[must_use]
    pub const fn from_seconds(seconds: u16) -> Option<Self> {
        if seconds > Self::MAX_SECONDS { None } else { Some(Self(seconds)) }
    }

    /// The tolerance in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0 as u32
    }
}

/// A code that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valid {
    /// Its terms.
    pub terms: Terms,
    /// The first second in which it may be typed: the minute of issue, minus the tolerance.
    pub not_before: Timestamp,
    /// The last second in which it may be typed: the minute of issue, plus the window and the
    /// tolerance.
    pub not_after: Timestamp,
}

/// Why a code was not accepted. Only genuine codes get an answer that contains their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The text is not a code.
    Malformed(Flaw),
    /// The computer's clock is before 2020, so it is not set.
    ClockNotSet {
        /// The time of the clock.
        now: Timestamp,
    },
    /// It was not minted under this key for this account: mistyped, for another computer or
    /// account, minted under an earlier key, or guessed.
    Wrong,
    /// It is not valid yet: the issuer's clock is ahead by more than the tolerance.
    NotYetValid {
        /// The time of the attempt.
        now: Timestamp,
        /// The first second in which it may be typed.
        not_before: Timestamp,
    },
    /// It is no longer valid.
    Expired {
        /// The time of the attempt.
        now: Timestamp,
        /// The last second in which it could be typed.
        not_after: Timestamp,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(flaw) => flaw.fmt(f),
            Self::ClockNotSet { .. } => f.write_str("the clock is set to a time before 2020"),
            Self::Wrong => f.write_str("the code is not for this computer and account"),
            Self::NotYetValid { .. } => f.write_str("the code is not valid yet"),
            Self::Expired { .. } => f.write_str("the code has expired"),
        }
    }
}

impl core::error::Error for Refusal {}

/// Verifies a typed code.
///
/// A code is valid from the first second of its minute of issue until `window` later. `tolerance`
/// is added at both ends, and both ends are included. Since the minute is rounded down, a code is
/// valid for up to 59 seconds less than the window. Of the minutes that its counter may mean, the
/// one nearest to `now` counts: a code issued more than 2^19 minutes (364 days) ago is "not valid
/// yet".
///
/// Does not detect earlier uses and does not count attempts: the caller keeps the state for both.
///
/// # Errors
/// The first [`Refusal`] that applies, in this order: clock, form, key and account, time.
pub fn verify(
    key: &DeviceKey,
    account: &Account,
    typed: &str,
    now: Timestamp,
    window: Window,
    tolerance: Tolerance,
) -> Result<Valid, Refusal> {
    if now < Terms::earliest() {
        return Err(Refusal::ClockNotSet { now });
    }
    let parts = Parts::read(typed).map_err(Refusal::Malformed)?;
    let payload = parts.payload(key, account).ok_or(Refusal::Wrong)?;
    let valid = Valid::new(Terms::nearest(payload, now), window, tolerance);
    let Valid { not_before, not_after, .. } = valid;
    if now < not_before {
        Err(Refusal::NotYetValid { now, not_before })
    } else if now > not_after {
        Err(Refusal::Expired { now, not_after })
    } else {
        Ok(valid)
    }
}

impl Valid {
    fn new(terms: Terms, window: Window, tolerance: Tolerance) -> Self {
        let issued = terms.issued();
        let earlier = issued.seconds().saturating_sub(tolerance.seconds().into());
        Self {
            terms,
            not_before: Timestamp::from_seconds(earlier).unwrap_or(Timestamp::MAX),
            not_after: issued.plus(window.seconds()).plus(tolerance.seconds()),
        }
    }
}
