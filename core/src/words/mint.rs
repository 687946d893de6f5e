//! From a seed to record ids and codes: the only use of randomness.

use super::{Code, CodeFormat, RecordId, Timestamp};
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 random bytes from the host, good for one settlement.
///
/// Secret: whoever knows it knows the codes. No `Debug`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed from 32 bytes; `None` when all are zero, which is what a broken source delivers.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        if bytes == [0; 32] { None } else { Some(Self(bytes)) }
    }

    /// A seed from four words, each little-endian, as they cross the wall.
    #[must_use]
    pub fn from_words(words: [u64; 4]) -> Option<Self> {
        let mut bytes = [0; 32];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        Self::from_bytes(bytes)
    }

    /// The four little-endian words of this seed.
    #[must_use]
    pub fn words(&self) -> [u64; 4] {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(self.0.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        words
    }
}

/// Draws ids and codes from one seed, in a fixed order.
///
/// The stream is the ChaCha20 key stream (RFC 8439's block function, 64-bit block counter from 0,
/// nonce 0) under the seed as key, read as little-endian 32-bit words.
pub struct Mint {
    stream: ChaCha20Rng,
}

impl Mint {
    /// A mint at the beginning of the seed's stream.
    #[must_use]
    pub fn new(seed: &Seed) -> Self {
        Self { stream: ChaCha20Rng::from_seed(seed.0) }
    }

    /// A UUID of version 7 (RFC 9562 section 5.7): `now` in milliseconds, then 74 random bits.
    ///
    /// Takes four words: the first gives its low 12 bits; the next two, the low word first, give
    /// their low 62 as one number; the fourth is drawn and not used, so that an id takes a whole
    /// number of 128-bit units. Of a new code the id is drawn first, then the code.
    #[must_use]
    pub fn record_id(&mut self, now: Timestamp) -> RecordId {
        let high = u64::from(self.stream.next_u32());
        let low = u64::from(self.stream.next_u32()) | u64::from(self.stream.next_u32()) << 32;
        self.stream.next_u32();
        let milliseconds = now.seconds().wrapping_mul(1000) & 0xffff_ffff_ffff;
        RecordId::from_words(
            milliseconds << 16 | 0x7000 | (high & 0x0fff),
            0x8000_0000_0000_0000 | (low & 0x3fff_ffff_ffff_ffff),
        )
    }

    /// A code of that format, every one equally likely.
    ///
    /// Symbols come in chunks of as many as fit a 32-bit word (nine digits, for instance). A word
    /// at or above the largest multiple of the chunk's count of values is thrown away, so that no
    /// value is favoured; the rest is taken apart from the lowest symbol up.
    #[must_use]
    pub fn code(&mut self, format: CodeFormat) -> Code {
        let symbols = format.alphabet().symbols();
        let size = format.alphabet().size();
        let mut code = Code::empty();
        let mut left = format.length();
        while left > 0 {
            let (chunk, values) = chunk(size, left);
            let mut value = self.below(values);
            for _ in 0..chunk {
                if let Some(symbol) = symbols.get((value % size) as usize) {
                    code.push(*symbol);
                }
                value /= size;
            }
            left -= chunk;
        }
        code
    }

    /// A number below `values`, each equally likely, by rejection.
    fn below(&mut self, values: u32) -> u32 {
        let whole = u32::MAX - (u32::MAX % values + 1) % values;
        loop {
            let word = self.stream.next_u32();
            if word <= whole {
                return word % values;
            }
        }
    }
}

/// How many of `left` symbols one 32-bit word can give, and the number of values they have.
const fn chunk(size: u32, left: u8) -> (u8, u32) {
    let mut symbols = 1;
    let mut values = size;
    while symbols < left {
        match values.checked_mul(size) {
            Some(more) => values = more,
            None => break,
        }
        symbols += 1;
    }
    (symbols, values)
}

#[cfg(test)]
mod tests;
