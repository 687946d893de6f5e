//! The code itself.

use subtle::ConstantTimeEq as _;
use zeroize::{DefaultIsZeroes, Zeroize, ZeroizeOnDrop};

/// The short secret that is handed to a subject.
///
/// It cannot be printed by accident (no `Debug`, no `Display`) or copied (no `Clone`), and its
/// memory is wiped on drop. [`Code::reveal`] is the only access to its text, so that a search for
/// `reveal` finds every place that exposes a code.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code {
    symbols: Symbols,
    length: u8,
}

/// Storage for a code's symbols. Wiped as a whole: wiping byte by byte takes longer than drawing
/// the code.
#[derive(Clone, Copy, Default)]
struct Symbols([u8; Code::MAX_LENGTH as usize]);

impl DefaultIsZeroes for Symbols {}

impl Code {
    /// The longest code, in symbols: the longest that any dialect allows.
    pub const MAX_LENGTH: u8 = 32;

    /// The code with that text: 1 to [`Self::MAX_LENGTH`] printable ASCII characters (32 to 126);
    /// `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let printable = text.bytes().all(|byte| matches!(byte, 32..=126));
        if text.is_empty() || text.len() > usize::from(Self::MAX_LENGTH) || !printable {
            return None;
        }
        let mut code = Self::empty();
        text.bytes().for_each(|symbol| code.push(symbol));
        Some(code)
    }

    /// A code that a caller chose: as [`Self::parse`], but without a space at either end. Such a
    /// space is invisible and entry removes it; the code could not be redeemed as it was issued.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        if text.trim_matches(' ').len() == text.len() { Self::parse(text) } else { None }
    }

    /// An empty code, to be filled by a mint.
    pub(crate) const fn empty() -> Self {
        Self { symbols: Symbols([0; Self::MAX_LENGTH as usize]), length: 0 }
    }

    /// Appends one ASCII symbol; does nothing when the code has [`Self::MAX_LENGTH`] symbols.
    pub(crate) fn push(&mut self, symbol: u8) {
        if let Some(place) = self.symbols.0.get_mut(usize::from(self.length)) {
            *place = symbol;
            self.length += 1;
        }
    }

    /// A code of the first `length` of 36 ASCII symbols, nine in each number, first symbol in the
    /// lowest byte; at most [`Self::MAX_LENGTH`].
    ///
    /// The symbols are combined in registers before they are written: a copy of the whole right
    /// after writes of its parts stalls for longer than everything else takes.
    #[inline]
    pub(super) fn from_nines([a, b, c, d]: [u128; 4], length: u8) -> Self {
        let halves = [a | b << 72, b >> 56 | c << 16 | d << 88].map(u128::to_le_bytes);
        let mut symbols = [0; Self::MAX_LENGTH as usize];
        for (to, from) in symbols.as_chunks_mut().0.iter_mut().zip(halves) {
            *to = from;
        }
        Self { symbols: Symbols(symbols), length: length.min(Self::MAX_LENGTH) }
    }

    /// Whether both codes have the same text, in a time that depends only on their lengths.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.reveal().as_bytes().ct_eq(other.reveal().as_bytes()).into()
    }

    /// The text of the code. The caller is responsible for where it goes.
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
    fn a_parsed_code_is_printable_ascii_of_bounded_length() {
        assert_eq!(Code::parse("0123 ~").unwrap().reveal(), "0123 ~");
        let longest = "9".repeat(32);
        assert_eq!(Code::parse(&longest).unwrap().reveal(), longest);
        for text in ["", "a\n", "ä", "\u{7f}", &"9".repeat(33)] {
            assert!(Code::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_chosen_code_has_no_space_at_either_end() {
        for text in ["55556666", "5555 6666", "'", " ~".trim()] {
            assert_eq!(Code::chosen(text).unwrap().reveal(), text);
        }
        for text in [" 55556666", "55556666 ", " ", "   ", "", "a\n"] {
            assert!(Code::chosen(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn codes_with_equal_text_are_the_same() {
        let code = |text| Code::parse(text).unwrap();
        assert!(code("1234").same(&code("1234")));
        for other in ["1235", "0234", "123", "12345", "1234 "] {
            assert!(!code("1234").same(&code(other)), "{other}");
        }
        // Bytes after the last symbol are not part of the code.
        let drawn = Code::from_nines([u128::from_le_bytes([b'7'; 16]) >> 56, 0, 0, 0], 4);
        assert!(drawn.same(&code("7777")) && code("7777").same(&drawn));
    }
}
