//! The host's randomness.

use codemint_core::words::Seed;
use sha2::{Digest, Sha256};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with cryptographically secure random bytes.
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
    /// The source returned bytes that it has returned before, or too few different values.
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

/// How many draws are checked before the first one is used.
const STARTUP: usize = 16;

/// How many draws are remembered, as SHA-256 hashes, so that none is used twice.
const REMEMBERED: usize = 256;

/// Draws seeds and nonces, and refuses those of a broken source. Each draw must pass [`is_random`]
/// and differ from the last 256; 16 draws must pass before the first one is used (NIST SP 800-90B
/// section 4.3 requires start-up tests and continuous tests). The npm package has the same checks.
pub(crate) struct Seeds {
    source: Box<dyn Entropy>,
    drawn: Mutex<Drawn>,
}

/// What is remembered of a source.
#[derive(Default)]
struct Drawn {
    /// Whether it has passed the start-up tests.
    started: bool,
    /// Hashes of the last draws. The draws themselves are not kept.
    hashes: VecDeque<[u8; 32]>,
}

impl Seeds {
    pub(crate) fn new(source: Box<dyn Entropy>) -> Self {
        Self { source, drawn: Mutex::default() }
    }

    pub(crate) fn seed(&self) -> Result<Seed, EntropyError> {
        let bytes = Zeroizing::new(self.draw::<32>()?);
        Seed::from_bytes(*bytes).ok_or(EntropyError::Stuck)
    }

    /// A nonce for encryption.
    pub(crate) fn nonce(&self) -> Result<[u8; 24], EntropyError> {
        self.draw()
    }

    fn draw<const N: usize>(&self) -> Result<[u8; N], EntropyError> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if !drawn.started {
            for _ in 0..STARTUP {
                drawn.checked::<32>(&*self.source)?;
            }
            drawn.started = true;
        }
        drawn.checked(&*self.source)
    }
}

impl Drawn {
    /// Draws once and checks the draw.
    fn checked<const N: usize>(&mut self, source: &dyn Entropy) -> Result<[u8; N], EntropyError> {
        let bytes = Zeroizing::new(random::<N>(source)?);
        let hash: [u8; 32] = Sha256::digest(*bytes).into();
        if self.hashes.contains(&hash) {
            return Err(EntropyError::Stuck);
        }
        if self.hashes.len() >= REMEMBERED {
            self.hashes.pop_front();
        }
        self.hashes.push_back(hash);
        Ok(*bytes)
    }
}

/// A nonce for encryption, drawn from that source. It is not compared with earlier ones.
pub(crate) fn nonce(source: &dyn Entropy) -> Result<[u8; 24], EntropyError> {
    random(source)
}

fn random<const N: usize>(source: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    if is_random(&bytes) { Ok(bytes) } else { Err(EntropyError::Stuck) }
}

/// Whether bytes can come from a working source: they have at least half as many different values
/// as there are bytes. Bytes that were not filled, or that repeat with a short period, do not. One
/// draw of 32 random bytes in 2^54 has fewer than 16 values; one of 24 bytes in 2^48 has fewer than
/// 12.
fn is_random(bytes: &[u8]) -> bool {
    let values: HashSet<u8> = bytes.iter().copied().collect();
    values.len() * 2 >= bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// A working source whose draws are altered.
    struct Broken<F>(Mutex<(usize, F)>);

    impl<F: FnMut(&mut [u8], usize) + Send> Entropy for Broken<F> {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
            SystemEntropy.fill(bytes)?;
            let (draw, change) = &mut *self.0.lock().unwrap();
            change(bytes, *draw);
            *draw += 1;
            Ok(())
        }
    }

    fn broken(change: impl FnMut(&mut [u8], usize) + Send + 'static) -> Seeds {
        Seeds::new(Box::new(Broken(Mutex::new((0, change)))))
    }

    /// A source whose draws repeat after that many.
    fn periodic(period: usize) -> Seeds {
        let mut kept: Vec<Vec<u8>> = Vec::new();
        broken(move |bytes, draw| {
            kept.push(bytes.to_vec());
            let old = &kept[draw % period];
            bytes.copy_from_slice(&old[..bytes.len()]);
        })
    }

    #[test]
    fn a_broken_source_gives_no_seed() {
        let repeat = |of: usize| {
            broken(move |bytes, _| (of..bytes.len()).for_each(|at| bytes[at] = bytes[at % of]))
        };
        for (what, seeds) in [
            ("returns zeros", broken(|bytes, _| bytes.fill(0))),
            ("returns one value", broken(|bytes, _| bytes.fill(7))),
            ("fills one byte", broken(|bytes, _| bytes[1..].fill(0))),
            ("fills twelve bytes", broken(|bytes, _| bytes[12..].fill(0))),
            ("repeats two bytes", repeat(2)),
            ("repeats eight bytes", repeat(8)),
            ("repeats each draw", periodic(1)),
            ("alternates between two draws", periodic(2)),
            ("repeats after fifteen draws", periodic(15)),
        ] {
            for _ in 0..3 {
                assert_eq!(seeds.seed().err(), Some(EntropyError::Stuck), "{what}");
                assert_eq!(seeds.nonce().err(), Some(EntropyError::Stuck), "{what}");
            }
        }
    }

    #[test]
    fn a_source_that_repeats_later_gives_no_seed_twice() {
        let seeds = periodic(200);
        let draws = (0..400).map(|_| seeds.seed().is_err());
        assert_eq!(draws.filter(|refused| *refused).count(), 400 + STARTUP - 200);
    }

    #[test]
    fn a_source_that_fails_gives_no_seed_until_it_works() {
        struct Late(Mutex<usize>);
        impl Entropy for Late {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
                let mut failures = self.0.lock().unwrap();
                if *failures == 0 {
                    return SystemEntropy.fill(bytes);
                }
                *failures -= 1;
                Err(EntropyError::Failed)
            }
        }
        let seeds = Seeds::new(Box::new(Late(Mutex::new(2))));
        assert_eq!(seeds.seed().err(), Some(EntropyError::Failed));
        assert_eq!(seeds.nonce().err(), Some(EntropyError::Failed));
        assert!(seeds.seed().is_ok());
    }

    #[test]
    fn a_working_source_is_not_refused() {
        let seeds = Seeds::new(Box::new(SystemEntropy));
        assert!((0..10_000).all(|_| seeds.seed().is_ok() && seeds.nonce().is_ok()));
    }
}
