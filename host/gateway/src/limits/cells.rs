//! The bounded storage of a limiter's counts.

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// A key, and how its cell is accessed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Access<K> {
    /// Reads the cell and counts nothing.
    Peek(K),
    /// Counts an unauthenticated caller. Where there is no room for a cell of its own, it is
    /// counted in the cell that all such callers share, so that using very many addresses gains
    /// nothing.
    Unauthenticated(K),
    /// Counts an authenticated caller; where there is no room, not at all. Unauthenticated callers
    /// cannot fill the storage to lock such callers out.
    Authenticated(K),
}

/// One cell for each key, as long as there is room. A cell holds GCRA's theoretical arrival time,
/// in nanoseconds since the limiter was created.
pub(super) struct Cells<K> {
    capacity: usize,
    state: Mutex<State<K>>,
}

struct State<K> {
    own: HashMap<K, Nanos>,
    /// The cell of all unauthenticated callers without their own.
    shared: Option<Nanos>,
}

impl<K> Cells<K> {
    /// Storage for at most `capacity` keys.
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, state: Mutex::new(State { own: HashMap::new(), shared: None }) }
    }
}

impl<K: Hash + Eq + Clone> StateStore for Cells<K> {
    type Key = Access<K>;

    fn measure_and_replace<T, F, E>(&self, access: &Access<K>, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = state.own.len() >= self.capacity;
        let (Access::Peek(key) | Access::Unauthenticated(key) | Access::Authenticated(key)) =
            access;
        let own = state.own.get(key).copied();
        let has_own = own.is_some() || !full;
        let shares = !has_own && !matches!(access, Access::Authenticated(_));
        let (outcome, next) = measure(if shares { state.shared } else { own })?;
        match access {
            Access::Peek(_) => {}
            _ if shares => state.shared = Some(next),
            Access::Unauthenticated(key) | Access::Authenticated(key) if has_own => {
                state.own.insert(key.clone(), next);
            }
            Access::Unauthenticated(_) | Access::Authenticated(_) => {}
        }
        Ok(outcome)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<Access<K>> for Cells<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.own.retain(|_, next| *next > drop_below);
        // Releases the memory that a flood has taken.
        let capacity = state.own.len().saturating_mul(2);
        state.own.shrink_to(capacity);
    }

    fn len(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).own.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
