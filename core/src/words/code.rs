//! The code itself, and what shape it has.

use super::Alphabet;
use zeroize::{DefaultIsZeroes, Zeroize, ZeroizeOnDrop};

/// The short secret that is handed to a subject.
///
/// It cannot be printed by accident (no `Debug`, no `Display`), nor copied (no `Clone`), and its
/// memory is wiped when it is dropped. [`Code::reveal`] is the one way to its text, so that every
/// place that shows a code can be found by searching for that word.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code {
    symbols: Symbols,
    length: u8,
}

/// The place for a code's symbols. Wiped at once, not byte by byte, which takes longer than to
/// draw them.
#[derive(Clone, Copy, Default)]
struct Symbols([u8; CodeFormat::MAX_LENGTH as usize]);

impl DefaultIsZeroes for Symbols {}

impl Code {
    /// A code of that text: 1 to [`CodeFormat::MAX_LENGTH`] printable ASCII characters (32 to
    /// 126); `None` for any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let printable = text.bytes().all(|byte| matches!(byte, 32..=126));
        if text.is_empty() || text.len() > usize::from(CodeFormat::MAX_LENGTH) || !printable {
            return None;
        }
        let mut code = Self::empty();
        text.bytes().for_each(|symbol| code.push(symbol));
        Some(code)
    }

    /// An empty code, to be filled by a mint.
    pub(crate) const fn empty() -> Self {
        Self { symbols: Symbols([0; CodeFormat::MAX_LENGTH as usize]), length: 0 }
    }

    /// Appends one ASCII symbol; does nothing once the longest length is reached.
    pub(crate) fn push(&mut self, symbol: u8) {
        if let Some(place) = self.symbols.0.get_mut(usize::from(self.length)) {
            *place = symbol;
            self.length += 1;
        }
    }

    /// A code of the first `length` of 36 ASCII symbols, nine to a number from its lowest byte up;
    /// at most [`CodeFormat::MAX_LENGTH`].
    ///
    /// Put together before it is written: a processor that writes pieces and then moves the whole
    /// waits for its own writing longer than the rest takes.
    #[inline]
    pub(super) fn from_nines([a, b, c, d]: [u128; 4], length: u8) -> Self {
        let halves = [a | b << 72, b >> 56 | c << 16 | d << 88].map(u128::to_le_bytes);
        let mut symbols = [0; CodeFormat::MAX_LENGTH as usize];
        for (to, from) in symbols.as_chunks_mut().0.iter_mut().zip(halves) {
            *to = from;
        }
        Self { symbols: Symbols(symbols), length: length.min(CodeFormat::MAX_LENGTH) }
    }

    /// The text of the code. Whoever calls this is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.symbols
            .0
            .get(..usize::from(self.length))
            .and_then(|symbols| core::str::from_utf8(symbols).ok())
            .unwrap_or_default()
    }
}

/// The shape of the codes of a policy: which symbols, and how many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFormat {
    alphabet: Alphabet,
    length: u8,
}

impl CodeFormat {
    /// The longest code, in symbols (the longest any dialect speaks of: digitanium's 32).
    pub const MAX_LENGTH: u8 = 32;

    /// A format, or `None` when `length` is 0 or above [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn new(alphabet: Alphabet, length: u8) -> Option<Self> {
        if length == 0 || length > Self::MAX_LENGTH {
            return None;
        }
        Some(Self { alphabet, length })
    }

    /// The symbols a code of this format is made of.
    #[must_use]
    pub const fn alphabet(self) -> Alphabet {
        self.alphabet
    }

    /// How many symbols a code of this format has.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// The number by which stores and the wall know this format; never 0. Never changed: records
    /// keep it.
    #[must_use]
    pub fn number(self) -> u32 {
        let alphabet = Alphabet::ALL.iter().position(|known| *known == self.alphabet);
        (alphabet.unwrap_or(0) as u32) << 8 | u32::from(self.length)
    }

    /// The format of that number, if there is one.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        let alphabet = *Alphabet::ALL.get((number >> 8) as usize)?;
        Self::new(alphabet, (number & 0xff) as u8)
    }

    /// The longest digits: what stands where no codes are drawn at all.
    pub(crate) const fn longest_digits() -> Self {
        Self { alphabet: Alphabet::Decimal, length: Self::MAX_LENGTH }
    }

    /// How many codes of this format there are; `u128::MAX` where there are more.
    #[must_use]
    pub fn codes(self) -> u128 {
        let size = u128::from(self.alphabet.size());
        (0..self.length).fold(1_u128, |codes, _| codes.saturating_mul(size))
    }

    /// Whether a code of this format has at least `bits` bits of entropy (at most 127 are asked).
    ///
    /// Computed in whole numbers: size^length ≥ 2^bits.
    #[must_use]
    pub fn has_entropy_bits(self, bits: u32) -> bool {
        self.codes() >= 1_u128 << bits.min(127)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_counted_from_size_and_length() {
        let nine_digits = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
        assert!(nine_digits.has_entropy_bits(29)); // 10^9 = 2^29.9
        assert!(!nine_digits.has_entropy_bits(30));
        let twenty_letters = CodeFormat::new(Alphabet::Crockford32, 20).unwrap();
        assert!(twenty_letters.has_entropy_bits(100));
        assert!(!twenty_letters.has_entropy_bits(101));
    }

    #[test]
    fn a_code_from_outside_is_printable_ascii_of_bounded_length() {
        assert_eq!(Code::parse("0123 ~").unwrap().reveal(), "0123 ~");
        let longest = "9".repeat(32);
        assert_eq!(Code::parse(&longest).unwrap().reveal(), longest);
        for text in ["", "a\n", "ä", "\u{7f}", &"9".repeat(33)] {
            assert!(Code::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_length_out_of_bounds_makes_no_format() {
        assert!(CodeFormat::new(Alphabet::Decimal, 0).is_none());
        assert!(CodeFormat::new(Alphabet::Decimal, 32).is_some());
        assert!(CodeFormat::new(Alphabet::Decimal, 33).is_none());
    }
}
