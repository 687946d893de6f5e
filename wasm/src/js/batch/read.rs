//! Reads findings from bytes.

use crate::checked::{Checked, format, tick};
use alloc::vec::Vec;
use codemint_core::journey::{Findings, Standing, SubjectRow};
use codemint_core::words::{LiveCode, Policy, RecordId, Seed, State, Timestamp};
use zeroize::Zeroizing;

/// The number that means "absent".
const NONE: u32 = u32::MAX;

/// The bytes that have not been read yet.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads all findings, and adds the policy.
    ///
    /// # Errors
    /// When the bytes do not have the format that [`super`] describes.
    pub(super) fn findings(mut self, policy: Option<Policy>) -> Checked<Findings> {
        let now = self.time()?;
        let tick = tick(self.number()?)?;
        let seed = Zeroizing::new(self.bytes::<32>()?);
        let seed = Seed::from_bytes(*seed).ok_or("the seed is zero")?;
        let rows = self.many(Self::row)?;
        let live = self.many(Self::live)?;
        let matches = self.many(|all| all.number().map(|at| (at != NONE).then_some(at)))?;
        if !self.0.is_empty() {
            return Err("the findings have more bytes than they should");
        }
        Ok(Findings { tick, rows, live, matches, ..Findings::of(now, seed, policy) })
    }

    fn row(&mut self) -> Checked<SubjectRow> {
        let [bits] = self.bytes()?;
        let standing = match bits & 7 {
            0 => Standing::Unknown,
            1 => Standing::Active,
            2 => Standing::Disabled,
            3 => Standing::PendingDeletion,
            4 => Standing::Unavailable,
            _ => return Err("there is no such standing"),
        };
        Ok(SubjectRow { standing, purpose_allowed: bits & 8 != 0, has_mail: bits & 16 != 0 })
    }

    fn live(&mut self) -> Checked<LiveCode> {
        let subject = self.number()?;
        let id = RecordId::from_u128(u128::from_be_bytes(self.bytes()?));
        let version = self.number()?;
        let state = match self.bytes()? {
            [0] => State::Pending,
            [1] => State::Locked,
            _ => return Err("a live code is pending or locked"),
        };
        let (not_before, not_after) = (self.time()?, self.time()?);
        let format = format(self.number()?)?;
        Ok(LiveCode { subject, id, version, state, not_before, not_after, format })
    }

    fn many<T>(&mut self, one: impl Fn(&mut Self) -> Checked<T>) -> Checked<Vec<T>> {
        // Allocates as items are read; the count alone is not trusted.
        (0..self.number()?).map(|_| one(self)).collect()
    }

    fn number(&mut self) -> Checked<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn time(&mut self) -> Checked<Timestamp> {
        let seconds = f64::from_le_bytes(self.bytes()?);
        let whole = seconds >= 0.0 && seconds % 1.0 == 0.0;
        let time = whole.then(|| Timestamp::from_seconds(seconds as u64)).flatten();
        time.ok_or("a time is not a whole second before the year 10000")
    }

    fn bytes<const N: usize>(&mut self) -> Checked<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk().ok_or("the findings end too early")?;
        self.0 = rest;
        Ok(*first)
    }
}
