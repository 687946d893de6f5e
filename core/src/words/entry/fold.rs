//! Which symbol a typed character means.

use crate::words::{Alphabet, CheckScheme};

/// The meaning of a character in an alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// A separator.
    Separator,
    /// The symbol with that value. Symbols that only check symbols can be follow the alphabet's.
    Value(u8),
    /// Left out of the alphabet, together with the symbols that it looks like.
    NeverUsed,
    /// None of these.
    Foreign,
}

/// The meaning of a character in that alphabet, with the check symbols of that scheme.
pub(super) fn fold(typed: char, alphabet: Alphabet, check: CheckScheme) -> Folded {
    let typed = narrow(typed);
    if is_separator(typed) {
        return Folded::Separator;
    }
    let Ok(symbol) = u8::try_from(typed.to_ascii_uppercase()) else { return Folded::Foreign };
    let value = |symbol: u8| {
        let mut symbols = alphabet.symbols().iter().chain(check.own_symbols());
        symbols.position(|known| *known == symbol).and_then(|value| u8::try_from(value).ok())
    };
    match value(symbol).or_else(|| value(look_alike(symbol, alphabet)?)) {
        Some(value) => Folded::Value(value),
        None if alphabet == Alphabet::Base31 && b"0O1IL|".contains(&symbol) => Folded::NeverUsed,
        None => Folded::Foreign,
    }
}

/// The character at normal width: U+FF01 to U+FF5E are ASCII's `!` to `~` at full width.
pub(crate) fn narrow(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
        other => other,
    }
}

/// Whether a character (at normal width) is not part of a code: it separates symbols, is invisible
/// and was copied along, or encloses a code in a sentence.
pub(crate) const fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || is_dash(typed)
        || is_full_stop(typed)
        || is_invisible(typed)
        || encloses(typed)
}

/// Dashes (U+002D, U+2010 to U+2015, U+2212, the small forms U+FE58 and U+FE63) and underscores.
const fn is_dash(typed: char) -> bool {
    matches!(typed, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}')
}

/// Full stops (U+002E, U+06D4, U+3002, U+FF61).
pub(super) const fn is_full_stop(typed: char) -> bool {
    matches!(typed, '.' | '\u{6d4}' | '\u{3002}' | '\u{ff61}')
}

/// Zero-width characters: soft hyphens, joiners, variation selectors, and the directional
/// formatting characters that are copied along with a code from right-to-left text (Unicode
/// Standard Annex #9, section 2: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069).
pub(super) const fn is_invisible(typed: char) -> bool {
    matches!(typed, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(typed, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(typed, '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Quotation marks of any style, and commas.
pub(super) const fn encloses(typed: char) -> bool {
    matches!(typed, '"' | '\'' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}')
        || matches!(typed, '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}')
        || matches!(typed, '\u{300c}'..='\u{300f}' | '\u{301d}'..='\u{301f}')
        || matches!(typed, '\u{ff62}' | '\u{ff63}')
        || matches!(typed, ',' | '\u{60c}' | '\u{3001}' | '\u{ff64}')
}

/// The symbol of the alphabet that an upper-case letter, a digit or a bar is read as.
const fn look_alike(symbol: u8, alphabet: Alphabet) -> Option<u8> {
    Some(match (alphabet, symbol) {
        (Alphabet::Decimal | Alphabet::Crockford32, b'O') => b'0',
        (Alphabet::Decimal | Alphabet::Crockford32, b'I' | b'L' | b'|') => b'1',
        (Alphabet::Decimal, b'S') => b'5',
        (Alphabet::Decimal, b'B') => b'8',
        (Alphabet::Decimal, b'Z') => b'2',
        (Alphabet::Base20, b'1' | b'I' | b'|') => b'L',
        (Alphabet::Base20, b'5') => b'S',
        (Alphabet::Base20, b'8') => b'B',
        (Alphabet::Base20, b'2') => b'Z',
        _ => return None,
    })
}
