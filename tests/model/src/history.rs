//! The answers to concurrent calls, and whether a sequential order explains them.
//!
//! A history is linearizable (Herlihy and Wing, 1990) if there is an order of its calls that
//! respects real time (a call that was answered before another began comes before it) and in which
//! each answer is the one of the sequential specification. [`check`] searches for such an order;
//! [`life`] is the specification of one subject's codes.

pub mod check;
pub mod life;

use std::sync::Mutex;
use std::time::Instant;

/// One call: the operation, the answer, and when it began and ended.
#[derive(Clone, Debug)]
pub struct Call<O, A> {
    /// The operation.
    pub op: O,
    /// The answer; `None` if none arrived, so that the operation may have been done or not.
    pub answer: Option<A>,
    /// When the call was sent, in nanoseconds since the recording began (monotonic).
    pub from: u64,
    /// When the answer arrived; `u64::MAX` if none did.
    pub until: u64,
}

/// Records calls as they are made, from any thread.
pub struct Recorder<O, A> {
    begun: Instant,
    calls: Mutex<Vec<Call<O, A>>>,
}

impl<O, A> Recorder<O, A> {
    /// An empty recorder.
    #[must_use]
    pub fn new() -> Self {
        Self { begun: Instant::now(), calls: Mutex::new(Vec::new()) }
    }

    /// Makes a call and records it.
    ///
    /// # Panics
    /// When another caller panicked.
    pub fn record(&self, op: O, call: impl FnOnce() -> Option<A>) -> Option<A>
    where
        A: Clone,
    {
        let from = self.elapsed();
        let answer = call();
        let until = if answer.is_some() { self.elapsed() } else { u64::MAX };
        let recorded = Call { op, answer: answer.clone(), from, until };
        self.calls.lock().unwrap().push(recorded);
        answer
    }

    /// The number of calls answered so far.
    ///
    /// # Panics
    /// When a caller panicked.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| call.answer.is_some()).count()
    }

    /// All recorded calls.
    ///
    /// # Panics
    /// When a caller panicked.
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
