//! The host's randomness.

use codemint_core::words::Seed;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// What gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with bytes that nobody can foresee.
    ///
    /// # Errors
    /// [`EntropyError`] when it cannot: then nothing is issued.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// Why there is no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntropyError {
    /// The source failed.
    #[error("the source of randomness failed")]
    Failed,
    /// The source gave zeros, or the same bytes twice.
    #[error("the source of randomness is stuck")]
    Stuck,
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|_| EntropyError::Failed)
    }
}

impl<E: Entropy + ?Sized> Entropy for Arc<E> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        (**self).fill(bytes)
    }
}

/// Draws seeds, and refuses what a broken source gives: zeros, or the last bytes once more.
pub(crate) struct Seeds {
    source: Box<dyn Entropy>,
    /// The hash of the last seed, so that the seed itself is not kept.
    last: Mutex<[u8; 32]>,
}

impl Seeds {
    pub(crate) fn new(source: Box<dyn Entropy>) -> Self {
        Self { source, last: Mutex::new([0; 32]) }
    }

    pub(crate) fn seed(&self) -> Result<Seed, EntropyError> {
        let mut bytes = zeroize::Zeroizing::new([0; 32]);
        self.source.fill(&mut *bytes)?;
        let hash: [u8; 32] = Sha256::digest(*bytes).into();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *last, hash) == hash {
            return Err(EntropyError::Stuck);
        }
        Seed::from_bytes(*bytes).ok_or(EntropyError::Stuck)
    }

    /// A nonce for a seal.
    pub(crate) fn nonce(&self) -> Result<[u8; 24], EntropyError> {
        nonce(&*self.source)
    }
}

/// A nonce for a seal, from that source.
pub(crate) fn nonce(source: &dyn Entropy) -> Result<[u8; 24], EntropyError> {
    let mut nonce = [0; 24];
    source.fill(&mut nonce)?;
    if nonce == [0; 24] { Err(EntropyError::Stuck) } else { Ok(nonce) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Source(fn(u8) -> Result<u8, EntropyError>, AtomicU8);

    impl Entropy for Source {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
            bytes.fill((self.0)(self.1.fetch_add(1, Ordering::Relaxed))?);
            Ok(())
        }
    }

    fn seeds(source: fn(u8) -> Result<u8, EntropyError>) -> Seeds {
        Seeds::new(Box::new(Source(source, AtomicU8::new(0))))
    }

    #[test]
    fn a_broken_source_gives_no_seed() {
        assert!(seeds(|n| Ok(n + 1)).seed().is_ok());
        assert_eq!(seeds(|_| Ok(0)).seed().err(), Some(EntropyError::Stuck));
        assert_eq!(seeds(|_| Ok(0)).nonce().err(), Some(EntropyError::Stuck));
        assert_eq!(seeds(|_| Err(EntropyError::Failed)).seed().err(), Some(EntropyError::Failed));
        let repeating = seeds(|_| Ok(7));
        assert!(repeating.seed().is_ok());
        assert_eq!(repeating.seed().err(), Some(EntropyError::Stuck));
    }
}
