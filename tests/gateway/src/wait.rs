//! Waiting for an event, with a time limit.

use std::thread;
use std::time::{Duration, Instant};

/// How long an event may take before a test gives up. Generous: a slow machine does not make a test
/// fail.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Calls `ask` repeatedly until it returns a value.
///
/// # Panics
/// When it returns none within [`PATIENCE`]. The message has `what` was waited for.
pub fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, ask).unwrap_or_else(|| panic!("not within {PATIENCE:?}: {what}"))
}

/// Calls `ask` repeatedly until it returns a value; `None` when it returns none in that time.
pub fn within<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= end {
            return None;
        }
        thread::sleep(Duration::from_millis(2));
    }
}
