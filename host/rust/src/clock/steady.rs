//! A wall clock that is checked against the monotonic clock.

use super::{Clock, ClockError};
use codemint_core::words::{Tick, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A clock whose jumps ahead are not believed until they have lasted.
///
/// A store never forgets the latest time it has seen, since a clock that goes back must not make an
/// expired code valid again. A single wrong reading of the wall clock, an hour ahead, would
/// therefore stop time for an hour. This clock compares each reading with the monotonic clock
/// ([`Clock::monotonic`]):
///
/// - A reading that is ahead of it by at most [`Self::TOLERANCE`] is believed.
/// - A reading that is further ahead is not. Time continues by the monotonic clock until the wall
///   clock has been ahead for [`Self::confirmation`] without interruption, and by about the same
///   amount; then it is believed.
/// - A reading that is behind is believed at once: it makes no code valid again, since the store's
///   latest time applies.
///
/// Each change is reported. The first reading is believed, since there is nothing to compare it
/// with. A reading is taken whenever [`Clock::now`] is called, and changes are detected only then.
pub struct SteadyClock {
    clock: Arc<dyn Clock>,
    confirmation: Duration,
    report: Box<dyn Fn(ClockEvent) + Send + Sync>,
    state: Mutex<Option<State>>,
}

/// A change of the wall clock, compared with the monotonic one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockEvent {
    /// It is ahead by that many seconds and is not believed yet.
    Ahead(u64),
    /// It is behind by that many seconds.
    Behind(u64),
    /// It is back where it was before.
    Back,
    /// It has been ahead or behind for long enough and is believed from now on.
    Confirmed,
}

/// How the wall clock compares with what is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Right,
    Ahead,
    Behind,
}

/// Offsets are the wall clock minus the monotonic one, in seconds.
struct State {
    /// The offset that is believed.
    believed: i64,
    course: Course,
    /// When the course began or was last confirmed, by the monotonic clock.
    since: Duration,
    /// The lowest and the highest offset since then.
    lowest: i64,
    highest: i64,
    /// How far the wall clock was ahead at the last reading, in seconds.
    ahead: u64,
}

impl SteadyClock {
    /// How many seconds a reading may be ahead of the monotonic clock and still be believed.
    pub const TOLERANCE: u32 = 60;

    /// How long a jump must last to be believed, by default.
    pub const CONFIRMATION: Duration = Duration::from_secs(5 * 60);

    /// A steady clock over this one. A jump must last for [`Self::CONFIRMATION`] to be believed.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let (confirmation, report) = (Self::CONFIRMATION, Box::new(|_| {}));
        Self { clock, confirmation, report, state: Mutex::new(None) }
    }

    /// Sets how long a jump must last to be believed. With zero, every reading is believed.
    #[must_use]
    pub const fn confirmed_after(mut self, confirmation: Duration) -> Self {
        self.confirmation = confirmation;
        self
    }

    /// Reports every change to this function. It runs while the clock is being read, so it must not
    /// read the clock.
    #[must_use]
    pub fn reporting(mut self, report: impl Fn(ClockEvent) + Send + Sync + 'static) -> Self {
        self.report = Box::new(report);
        self
    }

    /// How long a jump must last to be believed.
    #[must_use]
    pub const fn confirmation(&self) -> Duration {
        self.confirmation
    }

    /// Reads the clock and returns how many seconds the wall clock is ahead of the believed time;
    /// `None` when the wall clock is believed.
    ///
    /// # Errors
    /// [`ClockError`] when the time is out of range.
    pub fn ahead(&self) -> Result<Option<u64>, ClockError> {
        self.now()?;
        let state = self.state();
        let state = state.as_ref().filter(|state| state.course == Course::Ahead);
        Ok(state.map(|state| state.ahead))
    }

    fn state(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Result<Timestamp, ClockError> {
        let mut place = self.state();
        // Read the monotonic clock first: a process that is stopped in between then sees the wall
        // clock ahead for one reading, and not behind, which would shift the believed offset.
        let monotonic = self.clock.monotonic();
        let wall = self.clock.now()?;
        let offset = wall.seconds().cast_signed() - monotonic.as_secs().cast_signed();
        let state = place.get_or_insert_with(|| State::at(offset, monotonic));
        if let Some(event) = state.take(offset, monotonic, self.confirmation) {
            (self.report)(event);
        }
        if state.course != Course::Ahead {
            return Ok(wall);
        }
        let steady = state.believed.saturating_add(monotonic.as_secs().cast_signed());
        u64::try_from(steady).ok().and_then(Timestamp::from_seconds).ok_or(ClockError)
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn tick(&self) -> Tick {
        self.clock.tick()
    }
}

impl State {
    const fn at(offset: i64, monotonic: Duration) -> Self {
        Self {
            believed: offset,
            course: Course::Right,
            since: monotonic,
            lowest: offset,
            highest: offset,
            ahead: 0,
        }
    }

    /// Takes a reading and returns what it changed.
    fn take(
        &mut self,
        offset: i64,
        monotonic: Duration,
        confirmation: Duration,
    ) -> Option<ClockEvent> {
        let before = self.course;
        self.course = self.course_of(offset);
        self.ahead = offset.saturating_sub(self.believed).try_into().unwrap_or_default();
        if self.course != before {
            self.begin(offset, monotonic);
        }
        self.lowest = self.lowest.min(offset);
        self.highest = self.highest.max(offset);
        if monotonic.saturating_sub(self.since) >= confirmation {
            return self.confirm(offset, monotonic);
        }
        let seconds = offset.abs_diff(self.believed);
        match self.course {
            course if course == before => None,
            Course::Right => Some(ClockEvent::Back),
            Course::Ahead => Some(ClockEvent::Ahead(seconds)),
            Course::Behind => Some(ClockEvent::Behind(seconds)),
        }
    }

    fn course_of(&self, offset: i64) -> Course {
        let tolerance = i64::from(SteadyClock::TOLERANCE);
        match offset.saturating_sub(self.believed) {
            ahead if ahead > tolerance => Course::Ahead,
            behind if behind < -tolerance => Course::Behind,
            _ => Course::Right,
        }
    }

    /// Confirms a course that has lasted. The believed offset becomes the smallest change that all
    /// readings agree on, so it also follows a clock that is slowly adjusted.
    fn confirm(&mut self, offset: i64, monotonic: Duration) -> Option<ClockEvent> {
        let confirmed = self.course != Course::Right;
        self.believed = if self.course == Course::Behind { self.highest } else { self.lowest };
        self.course = self.course_of(offset);
        self.ahead = offset.saturating_sub(self.believed).try_into().unwrap_or_default();
        self.begin(offset, monotonic);
        confirmed.then_some(ClockEvent::Confirmed)
    }

    const fn begin(&mut self, offset: i64, monotonic: Duration) {
        (self.since, self.lowest, self.highest) = (monotonic, offset, offset);
    }
}
