//! A stored code as the core sees it: without its value and its digest.

use super::{CodeFormat, Timestamp};
use core::fmt;

/// What redeeming a code grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Enrolling a device or an authenticator.
    Enrolment,
    /// Resetting a password.
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

    /// The name of this purpose in the configuration, in stores and in the input of the digest. It
    /// never changes, since stored digests depend on it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::PasswordReset => "password-reset",
            Self::Elevation => "elevation",
            Self::Activation => "activation",
        }
    }

    /// The purpose with that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The ID of a record: 128 bits, a UUID of version 7 (RFC 9562), unique across all tenants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(u128);

impl RecordId {
    /// The ID with these 128 bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits)
    }

    /// The ID of two 64-bit words, the high one first: the form in which it crosses the module
    /// boundary.
    #[must_use]
    pub const fn from_words(high: u64, low: u64) -> Self {
        Self((high as u128) << 64 | low as u128)
    }

    /// Parses the canonical text of a UUID (RFC 9562 section 4), in upper or lower case; `None` for
    /// any other text.
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

    /// The two 64-bit words of this ID, the high one first.
    #[must_use]
    pub const fn words(self) -> (u64, u64) {
        ((self.0 >> 64) as u64, self.0 as u64)
    }

    /// The second in which the record was created, from the timestamp of the UUID: its first 48
    /// bits, in milliseconds (RFC 9562 section 5.7). At most [`Timestamp::MAX`].
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

/// The same as `Display`: an ID is not a secret.
impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The state of a stored code. "Not yet valid" and "expired" are computed from the time, never
/// stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not used up yet.
    Pending,
    /// Redeemed as often as allowed.
    Redeemed,
    /// Voided by an operator.
    Voided,
    /// Replaced by a newer code of the same subject and purpose.
    Superseded,
    /// Locked after too many failed attempts; an operator may unlock it.
    Locked,
    /// Expired, and its value was removed; only this tombstone is left.
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

    /// The name of this state in stores.
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

    /// The state with that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a code in this state counts as live: it can be redeemed, now or after an unlock, and
    /// a newer code can supersede it.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Locked)
    }
}

/// A live code of a subject, found by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCode {
    /// The position of its subject in the needs.
    pub subject: u32,
    /// The ID.
    pub id: RecordId,
    /// The version that compare-and-swap compares. Grows by one with every change except a failed
    /// attempt that does not lock the code.
    pub version: u32,
    /// [`State::Pending`] or [`State::Locked`].
    pub state: State,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// The format in which it was drawn; `None` if it was not drawn in a policy's format.
    pub format: Option<CodeFormat>,
}

impl LiveCode {
    /// Whether it could be redeemed at that time.
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
    fn names_give_back_their_values() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::named(purpose.name()), Some(purpose));
        }
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        assert_eq!(State::named("active"), None);
    }
}
