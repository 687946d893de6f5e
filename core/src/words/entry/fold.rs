//! One character that somebody typed: which symbol it means.

use crate::words::{Alphabet, CheckScheme};

/// What a character is to an alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// It only separates.
    Separator,
    /// The symbol of that value; behind the alphabet's for those that are check symbols only.
    Value(u8),
    /// Left out of the alphabet, together with what it looks like.
    NeverUsed,
    /// None of these.
    Foreign,
}

/// What that character is to that alphabet, with the check symbols of that scheme.
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

/// The character at its usual width: U+FF01 to U+FF5E are ASCII's `!` to `~`, full-width.
fn narrow(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
        other => other,
    }
}

/// White space, what stands for a dash (U+002D, U+2010 to U+2015, U+2212, and the small ones U+FE58
/// and U+FE63), underscores and dots, and what comes along unseen when text is copied: soft
/// hyphens, spaces and joiners of no width.
const fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(typed, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(typed, '\u{fe58}' | '\u{fe63}' | '\u{ad}' | '\u{200b}'..='\u{200d}')
        || matches!(typed, '\u{2060}' | '\u{feff}')
}

/// The symbol of the alphabet that a capital, a digit or a bar is taken for.
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
