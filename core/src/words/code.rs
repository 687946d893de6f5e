//! The code itself, and what shape it has.

use super::CodeFormat;
use subtle::ConstantTimeEq as _;
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

    /// The code that a caller chooses: as [`Self::parse`], and without a space at either end, which
    /// nobody sees and which entry takes away; so each of them is redeemed as it was issued.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        if text.trim_matches(' ').len() == text.len() { Self::parse(text) } else { None }
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

    /// Whether both are the same text, told in a time that depends on the lengths alone.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.reveal().as_bytes().ct_eq(other.reveal().as_bytes()).into()
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_chosen_code_has_no_space_at_an_end() {
        for text in ["55556666", "5555 6666", "'", " ~".trim()] {
            assert_eq!(Code::chosen(text).unwrap().reveal(), text);
        }
        for text in [" 55556666", "55556666 ", " ", "   ", "", "a\n"] {
            assert!(Code::chosen(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn codes_are_the_same_when_their_texts_are() {
        let code = |text| Code::parse(text).unwrap();
        assert!(code("1234").same(&code("1234")));
        for other in ["1235", "0234", "123", "12345", "1234 "] {
            assert!(!code("1234").same(&code(other)), "{other}");
        }
        // What a mint leaves behind the last symbol is no part of the code.
        let drawn = Code::from_nines([u128::from_le_bytes([b'7'; 16]) >> 56, 0, 0, 0], 4);
        assert!(drawn.same(&code("7777")) && code("7777").same(&drawn));
    }
}
