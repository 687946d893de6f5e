//! The memory of a computer's offline codes.

use super::remembered::{Damaged, Remembered};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Stores what is remembered of one computer's offline codes, across restarts.
pub trait OfflineMemory: Send + Sync {
    /// Reads the memory, calls `change` on it once, and stores the result.
    ///
    /// Returns only when the result is durable. No other thread or process may change the memory
    /// between reading and storing.
    ///
    /// # Errors
    /// [`MemoryError`] when it cannot be read or stored: then no code is accepted.
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError>;
}

/// Why a memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// It cannot be read or written.
    #[error("cannot read or write the memory of offline codes")]
    Failed(#[from] io::Error),
    /// Its content is damaged or of another format. It is never treated as empty.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// A memory that ends with the process, for tests: after a restart, a used code is accepted again.
pub struct ProcessMemory(Mutex<Remembered>);

impl ProcessMemory {
    /// A memory with that content.
    #[must_use]
    pub const fn new(remembered: Remembered) -> Self {
        Self(Mutex::new(remembered))
    }
}

impl OfflineMemory for ProcessMemory {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }
}

impl<M: OfflineMemory + ?Sized> OfflineMemory for Arc<M> {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        (**self).change(change)
    }
}
