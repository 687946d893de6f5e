//! What a connection has in hand: requests without an answer, and answers not yet taken.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How many bytes of answers a connection may hold before its next request has to wait.
pub(super) const MAX_HELD: usize = 64 * 1024;

/// How many bytes a request is counted with until the length of its answer is known. An answer may
/// be longer, so at most `MAX_HELD / RESERVED` answers exceed [`MAX_HELD`] together.
pub(super) const RESERVED: usize = 4 * 1024;

/// The deadlines of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long a request's head may take to arrive. Also ends idle connections.
    pub(super) head: Duration,
    /// How long a caller may take to receive an answer in full.
    pub(super) fetch: Duration,
}

/// The requests and answers of one connection.
pub(super) struct Activity {
    state: Mutex<State>,
    /// Notified when an answer has been taken.
    taken: Notify,
}

struct State {
    /// Requests that have no answer yet.
    in_hand: usize,
    /// When something last began or ended.
    latest: Instant,
    /// Bytes of answers that the caller has not taken yet, and [`RESERVED`] bytes.
    held: usize,
    /// The same answers, oldest first: a serial number, and when each was ready.
    answers: Vec<(u64, Instant)>,
    next: u64,
    /// The connection has ended: nothing begins any more.
    ended: bool,
}

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        let state = State {
            in_hand: 0,
            latest: Instant::now(),
            held: 0,
            answers: Vec::new(),
            next: 0,
            ended: false,
        };
        Arc::new(Self { state: Mutex::new(state), taken: Notify::new() })
    }

    /// Counts a request until the guard is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> InHand {
        let mut state = self.state();
        state.in_hand += 1;
        state.latest = Instant::now();
        InHand { activity: Arc::clone(self), reserved: 0 }
    }

    /// Counts an answer of that many bytes until the guard is dropped.
    pub(super) fn hold(self: &Arc<Self>, bytes: usize) -> Held {
        let mut state = self.state();
        let serial = state.next;
        state.next += 1;
        state.held += bytes;
        state.answers.push((serial, Instant::now()));
        Held { activity: Arc::clone(self), serial, bytes }
    }

    /// When the connection has to end unless something happens first.
    fn deadline(&self, patience: Patience) -> Instant {
        let state = self.state();
        match state.answers.first() {
            Some((_, ready)) => *ready + patience.fetch,
            None if state.in_hand == 0 => state.latest + patience.head,
            None => Instant::now() + patience.head,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered.
pub(super) struct InHand {
    activity: Arc<Activity>,
    reserved: usize,
}

impl InHand {
    /// Ready once there is room for its answer, which is then reserved. Never ready after the end
    /// of the connection, which lets go of every answer at once.
    pub(super) async fn room(&mut self) {
        loop {
            let taken = self.activity.taken.notified();
            {
                let mut state = self.activity.state();
                if !state.ended && state.held + RESERVED <= MAX_HELD {
                    state.held += RESERVED;
                    self.reserved = RESERVED;
                    return;
                }
            }
            taken.await;
        }
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        let mut state = self.activity.state();
        state.in_hand = state.in_hand.saturating_sub(1);
        state.held = state.held.saturating_sub(self.reserved);
        state.latest = Instant::now();
        drop(state);
        self.activity.taken.notify_waiters();
    }
}

/// An answer that its caller has not taken yet.
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
        self.activity.taken.notify_waiters();
    }
}

/// Runs a connection to its end, or until a deadline passes: it was idle for too long, a head took
/// too long (HTTP/2, where hyper has no such limit), or the caller did not take an answer in time.
pub(super) async fn until_silent<F: Future>(
    connection: F,
    activity: &Activity,
    patience: Patience,
) {
    let mut connection = pin!(connection);
    loop {
        let now = Instant::now();
        let deadline = activity.deadline(patience);
        if deadline <= now {
            break;
        }
        // A deadline that arises meanwhile is noticed at the next round.
        let round = now + patience.head.min(patience.fetch);
        tokio::select! {
            _ = &mut connection => break,
            () = sleep_until(deadline.min(round)) => {}
        }
    }
    activity.state().ended = true;
}
