//! What is remembered of a computer's offline codes, and the rules that follow from it.

use super::declined::Declined;
use super::{Tolerance, Valid, Window};
use codemint_core::words::Timestamp;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What is remembered of one computer's offline codes: the highest time seen, wrong attempts, and
/// the single-use codes that were used. It contains no code, only keyed digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The highest time seen. Time never goes back before it.
    seen: Timestamp,
    /// The memory begins here: nothing is known of codes issued before.
    from: Timestamp,
    /// Attempts that were wrong or whose answer is pending, minus the forgotten ones.
    tries: u32,
    /// From here on one attempt is forgotten each hour.
    forgetting_since: Timestamp,
    /// No attempt is allowed before.
    wait_until: Timestamp,
    used: Vec<Used>,
}

/// A single-use code that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Used {
    digest: [u8; 32],
    /// The last second in which it can be valid under any configuration.
    until: Timestamp,
}

/// The first byte of the stored form.
const FORMAT: u8 = 1;
const USED_BYTES: usize = 32 + 8;
const HASH_BYTES: usize = 32;

impl Remembered {
    /// Attempts without a wait. The fifth wrong one is followed by the first wait.
    pub const FREE_TRIES: u32 = 5;
    /// The first wait, in seconds. Each further wrong attempt doubles it.
    pub const FIRST_WAIT: u32 = 60;
    /// The longest wait, in seconds; also the time after which one wrong attempt is forgotten.
    pub const LONGEST_WAIT: u32 = 60 * 60;
    /// For how long after its minute of issue a used code is remembered, in seconds: the longest
    /// possible window and the greatest tolerance, whatever is configured now.
    const USED_FOR: u32 = Window::MAX_HOURS as u32 * 3_600 + Tolerance::MAX_SECONDS as u32;

    /// The memory of a computer that has just received its first key: empty.
    #[must_use]
    pub fn nothing() -> Self {
        Self::since(time(0))
    }

    /// The memory after an earlier one was lost, or had seen a wrong time: empty, and no code
    /// issued before `now` is accepted any more, since it may have been used.
    #[must_use]
    pub fn since(now: Timestamp) -> Self {
        let used = Vec::new();
        Self { seen: now, from: now, tries: 0, forgetting_since: now, wait_until: now, used }
    }

    /// The highest time seen.
    #[must_use]
    pub const fn seen(&self) -> Timestamp {
        self.seen
    }

    /// How many attempts count now: wrong ones, and those whose answer is pending.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// Counts an attempt before it is checked, and returns the time for the check.
    pub(super) fn begin(&mut self, now: Timestamp) -> Result<Timestamp, Declined> {
        self.seen = self.seen.max(now);
        let now = self.seen;
        self.used.retain(|used| used.until >= now);
        self.forget_tries();
        if now < self.wait_until {
            return Err(Declined::Wait { now, until: self.wait_until });
        }
        if self.tries == 0 {
            self.forgetting_since = now;
        }
        self.tries = self.tries.saturating_add(1);
        self.wait_until = now.plus(wait(self.tries));
        Ok(now)
    }

    /// Forgets one attempt for each whole hour that has passed.
    fn forget_tries(&mut self) {
        let hour = u64::from(Self::LONGEST_WAIT);
        let passed = self.seen.seconds().saturating_sub(self.forgetting_since.seconds());
        self.tries = self.tries.saturating_sub(u32::try_from(passed / hour).unwrap_or(u32::MAX));
        self.forgetting_since = time(self.seen.seconds() - passed % hour);
    }

    /// Remembers the use of a correct code, and takes back the attempt that was counted for it.
    ///
    /// Only that one: a code for one account must not gain attempts for another.
    pub(super) fn grant(
        &mut self,
        valid: &Valid,
        digest: [u8; 32],
        tolerance: Tolerance,
    ) -> Result<(), Declined> {
        let issued = valid.terms.issued();
        // The issuer's clock may have been ahead when a code was issued that was then forgotten.
        if issued < self.from.plus(tolerance.seconds()) {
            return Err(Declined::Unremembered { issued, from: self.from });
        }
        if valid.terms.single_use() {
            if self.used.iter().any(|used| used.digest.ct_eq(&digest).into()) {
                return Err(Declined::Used { issued });
            }
            self.used.push(Used { digest, until: issued.plus(Self::USED_FOR) });
        }
        self.tries = self.tries.saturating_sub(1);
        if self.tries < Self::FREE_TRIES {
            self.wait_until = self.seen;
        }
        Ok(())
    }

    /// The stored form: the format byte 1; then, in eight bytes each with the most significant one
    /// first, the highest time seen, the time from which on codes are remembered, the time since
    /// which attempts are forgotten, the end of the wait, and the number of attempts; then for each
    /// used code its digest (32 bytes) and until when it is remembered (eight bytes); then the
    /// SHA-256 of all that, to detect damage. Times are seconds since 1970.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        for time in [self.seen, self.from, self.forgetting_since, self.wait_until] {
            bytes.extend(time.seconds().to_be_bytes());
        }
        bytes.extend(u64::from(self.tries).to_be_bytes());
        for used in &self.used {
            bytes.extend(used.digest);
            bytes.extend(used.until.seconds().to_be_bytes());
        }
        let hash = Sha256::digest(&bytes);
        bytes.extend(hash);
        bytes
    }

    /// Parses the stored form.
    ///
    /// # Errors
    /// [`Damaged`] when the bytes are incomplete, altered, or of another format.
    pub fn decode(bytes: &[u8]) -> Result<Self, Damaged> {
        let (content, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(Damaged)?;
        if Sha256::digest(content).as_slice() != hash {
            return Err(Damaged);
        }
        let rest = content.strip_prefix(&[FORMAT]).ok_or(Damaged)?;
        let (head, used) = rest.split_first_chunk::<40>().ok_or(Damaged)?;
        let ([seen, from, forgetting_since, wait_until, tries], []) = head.as_chunks::<8>() else {
            return Err(Damaged);
        };
        let (used, []) = used.as_chunks::<USED_BYTES>() else { return Err(Damaged) };
        Ok(Self {
            seen: read_time(seen)?,
            from: read_time(from)?,
            tries: u32::try_from(u64::from_be_bytes(*tries)).map_err(|_| Damaged)?,
            forgetting_since: read_time(forgetting_since)?,
            wait_until: read_time(wait_until)?,
            used: used.iter().map(Used::read).collect::<Result<_, _>>()?,
        })
    }
}

impl Used {
    fn read(bytes: &[u8; USED_BYTES]) -> Result<Self, Damaged> {
        let (digest, until) = bytes.split_first_chunk::<32>().ok_or(Damaged)?;
        let until = read_time(until.try_into().map_err(|_| Damaged)?)?;
        Ok(Self { digest: *digest, until })
    }
}

/// The stored memory is damaged or of another format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the memory of offline codes is damaged or of another format")]
pub struct Damaged;

/// The wait after that many wrong attempts, in seconds.
fn wait(tries: u32) -> u32 {
    match tries.checked_sub(Remembered::FREE_TRIES) {
        None => 0,
        // 60 * 2^6 is more than the longest wait.
        Some(more) => (Remembered::FIRST_WAIT << more.min(6)).min(Remembered::LONGEST_WAIT),
    }
}

fn time(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX)
}

fn read_time(bytes: &[u8; 8]) -> Result<Timestamp, Damaged> {
    Timestamp::from_seconds(u64::from_be_bytes(*bytes)).ok_or(Damaged)
}
