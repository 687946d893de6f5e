//! From a seed to record ids and codes: the only use of randomness.

use super::secret_bytes;
use super::{Alphabet, CheckScheme, Code, CodeFormat, RecordId, Tick, Timestamp};
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
        Self::from_bytes(secret_bytes::bytes_of(words))
    }

    /// The four little-endian words of this seed.
    #[must_use]
    pub fn words(&self) -> [u64; 4] {
        secret_bytes::words_of(&self.0)
    }
}

/// Draws ids and codes from one seed, in a fixed order.
///
/// The stream is the ChaCha20 key stream (RFC 8439's block function, 64-bit block counter from 0,
/// nonce 0) under the seed as key, read as little-endian 32-bit words.
pub struct Mint {
    stream: ChaCha20Rng,
    /// How many ids were drawn.
    ids: u64,
}

impl Mint {
    /// A mint at the beginning of the seed's stream.
    #[must_use]
    pub fn new(seed: &Seed) -> Self {
        Self { stream: ChaCha20Rng::from_seed(seed.0), ids: 0 }
    }

    /// A UUID of version 7 (RFC 9562 section 5.7) whose parts ascend in this order: 48 bits of
    /// milliseconds; 12 bits of a clock 4096 times as fine (section 6.2, method 3); 14 bits that count
    /// the ids drawn before from this mint (method 1), at most 16,384 of them; 48 random bits.
    ///
    /// So ids of one mint ascend, and ids of a later instant are greater than those of an earlier one.
    ///
    /// Takes four words: the second gives the low 32 random bits, the third gives its low 16 as the
    /// high ones; the others are drawn and not used, so that an id takes a whole number of 128-bit
    /// units. Of a new code the id is drawn first, then the code.
    #[must_use]
    pub fn record_id(&mut self, now: Timestamp, tick: Tick) -> RecordId {
        self.stream.next_u32();
        let random = u64::from(self.stream.next_u32()) | u64::from(self.stream.next_u32()) << 32;
        self.stream.next_u32();
        let milliseconds = now.seconds() * 1000 + u64::from(tick.milliseconds());
        let place = self.ids & 0x3fff;
        self.ids += 1;
        RecordId::from_words(
            (milliseconds & 0xffff_ffff_ffff) << 16 | 0x7000 | u64::from(tick.fraction()),
            0x8000_0000_0000_0000 | place << 48 | (random & 0xffff_ffff_ffff),
        )
    }

    /// A code of that format, every one equally likely.
    ///
    /// Symbols come in chunks of as many as fit a 32-bit word (nine digits, for instance). A word
    /// at or above the largest multiple of the chunk's count of values is thrown away, so that no
    /// value is favoured; the rest is taken apart from the lowest symbol up. Check symbols follow
    /// from what was drawn, and take nothing from the stream.
    #[must_use]
    #[inline]
    pub fn code(&mut self, format: CodeFormat) -> Code {
        match (format.check(), format.alphabet()) {
            (CheckScheme::None, Alphabet::Decimal) => self.digits(format.length()),
            (CheckScheme::None, alphabet) => self.symbols(alphabet, format.length()),
            _ => self.checked(format),
        }
    }

    /// A code with check symbols. Apart, so that codes without any are drawn as fast as before
    /// there were some.
    #[inline(never)]
    fn checked(&mut self, format: CodeFormat) -> Code {
        let mut code = match format.alphabet() {
            Alphabet::Decimal => self.digits(format.length()),
            alphabet => self.symbols(alphabet, format.length()),
        };
        format.complete(&mut code);
        code
    }

    fn symbols(&mut self, alphabet: Alphabet, mut left: u8) -> Code {
        let (symbols, size) = (alphabet.symbols(), alphabet.size());
        let mut code = Code::empty();
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

    /// The same for digits, by whole chunks: most codes are of them, and a division by a number
    /// that is known beforehand takes a fraction of one by a number that is not.
    #[inline]
    fn digits(&mut self, length: u8) -> Code {
        let rest = length % 9;
        let nines = match length / 9 {
            0 => [self.some(rest), 0, 0, 0],
            1 => [self.nine(), self.some(rest), 0, 0],
            2 => [self.nine(), self.nine(), self.some(rest), 0],
            _ => [self.nine(), self.nine(), self.nine(), self.some(rest)],
        };
        Code::from_nines(nines, length)
    }

    /// The text of the next nine digits.
    #[inline]
    fn nine(&mut self) -> u128 {
        digits(self.word_up_to(const { last_word(1_000_000_000) }) % 1_000_000_000)
    }

    /// The text of so many of the next digits, fewer than nine; for none no word is drawn.
    #[inline]
    fn some(&mut self, count: u8) -> u128 {
        if count == 0 {
            return 0;
        }
        let last = LAST_WORDS.get(usize::from(count)).copied().unwrap_or(0);
        digits(below_power(self.word_up_to(last), count))
    }

    /// A number below `values`, each equally likely, by rejection.
    fn below(&mut self, values: u32) -> u32 {
        self.word_up_to(last_word(values)) % values
    }

    /// The next word that is not above `last`.
    #[inline]
    fn word_up_to(&mut self, last: u32) -> u32 {
        loop {
            let word = self.stream.next_u32();
            if word <= last {
                return word;
            }
        }
    }
}

/// The last of the words that give every one of so many values equally often.
const fn last_word(values: u32) -> u32 {
    u32::MAX - (u32::MAX % values + 1) % values
}

/// That of 0 to 8 digits.
const LAST_WORDS: [u32; 9] = [
    u32::MAX,
    last_word(10),
    last_word(100),
    last_word(1_000),
    last_word(10_000),
    last_word(100_000),
    last_word(1_000_000),
    last_word(10_000_000),
    last_word(100_000_000),
];

/// A word's remainder by that power of ten (at most the eighth).
#[inline]
const fn below_power(word: u32, power: u8) -> u32 {
    match power {
        0 => 0,
        1 => word % 10,
        2 => word % 100,
        3 => word % 1_000,
        4 => word % 10_000,
        5 => word % 100_000,
        6 => word % 1_000_000,
        7 => word % 10_000_000,
        _ => word % 100_000_000,
    }
}

/// The nine digits of a number below 10^9 as text, the lowest digit in the lowest byte.
///
/// Eight of them come at once: halves, quarters and eighths of a word hold fewer and fewer digits
/// each. Fours are divided by 100 and twos by 10 through a multiplication that is exact so far.
#[inline]
const fn digits(value: u32) -> u128 {
    let (lowest, rest) = (value % 10, (value / 10) as u64);
    let fours = (rest % 10_000) | ((rest / 10_000) << 32);
    let high_twos = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = (fours - 100 * high_twos) | (high_twos << 16);
    let high_ones = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    let ones = (twos - 10 * high_ones) | (high_ones << 8);
    (b'0' as u32 + lowest) as u128 | ((ones | 0x3030_3030_3030_3030) as u128) << 8
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
