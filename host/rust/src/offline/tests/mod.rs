//! Verifying offline codes.

use super::*;
use crate::clock::{Clock, ClockError};
use codemint_core::words::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

mod file;
mod guarantees;
mod limits;

/// 2026-03-14T09:26:00Z, a whole minute.
const ISSUED: u64 = 1_773_480_360;
const HOUR: u64 = 3_600;
/// Twenty digits that no test mints.
const WRONG: &str = "00000000000000000000";

/// A clock that the test sets.
#[derive(Clone)]
struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(at(self.0.load(Ordering::SeqCst)))
    }

    fn monotonic(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

fn key() -> DeviceKey {
    DeviceKey::from_bytes(core::array::from_fn(|place| place as u8)).unwrap()
}

fn account(name: &str) -> Account {
    Account::parse(name).unwrap()
}

fn minted(issued: u64, single_use: bool) -> String {
    let terms = Terms::new(at(issued), 3, single_use).unwrap();
    mint(&key(), &account("tempadmin"), terms).reveal().to_owned()
}

fn in_process() -> Arc<ProcessMemory> {
    Arc::new(ProcessMemory::new(Remembered::nothing()))
}

fn verifier(memory: impl OfflineMemory + 'static, clock: &ManualClock) -> OfflineVerifier {
    OfflineVerifier::new(key(), Box::new(InProcess), Box::new(memory), Box::new(clock.clone()))
}

fn attempt(verifier: &OfflineVerifier, typed: &str) -> Result<Valid, Declined> {
    verifier.verify(&account("tempadmin"), typed).unwrap()
}
