//! A stored code, as the core sees it: never its value, never its digest.

use super::{CodeFormat, Timestamp};
use core::fmt;

/// What redeeming a code grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Enrolling a device or an authenticator.
    Enrolment,
    /// Setting a new password.
    PasswordReset,
    /// Raising privileges on a computer.
    Elevation,
    /// Activating an app.
    Activation,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] =
        [Self::Enrolment, Self::PasswordReset, Self::Elevation, Self::Activation];

    /// The name by which configuration, stores and the digest know this purpose. Never changed:
    /// stored digests depend on it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::PasswordReset => "password-reset",
            Self::Elevation => "elevation",
            Self::Activation => "activation",
        }
    }

    /// The purpose of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The name of a record: 128 bits, a UUID of version 7 (RFC 9562), unique over all tenants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(u128);

impl RecordId {
    /// The id of these 128 bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits)
    }

    /// The id of these two words, the high one first, as they cross the wall.
    #[must_use]
    pub const fn from_words(high: u64, low: u64) -> Self {
        Self((high as u128) << 64 | low as u128)
    }

    /// The id that is written so: the canonical text of a UUID (RFC 9562 section 4), in any case;
    /// `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const DASHES: [usize; 4] = [8, 13, 18, 23];
        if text.len() != 36 {
            return None;
        }
        text.bytes()
            .enumerate()
            .try_fold(0, |bits: u128, (place, byte)| {
                if DASHES.contains(&place) {
                    return (byte == b'-').then_some(bits);
                }
                Some(bits << 4 | u128::from(char::from(byte).to_digit(16)?))
            })
            .map(Self)
    }

    /// The two words of this id, the high one first.
    #[must_use]
    pub const fn words(self) -> (u64, u64) {
        ((self.0 >> 64) as u64, self.0 as u64)
    }

    /// The second in which the record was created: the timestamp of a UUID of version 7 is its first
    /// 48 bits, in milliseconds (RFC 9562 section 5.7). At most [`Timestamp::MAX`].
    #[must_use]
    pub fn created(self) -> Timestamp {
        Timestamp::from_seconds((self.words().0 >> 16) / 1000).unwrap_or(Timestamp::MAX)
    }

    /// The canonical text in ASCII.
    #[must_use]
    pub fn written(self) -> [u8; 36] {
        const fn digit(value: u8) -> u8 {
            if value < 10 { b'0' + value } else { b'a' + value - 10 }
        }
        let mut digits = [0; 32];
        for (to, byte) in digits.as_chunks_mut().0.iter_mut().zip(self.to_bytes()) {
            *to = [digit(byte >> 4), digit(byte & 15)];
        }
        let mut text = [b'-'; 36];
        for (from, to) in
            [(0..8, 0..8), (8..12, 9..13), (12..16, 14..18), (16..20, 19..23), (20..32, 24..36)]
        {
            let digits = digits.get(from).unwrap_or_default();
            text.get_mut(to).into_iter().for_each(|text| text.copy_from_slice(digits));
        }
        text
    }

    /// The 128 bits, most significant byte first.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

/// The canonical text of a UUID (RFC 9562 section 4).
impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.written()).unwrap_or_default())
    }
}

/// As its `Display`: an id is no secret.
impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where a stored code stands. "Not yet valid" and "expired" are computed from time, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting to be redeemed.
    Pending,
    /// All its uses are spent.
    Redeemed,
    /// Revoked by an operator.
    Voided,
    /// A newer code of the same subject and purpose took its place.
    Superseded,
    /// Too many wrong tries; an operator may unlock it.
    Locked,
    /// Its time is over and its value has been removed; only this tombstone is left.
    Removed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Redeemed,
        Self::Voided,
        Self::Superseded,
        Self::Locked,
        Self::Removed,
    ];

    /// The name by which stores know this state.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Redeemed => "redeemed",
            Self::Voided => "voided",
            Self::Superseded => "superseded",
            Self::Locked => "locked",
            Self::Removed => "removed",
        }
    }

    /// The state of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a code in this state still occupies its subject: it may be redeemed, now or after
    /// an unlock, and a newer one supersedes it.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Locked)
    }
}

/// One live code of a subject that the host found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCode {
    /// Whose it is: the position of the subject in the needs.
    pub subject: u32,
    /// Its name.
    pub id: RecordId,
    /// What compare-and-swap compares; grows by one with every change.
    pub version: u32,
    /// [`State::Pending`] or [`State::Locked`].
    pub state: State,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
}

impl LiveCode {
    /// Whether it would be accepted at that time, had it been typed.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.state == State::Pending && self.not_before <= now && now <= self.not_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn an_id_is_written_as_a_uuid() {
        let id = RecordId::from_words(0x0123_4567_89ab_7def, 0x8123_4567_89ab_cdef);
        assert_eq!(id.to_string(), "01234567-89ab-7def-8123-456789abcdef");
        assert_eq!(id.words(), (0x0123_4567_89ab_7def, 0x8123_4567_89ab_cdef));
        assert_eq!(RecordId::parse("01234567-89AB-7def-8123-456789abcdef"), Some(id));
        for text in [
            "",
            "01234567-89ab-7def-8123-456789abcde",
            "01234567-89ab-7def-8123-456789abcdeg",
            "01234567-89ab-7def-8123-456789abcd-e",
            "0123456789ab-7def-8123-456789abcdef-",
            "01234567-89ab-7def-8123-456789abcd\u{e4}",
        ] {
            assert_eq!(RecordId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_known_again() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::named(purpose.name()), Some(purpose));
        }
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        assert_eq!(State::named("active"), None);
    }
}
