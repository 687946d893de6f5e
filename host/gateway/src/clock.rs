//! The clock of an installation, and what is counted and logged about it.

use crate::config::Config;
use codemint::clock::{Clock as _, ClockEvent, SteadyClock, SystemClock};
use codemint::store::{SqliteStore, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// By how many seconds the store's latest time may be ahead of the clock before it is reported: the
/// clocks of several gateways differ slightly.
const TOLERATED: u64 = 60;

/// How often the clock has jumped since the start.
#[derive(Debug, Default)]
pub(crate) struct Jumps {
    ahead: AtomicU64,
    back: AtomicU64,
}

impl Jumps {
    /// How often it jumped ahead, and how often back.
    pub(crate) fn ahead_and_back(&self) -> (u64, u64) {
        (self.ahead.load(Ordering::Relaxed), self.back.load(Ordering::Relaxed))
    }

    /// Counts and logs an event.
    fn record(&self, event: ClockEvent) {
        match event {
            ClockEvent::Ahead(seconds) => {
                self.ahead.fetch_add(1, Ordering::Relaxed);
                tracing::error!(
                    seconds,
                    "the clock is ahead: it is not trusted unless that lasts, and the gateway is \
                     not ready"
                );
            }
            ClockEvent::Behind(seconds) => {
                self.back.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(seconds, "the clock went back: what has expired stays expired");
            }
            ClockEvent::Back => tracing::info!("the clock is right again"),
            ClockEvent::Confirmed => {
                tracing::warn!("the change of the clock has lasted: it is trusted from now on");
            }
        }
    }
}

/// The clock of a configuration, and its count of jumps.
pub(crate) fn of(config: &Config) -> (Arc<SteadyClock>, Arc<Jumps>) {
    let jumps = Arc::new(Jumps::default());
    let reported = Arc::clone(&jumps);
    let clock = SteadyClock::new(Arc::new(SystemClock))
        .confirmed_after(config.clock_confirmation)
        .reporting(move |event| reported.record(event));
    (Arc::new(clock), jumps)
}

/// By how many seconds the store's latest time is ahead of the clock; 0 if it is not. Blocks the
/// thread.
///
/// # Errors
/// When the store or the clock cannot be read.
pub(crate) fn store_ahead(store: &SqliteStore, clock: &SteadyClock) -> Result<u64, StoreError> {
    let now = clock.now().map_err(|error| StoreError::Failed(Box::new(error)))?;
    let latest = store.latest_time()?.map_or(0, |latest| latest.seconds());
    Ok(latest.saturating_sub(now.seconds()))
}

/// Logs an error if the store has recorded a later time than the clock shows: its codes do not
/// expire until the clock reaches that time.
pub(crate) fn warn_if_store_is_ahead(store: &SqliteStore, clock: &SteadyClock) {
    match store_ahead(store, clock) {
        Ok(seconds) if seconds > TOLERATED => tracing::error!(
            seconds,
            "the store is ahead of the clock: codes do not expire until the clock reaches its \
             time, see `codemint store time`"
        ),
        Ok(_) => {}
        Err(error) => tracing::warn!(cause = %error, "the store's latest time cannot be read"),
    }
}
