//! What many callers at once were answered, and whether it could have happened one after another.
//!
//! A history is linearizable (Herlihy and Wing, 1990) if there is an order of its calls that keeps
//! to real time (what was answered before another call began comes before it) and in which each
//! answer is the one that the sequential specification gives. [`check`] looks for such an order;
//! [`life`] is the specification of one subject's codes.

pub mod check;
pub mod life;

use std::sync::Mutex;
use std::time::Instant;

/// One call: what was asked, what was answered, and between which instants.
#[derive(Clone, Debug)]
pub struct Call<O, A> {
    /// What was asked.
    pub op: O,
    /// The answer; `None` where none came, so that it may have been done or not.
    pub answer: Option<A>,
    /// When it was sent, in nanoseconds since the recording began (monotonic).
    pub from: u64,
    /// When the answer was there; never, where none came.
    pub until: u64,
}

/// Takes calls down as they are made, from any thread.
pub struct Recorder<O, A> {
    begun: Instant,
    calls: Mutex<Vec<Call<O, A>>>,
}

impl<O, A> Recorder<O, A> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { begun: Instant::now(), calls: Mutex::new(Vec::new()) }
    }

    /// Makes a call and takes it down.
    ///
    /// # Panics
    /// When another caller has.
    pub fn record(&self, op: O, call: impl FnOnce() -> Option<A>) -> Option<A>
    where
        A: Clone,
    {
        let from = self.elapsed();
        let answer = call();
        let until = if answer.is_some() { self.elapsed() } else { u64::MAX };
        let taken = Call { op, answer: answer.clone(), from, until };
        self.calls.lock().unwrap().push(taken);
        answer
    }

    /// How many calls were answered so far.
    ///
    /// # Panics
    /// When a caller has.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| call.answer.is_some()).count()
    }

    /// Everything that was taken down.
    ///
    /// # Panics
    /// When a caller has.
    #[must_use]
    pub fn history(self) -> Vec<Call<O, A>> {
        self.calls.into_inner().unwrap()
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX - 1)
    }
}

impl<O, A> Default for Recorder<O, A> {
    fn default() -> Self {
        Self::new()
    }
}
