//! Draws record IDs and codes from a seed: the only use of randomness.

use super::secret_bytes;
use super::{Alphabet, CheckScheme, Code, CodeFormat, RecordId, Tick, Timestamp};
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 random bytes from the host, to be used for one settlement.
///
/// Secret: the codes can be computed from it. No `Debug`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed of 32 bytes; `None` when all are zero, which indicates a broken source.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        if bytes == [0; 32] { None } else { Some(Self(bytes)) }
    }

    /// A seed of four 64-bit words, the form in which it crosses the module boundary; each word
    /// holds its bytes in little-endian order.
    #[must_use]
    pub fn from_words(words: [u64; 4]) -> Option<Self> {
        Self::from_bytes(secret_bytes::bytes_of(words))
    }

    /// The four words of this seed, as [`Self::from_words`] takes them.
    #[must_use]
    pub fn words(&self) -> [u64; 4] {
        secret_bytes::words_of(&self.0)
    }
}

/// Draws record IDs and codes from one seed, in a fixed order.
///
/// The stream is the ChaCha20 key stream (RFC 8439's block function, 64-bit block counter from 0,
/// nonce 0) under the seed as key, read as little-endian 32-bit words.
pub struct Mint {
    stream: ChaCha20Rng,
    /// The number of IDs drawn so far.
    ids: u64,
}

impl Mint {
    /// A mint at the start of the seed's stream.
    #[must_use]
    pub fn new(seed: &Seed) -> Self {
        Self { stream: ChaCha20Rng::from_seed(seed.0), ids: 0 }
    }

    /// Draws a UUID of version 7 (RFC 9562 section 5.7). From the highest bit down: 48 bits of
    /// milliseconds; 12 bits of a clock 4096 times as fine (section 6.2, method 3); a 14-bit
    /// counter of the IDs drawn from this mint (method 1), which wraps after 16,384; 48 random
    /// bits.
    ///
    /// IDs of one mint therefore ascend, and IDs of a later tick are greater than those of an
    /// earlier one.
    ///
    /// Takes four words of the stream: the second gives the low 32 random bits, the low 16 bits of
    /// the third give the high ones; the other two are skipped, so that an ID takes a whole number
    /// of 128-bit units. For a new code the ID is drawn first, then the code.
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

    /// Draws a code of that format; all are equally likely.
    ///
    /// Symbols are drawn in chunks of as many as fit in a 32-bit word (nine digits, for instance).
    /// A word at or above the largest multiple of the chunk's number of values is discarded, so
    /// that no value is favoured; the remainder is split into symbols, lowest first. Check symbols
    /// are computed from the drawn ones and take nothing from the stream.
    #[must_use]
    #[inline]
    pub fn code(&mut self, format: CodeFormat) -> Code {
        match (format.check(), format.alphabet()) {
            (CheckScheme::None, Alphabet::Decimal) => self.digits(format.length()),
            (CheckScheme::None, alphabet) => self.symbols(alphabet, format.length()),
            _ => self.checked(format),
        }
    }

    /// Draws a code with check symbols. Not inlined, so that codes without check symbols are drawn
    /// faster.
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

    /// The same as [`Self::symbols`] for digits, in whole chunks: most codes are digits, and
    /// division by a constant is many times faster than division by a variable.
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

    /// Draws nine digits, as text.
    #[inline]
    fn nine(&mut self) -> u128 {
        digits(self.word_up_to(const { last_word(1_000_000_000) }) % 1_000_000_000)
    }

    /// Draws fewer than nine digits, as text. Takes no word from the stream when `count` is 0.
    #[inline]
    fn some(&mut self, count: u8) -> u128 {
        if count == 0 {
            return 0;
        }
        let last = LAST_WORDS.get(usize::from(count)).copied().unwrap_or(0);
        digits(below_power(self.word_up_to(last), count))
    }

    /// Draws a number below `values`, uniformly, by rejection.
    fn below(&mut self, values: u32) -> u32 {
        self.word_up_to(last_word(values)) % values
    }

    /// The next word of the stream that is at most `last`.
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

/// The largest word to accept, so that each of `values` remainders is equally likely.
const fn last_word(values: u32) -> u32 {
    u32::MAX - (u32::MAX % values + 1) % values
}

/// [`last_word`] for 0 to 8 digits.
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

/// The remainder of a word modulo 10^`power`, where `power` is at most 8.
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

/// The nine digits of a number below 10^9 as text, the least significant digit in the lowest byte.
///
/// Eight digits are converted at once: the halves of a word hold four digits each, the quarters
/// two, the eighths one. The divisions by 100 and 10 are multiplications that are exact in these
/// ranges.
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

/// How many of `left` symbols fit in one 32-bit word, and the number of their possible values.
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
