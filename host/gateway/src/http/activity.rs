//! The activity of a connection: pending requests, answers that the caller has not received yet,
//! and the timeouts of both.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How many bytes of answers a connection may hold before its next request waits.
pub(super) const MAX_HELD: usize = 64 * 1024;

/// How many bytes are reserved for a request until the length of its answer is known. An answer may
/// be longer, so that up to `MAX_HELD / RESERVED` answers can together exceed [`MAX_HELD`].
pub(super) const RESERVED: usize = 4 * 1024;

/// The timeouts of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeouts {
    /// How long a request's head may take to arrive. Idle connections end after it too.
    pub(super) head: Duration,
    /// How long a caller may take to receive an answer in full.
    pub(super) fetch: Duration,
}

/// The requests and answers of one connection.
pub(super) struct Activity {
    state: Mutex<State>,
    /// Notified when an answer was received, or a request ended.
    changed: Notify,
}

struct State {
    /// Requests without an answer.
    pending: usize,
    /// When a request or an answer last began or ended.
    latest: Instant,
    /// Bytes of answers that the caller has not received yet, and [`RESERVED`] bytes.
    held: usize,
    /// The same answers, oldest first: a serial number, and when each was ready.
    answers: Vec<(u64, Instant)>,
    next: u64,
    /// The connection has ended: no further request is answered.
    ended: bool,
}

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        let state = State {
            pending: 0,
            latest: Instant::now(),
            held: 0,
            answers: Vec::new(),
            next: 0,
            ended: false,
        };
        Arc::new(Self { state: Mutex::new(state), changed: Notify::new() })
    }

    /// Counts a request until the guard is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Pending {
        let mut state = self.state();
        state.pending += 1;
        state.latest = Instant::now();
        Pending { activity: Arc::clone(self), reserved: 0 }
    }

    /// Counts an answer of `bytes` bytes until the guard is dropped.
    pub(super) fn hold(self: &Arc<Self>, bytes: usize) -> Held {
        let mut state = self.state();
        let serial = state.next;
        state.next += 1;
        state.held += bytes;
        state.answers.push((serial, Instant::now()));
        Held { activity: Arc::clone(self), serial, bytes }
    }

    /// When the connection has to end unless its activity changes before.
    fn deadline(&self, timeouts: Timeouts) -> Instant {
        let state = self.state();
        match state.answers.first() {
            Some((_, ready)) => *ready + timeouts.fetch,
            None if state.pending == 0 => state.latest + timeouts.head,
            None => Instant::now() + timeouts.head,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request without an answer.
pub(super) struct Pending {
    activity: Arc<Activity>,
    reserved: usize,
}

impl Pending {
    /// Waits until there is room for the answer, and reserves it. Waits for ever once the
    /// connection has ended, which releases all answers at once.
    pub(super) async fn room(&mut self) {
        loop {
            let changed = self.activity.changed.notified();
            {
                let mut state = self.activity.state();
                if !state.ended && state.held + RESERVED <= MAX_HELD {
                    state.held += RESERVED;
                    self.reserved = RESERVED;
                    return;
                }
            }
            changed.await;
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let mut state = self.activity.state();
        state.pending = state.pending.saturating_sub(1);
        state.held = state.held.saturating_sub(self.reserved);
        state.latest = Instant::now();
        drop(state);
        self.activity.changed.notify_waiters();
    }
}

/// An answer that its caller has not received yet.
pub(super) struct Held {
    activity: Arc<Activity>,
    serial: u64,
    bytes: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = self.activity.state();
        state.held = state.held.saturating_sub(self.bytes);
        state.answers.retain(|(serial, _)| *serial != self.serial);
        state.latest = Instant::now();
        drop(state);
        self.activity.changed.notify_waiters();
    }
}

/// Runs a connection to its end, or until a timeout: it was idle for too long, a head took too long
/// (HTTP/2, where hyper has no such limit), or the caller did not receive an answer in time.
pub(super) async fn run<F: Future>(connection: F, activity: &Activity, timeouts: Timeouts) {
    let mut connection = pin!(connection);
    loop {
        let now = Instant::now();
        let deadline = activity.deadline(timeouts);
        if deadline <= now {
            break;
        }
        // A deadline that is set meanwhile is noticed in the next round.
        let round = now + timeouts.head.min(timeouts.fetch);
        tokio::select! {
            _ = &mut connection => break,
            () = sleep_until(deadline.min(round)) => {}
        }
    }
    activity.state().ended = true;
}
