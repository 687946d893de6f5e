//! Whether what was typed is a code of this computer, for this account, at this time.

use super::code::{Flaw, Parts};
use super::{Account, DeviceKey, Terms};
use crate::words::Timestamp;
use core::fmt;

/// Within which time after the minute of issue a code must be typed, in whole hours.
///
/// Not to be confused with how long the account stays raised: that is the validity index.
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

    /// How long it is, in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0 as u32 * 60 * 60
    }
}

/// How far the computer's clock may be from the issuer's, either way, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tolerance(u16);

impl Tolerance {
    /// The greatest tolerance, in seconds: one hour, the shortest window (ours).
    pub const MAX_SECONDS: u16 = 60 * 60;
    /// Five minutes (the vendor's).
    pub const DEFAULT: Self = Self(5 * 60);

    /// A tolerance of 0 to [`Self::MAX_SECONDS`] seconds; `None` above.
    #[must_use]
    pub const fn from_seconds(seconds: u16) -> Option<Self> {
        if seconds > Self::MAX_SECONDS { None } else { Some(Self(seconds)) }
    }

    /// How great it is, in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0 as u32
    }
}

/// A code that was found good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valid {
    /// What it says.
    pub terms: Terms,
    /// First second in which it may be typed: the minute of issue, less the tolerance.
    pub not_before: Timestamp,
    /// Last second in which it may be typed: the minute of issue, plus the window and the
    /// tolerance.
    pub not_after: Timestamp,
}

/// Why a code was not found good. When it may be typed is told of genuine codes only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no code at all.
    Malformed(Flaw),
    /// The clock stands before 2020: no time can be told from it.
    ClockNotSet {
        /// What it shows.
        now: Timestamp,
    },
    /// It was not minted under this key for this account: mistyped, another computer's, another
    /// account's, made under a key that was changed, or guessed.
    Wrong,
    /// It may not be typed yet: the issuer's clock is ahead by more than the tolerance.
    NotYetValid {
        /// The time of the try.
        now: Timestamp,
        /// First second in which it may be typed.
        not_before: Timestamp,
    },
    /// It may not be typed any more.
    Expired {
        /// The time of the try.
        now: Timestamp,
        /// Last second in which it could be typed.
        not_after: Timestamp,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(flaw) => flaw.fmt(f),
            Self::ClockNotSet { .. } => f.write_str("the clock stands before 2020"),
            Self::Wrong => f.write_str("the code is not for this computer and account"),
            Self::NotYetValid { .. } => f.write_str("the code is not valid yet"),
            Self::Expired { .. } => f.write_str("the code has expired"),
        }
    }
}

impl core::error::Error for Refusal {}

/// Verifies what was typed.
///
/// A code is good from the first second of its minute of issue until `window` later; `tolerance`
/// is added at both ends, and both ends are included. The minute was rounded down, so that a code
/// has up to 59 seconds less than the window. Of the minutes that its counter may stand for, it is
/// the one nearest to `now`: a code of more than 2^19 minutes (364 days) ago is "not valid yet".
///
/// Says nothing about earlier uses and counts no tries: that takes a memory, which the caller has.
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
    let Valid { terms, not_before, not_after } =
        Valid::new(Terms::nearest(payload, now), window, tolerance);
    if now < not_before {
        Err(Refusal::NotYetValid { now, not_before })
    } else if now > not_after {
        Err(Refusal::Expired { now, not_after })
    } else {
        Ok(Valid { terms, not_before, not_after })
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
