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
    /// The time of day. It may be set, and so go back or jump ahead.
    ///
    /// # Errors
    /// [`ClockError`] when there is no time: then nothing is issued.
    fn now(&self) -> Result<Timestamp, ClockError>;

    /// The time since some fixed moment, by a clock that only counts on and that nobody sets. It is
    /// what [`SteadyClock`] compares [`Self::now`] with. A virtual clock that is always right returns
    /// the time since 1970.
    fn monotonic(&self) -> Duration;

    /// Where within the current second, for the order of record ids. A clock of whole seconds need
    /// not say: then ids of one second are in the order in which this process made them.
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

    /// Counts while the machine is suspended too: the wall clock is right after that.
    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed() + suspended()
    }

    fn tick(&self) -> Tick {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH);
        passed.map_or(Tick::START, |passed| Tick::of_nanoseconds(passed.subsec_nanos()))
    }
}

/// How long the machine has been suspended, which [`Instant`] leaves out on Linux.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn suspended() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let (boot, awake) = (clock_gettime(ClockId::Boottime), clock_gettime(ClockId::Monotonic));
    let seconds = boot.tv_sec.saturating_sub(awake.tv_sec);
    Duration::from_secs(seconds.try_into().unwrap_or_default())
}

/// Where [`Instant`] either counts that time, or nothing does.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const fn suspended() -> Duration {
    Duration::ZERO
}

/// A clock that stands still, for tests and examples.
impl Clock for Timestamp {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(*self)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.seconds())
    }
}
