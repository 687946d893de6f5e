//! What is remembered of a computer's offline codes, and what follows from it.

use super::{Declined, Tolerance, Valid, Window};
use codemint_core::words::Timestamp;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What is remembered of one computer's offline codes: the highest time seen, wrong tries, and the
/// codes for a single use that were used. It holds no code, only keyed digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The highest time seen. Time never goes back behind it.
    seen: Timestamp,
    /// Nothing is remembered of codes issued before.
    from: Timestamp,
    /// Tries that were wrong, or whose answer is still awaited, less those forgotten.
    tries: u32,
    /// From here on one try is forgotten each hour.
    forgetting_since: Timestamp,
    /// Before it, nothing is tried.
    wait_until: Timestamp,
    used: Vec<Used>,
}

/// A code for a single use that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Used {
    digest: [u8; 32],
    /// The last second in which it could be valid under any configuration.
    until: Timestamp,
}

/// The first byte of the stored form.
const FORMAT: u8 = 1;
const USED_BYTES: usize = 32 + 8;
const HASH_BYTES: usize = 32;

impl Remembered {
    /// Tries that nobody waits for. The fifth wrong one is followed by the first wait.
    pub const FREE_TRIES: u32 = 5;
    /// The first wait, in seconds. Each wrong try more doubles it.
    pub const FIRST_WAIT: u32 = 60;
    /// The longest wait, in seconds; also the time after which one wrong try is forgotten.
    pub const LONGEST_WAIT: u32 = 60 * 60;
    /// For how long after its minute of issue a used code is remembered, in seconds: the longest
    /// window and the greatest tolerance, whatever is configured now.
    const USED_FOR: u32 = Window::MAX_HOURS as u32 * 3_600 + Tolerance::MAX_SECONDS as u32;

    /// What is remembered of a computer that has just got its first key: nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::since(time(0))
    }

    /// What is remembered once an earlier memory was lost, or had seen a time that never was:
    /// nothing, and no code issued before `now` is good any more, since it may have been used.
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

    /// How many tries count just now: wrong ones, and those whose answer is awaited.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// Counts a try, before anything is known of it, and answers the time it is to be judged by.
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

    /// Forgets one try for each whole hour that has passed.
    fn forget_tries(&mut self) {
        let hour = u64::from(Self::LONGEST_WAIT);
        let passed = self.seen.seconds().saturating_sub(self.forgetting_since.seconds());
        self.tries = self.tries.saturating_sub(u32::try_from(passed / hour).unwrap_or(u32::MAX));
        self.forgetting_since = time(self.seen.seconds() - passed % hour);
    }

    /// Remembers that a genuine code was used, and takes back the try that it was counted as.
    ///
    /// Only that one: whoever has a code for one account must not buy tries for another with it.
    pub(super) fn grant(
        &mut self,
        valid: &Valid,
        digest: [u8; 32],
        tolerance: Tolerance,
    ) -> Result<(), Declined> {
        let issued = valid.terms.issued();
        // The issuer's clock may have been ahead when a code was issued that is now forgotten.
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

    /// The form in which it is stored: the format byte 1; then, in eight bytes each with the most
    /// significant first, the highest time seen, the time from which on codes are remembered, the
    /// time since which tries are forgotten, the end of the wait, and the number of tries; then of
    /// each used code its digest (32 bytes) and until when it is remembered (eight bytes); then the
    /// SHA-256 of all that, against damage. Times are seconds since 1970.
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

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`Damaged`] when the bytes are not whole, or not of this format.
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

/// What is remembered cannot be read: it is not ours, or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is remembered of offline codes cannot be read")]
pub struct Damaged;

/// The wait after so many wrong tries, in seconds.
fn wait(tries: u32) -> u32 {
    match tries.checked_sub(Remembered::FREE_TRIES) {
        None => 0,
        // 60 * 2^6 is above the longest already.
        Some(more) => (Remembered::FIRST_WAIT << more.min(6)).min(Remembered::LONGEST_WAIT),
    }
}

fn time(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX)
}

fn read_time(bytes: &[u8; 8]) -> Result<Timestamp, Damaged> {
    Timestamp::from_seconds(u64::from_be_bytes(*bytes)).ok_or(Damaged)
}
