//! Where it stands what is remembered.

use super::{Damaged, Remembered};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps what is remembered of one computer's offline codes, over restarts too.
pub trait OfflineMemory: Send + Sync {
    /// Hands what is remembered to `change`, once, and keeps what it leaves there.
    ///
    /// Returns only when that is durable. Between reading and keeping nobody else changes it, in
    /// this process or another.
    ///
    /// # Errors
    /// [`MemoryError`] when it cannot be read or kept: then no code passes.
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError>;
}

/// Why nothing can be remembered.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// It cannot be read or written.
    #[error("cannot read or write what is remembered of offline codes")]
    Failed(#[from] io::Error),
    /// What is there is not ours, or damaged. It is never taken for nothing.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// A memory that ends with the process, for tests and trials: a used code passes again after a
/// restart.
pub struct ProcessMemory(Mutex<Remembered>);

impl ProcessMemory {
    /// A memory of that content.
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
