//! The terms of a code: when it was issued, for how long it raises privileges, and whether it may
//! be used only once.

use crate::words::Timestamp;
use core::fmt;

/// The terms of a code. The code contains 25 bits of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Whole minutes since 1970.
    minute: u64,
    /// 0 to [`Self::MAX_VALIDITY_INDEX`].
    validity_index: u8,
    single_use: bool,
}

/// Why terms are invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsFault {
    /// The validity index has more than four bits.
    ValidityIndex {
        /// The requested index.
        index: u8,
        /// The highest index.
        max: u8,
    },
    /// The time of issue is before the start of the minute counter: the issuer's clock is not set.
    Issued {
        /// The time of issue.
        issued: Timestamp,
        /// The start of the counter.
        earliest: Timestamp,
    },
}

impl fmt::Display for TermsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValidityIndex { index, max } => {
                write!(f, "a validity index is 0 to {max}, not `{index}`")
            }
            Self::Issued { .. } => f.write_str("the issuer's clock is set to a time before 2020"),
        }
    }
}

impl core::error::Error for TermsFault {}

const SECONDS_A_MINUTE: u64 = 60;
/// 2020-01-01T00:00:00Z in seconds since 1970, a whole minute.
const ORIGIN: u64 = 1_577_836_800;
/// The minutes after which the counter wraps: 728 days, 4 hours and 16 minutes.
const MINUTES: u64 = 1 << 20;

impl Terms {
    /// The highest validity index: it has four bits. The tenant's table defines what each means.
    pub const MAX_VALIDITY_INDEX: u8 = 15;

    /// The number of payloads; all are below 10^8.
    pub(super) const PAYLOADS: u32 = 1 << 25;

    /// The terms of a code issued at that time, rounded down to its minute.
    ///
    /// # Errors
    /// When the index is above [`Self::MAX_VALIDITY_INDEX`], or the time is before 2020.
    pub fn new(
        issued: Timestamp,
        validity_index: u8,
        single_use: bool,
    ) -> Result<Self, TermsFault> {
        if validity_index > Self::MAX_VALIDITY_INDEX {
            let max = Self::MAX_VALIDITY_INDEX;
            return Err(TermsFault::ValidityIndex { index: validity_index, max });
        }
        if issued < Self::earliest() {
            return Err(TermsFault::Issued { issued, earliest: Self::earliest() });
        }
        Ok(Self { minute: issued.seconds() / SECONDS_A_MINUTE, validity_index, single_use })
    }

    /// The start of the minute counter: 2020-01-01T00:00:00Z.
    #[must_use]
    pub fn earliest() -> Timestamp {
        Timestamp::from_seconds(ORIGIN).unwrap_or(Timestamp::MAX)
    }

    /// The first second of the minute of issue, by the issuer's clock.
    #[must_use]
    pub fn issued(self) -> Timestamp {
        Timestamp::from_seconds(self.minute * SECONDS_A_MINUTE).unwrap_or(Timestamp::MAX)
    }

    /// The position in the tenant's table of validities, 0 to [`Self::MAX_VALIDITY_INDEX`].
    #[must_use]
    pub const fn validity_index(self) -> u8 {
        self.validity_index
    }

    /// Whether the code may be used only once.
    #[must_use]
    pub const fn single_use(self) -> bool {
        self.single_use
    }

    /// The 25 bits that enter the code.
    pub(super) fn payload(self) -> u32 {
        let minute = counter(self.minute) << 5;
        minute | u32::from(self.validity_index) << 1 | u32::from(self.single_use)
    }

    /// The terms of a payload. Of the minutes of issue that its counter may mean, the one nearest
    /// to `now` is chosen: from 2^19 minutes (364 days, 2 hours and 8 minutes) before the minute of
    /// `now` to 2^19 - 1 minutes after it.
    ///
    /// `now` must not be before [`Self::earliest`], and the payload must be below
    /// [`Self::PAYLOADS`].
    pub(super) fn nearest(payload: u32, now: Timestamp) -> Self {
        let earliest = (now.seconds() / SECONDS_A_MINUTE).saturating_sub(MINUTES / 2);
        let later = (payload >> 5).wrapping_sub(counter(earliest));
        let later = u64::from(later) % MINUTES;
        Self {
            minute: earliest + later,
            validity_index: (payload >> 1 & 0xf) as u8,
            single_use: payload & 1 == 1,
        }
    }
}

/// The 20-bit counter of a minute since 1970. It also extends backwards before 2020.
const fn counter(minute: u64) -> u32 {
    (minute.wrapping_sub(ORIGIN / SECONDS_A_MINUTE) % MINUTES) as u32
}
