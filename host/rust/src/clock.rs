//! The host's time.

use codemint_core::words::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// What tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    ///
    /// # Errors
    /// [`ClockError`] when no time can be told: then nothing is issued.
    fn now(&self) -> Result<Timestamp, ClockError>;
}

/// The clock stands before 1970 or beyond 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock tells no sensible time")]
pub struct ClockError;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Result<Timestamp, ClockError> {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ClockError)?;
        Timestamp::from_seconds(passed.as_secs()).ok_or(ClockError)
    }
}

/// A clock that stands still, for tests and examples.
impl Clock for Timestamp {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(*self)
    }
}
