//! The host's time.

mod steady;

#[cfg(test)]
mod tests;

pub use steady::{ClockEvent, SteadyClock};

use codemint_core::words::{Tick, Timestamp};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A source of time.
pub trait Clock: Send + Sync {
    /// The wall clock. It can be set, and so go back or jump ahead.
    ///
    /// # Errors
    /// [`ClockError`] when the time is out of range: then nothing is issued.
    fn now(&self) -> Result<Timestamp, ClockError>;

    /// The monotonic clock: the time since an arbitrary fixed moment, unaffected by changes of the
    /// wall clock. [`SteadyClock`] compares [`Self::now`] with it. A virtual clock that is always
    /// right returns the time since 1970.
    fn monotonic(&self) -> Duration;

    /// The position within the current second, for the order of record IDs. A clock with a
    /// resolution of whole seconds need not implement it: IDs of one second are then in the order
    /// in which this process makes them.
    fn tick(&self) -> Tick {
        Tick::START
    }
}

/// The clock is out of range: before 1970 or after 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock is out of range: before 1970 or after 9999")]
pub struct ClockError;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Result<Timestamp, ClockError> {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ClockError)?;
        Timestamp::from_seconds(passed.as_secs()).ok_or(ClockError)
    }

    /// It includes the time while the machine is suspended, since the wall clock does too.
    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed() + suspended()
    }

    fn tick(&self) -> Tick {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH);
        passed.map_or(Tick::START, |passed| Tick::of_nanoseconds(passed.subsec_nanos()))
    }
}

/// How long the machine has been suspended, which [`Instant`] does not count on Linux.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn suspended() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let (boot, awake) = (clock_gettime(ClockId::Boottime), clock_gettime(ClockId::Monotonic));
    let seconds = boot.tv_sec.saturating_sub(awake.tv_sec);
    Duration::from_secs(seconds.try_into().unwrap_or_default())
}

/// Zero on systems where [`Instant`] counts that time or no clock does.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const fn suspended() -> Duration {
    Duration::ZERO
}

/// A fixed clock, for tests and examples.
impl Clock for Timestamp {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(*self)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.seconds())
    }
}
