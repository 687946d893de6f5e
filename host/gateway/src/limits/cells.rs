//! Where a limiter keeps what it has counted, within bounds.

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// A key, and what is done with its cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Touch<K> {
    /// It is looked at, and nothing is counted.
    Look(K),
    /// A stranger is counted: where there is no room for a cell of its own, in one with all others
    /// for whom there was none. Nobody gains a thing by coming from very many addresses.
    Stranger(K),
    /// Somebody who has proved who it is is counted: where there is no room, not at all. Strangers
    /// cannot fill the room to shut such callers out.
    Known(K),
}

/// One cell for each key, as long as there is room: how far what was let in reaches into the
/// future, in nanoseconds since the limiter began (GCRA's theoretical arrival time).
pub(super) struct Cells<K> {
    room: usize,
    kept: Mutex<Kept<K>>,
}

struct Kept<K> {
    own: HashMap<K, Nanos>,
    /// Of all strangers for whom there was no room.
    crowd: Option<Nanos>,
}

impl<K> Cells<K> {
    /// Room for so many.
    pub(super) fn new(room: usize) -> Self {
        Self { room, kept: Mutex::new(Kept { own: HashMap::new(), crowd: None }) }
    }
}

impl<K: Hash + Eq + Clone> StateStore for Cells<K> {
    type Key = Touch<K>;

    fn measure_and_replace<T, F, E>(&self, touch: &Touch<K>, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let full = kept.own.len() >= self.room;
        let (Touch::Look(key) | Touch::Stranger(key) | Touch::Known(key)) = touch;
        let own = kept.own.get(key).copied();
        let alone = own.is_some() || !full;
        let crowded = !alone && !matches!(touch, Touch::Known(_));
        let (outcome, next) = measure(if crowded { kept.crowd } else { own })?;
        match touch {
            Touch::Look(_) => {}
            _ if crowded => kept.crowd = Some(next),
            Touch::Stranger(key) | Touch::Known(key) if alone => {
                kept.own.insert(key.clone(), next);
            }
            Touch::Stranger(_) | Touch::Known(_) => {}
        }
        Ok(outcome)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<Touch<K>> for Cells<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.own.retain(|_, next| *next > drop_below);
        // What a flood has grown is given back.
        let room = kept.own.len().saturating_mul(2);
        kept.own.shrink_to(room);
    }

    fn len(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).own.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
