//! Reads a typed code: lenient wherever the text can mean only one thing.

mod fault;
mod fold;
mod suspect;

pub use fault::EntryFault;

use super::values::Values;
use super::{Alphabet, CheckScheme, Code, CodeFormat};
use alloc::string::String;
use alloc::vec::Vec;
use fold::{Folded, fold};
pub(crate) use fold::{is_separator, narrow};
use zeroize::Zeroizing;

/// The longest text that is read, in bytes of UTF-8: enough for 32 full-width symbols with a
/// full-width separator after every third.
pub const MAX_TYPED: usize = 128;

/// Reads a typed code of that format.
///
/// Letters may be in either case and symbols full-width. White space, dashes, underscores, full
/// stops, commas, quotation marks and zero-width characters may appear anywhere. A character that
/// looks like one symbol of the alphabet is read as that symbol: O as 0; I, l and | as 1; s as 5, b
/// as 8 and z as 2 in an alphabet of digits, and the reverse in an alphabet of letters.
///
/// # Errors
/// The first [`EntryFault`] that applies. None of them depends on a stored record.
pub fn entry(typed: &str, format: CodeFormat) -> Result<Code, EntryFault> {
    let mut read = Reading::of(typed, format.alphabet(), format.check())?;
    let wanted = format.whole_length();
    if read.found != usize::from(wanted) {
        return Err(EntryFault::Length { found: read.found, wanted: wanted.into() });
    }
    if !format.accepts_values(&read.values) {
        return Err(EntryFault::Check { group: suspect::group(&mut read.values, format) });
    }
    // Every value was read from a symbol, so this conversion cannot fail.
    format.code_of(&read.values).ok_or(EntryFault::Check { group: None })
}

/// The codes that a text may mean while the format is not known, each once, at most five; none for
/// a text longer than [`MAX_TYPED`].
///
/// First the text without surrounding white space, so that a code that a caller chose is redeemed
/// as it was issued; then the text without quotation marks and the like that were copied along with
/// it; then the code that each alphabet reads in it, of any length and with any check symbols. The
/// four alphabets read at most three codes: `base31` and `crockford32` agree where both read one.
#[must_use]
pub fn fold_any(typed: &str) -> Vec<Code> {
    // The full capacity at once: a reallocation would leave unwiped codes behind.
    let mut codes: Vec<Code> = Vec::with_capacity(2 + Alphabet::ALL.len());
    if typed.len() > MAX_TYPED {
        return codes;
    }
    let texts = [Code::parse(typed.trim()), Code::parse(&bare(typed))];
    let folded = Alphabet::ALL.into_iter().filter_map(|alphabet| folded(typed, alphabet));
    for code in texts.into_iter().flatten().chain(folded) {
        if !codes.iter().any(|known| known.same(&code)) {
            codes.push(code);
        }
    }
    codes
}

/// A text with full-width symbols narrowed, without zero-width characters anywhere, and without
/// white space, quotation marks, commas and full stops of any script at either end.
fn bare(typed: &str) -> Zeroizing<String> {
    let visible = typed.chars().map(narrow).filter(|c| !fold::is_invisible(*c));
    let mut text = Zeroizing::new(String::with_capacity(typed.len()));
    text.extend(visible);
    let around = |c: char| c.is_whitespace() || fold::is_full_stop(c) || fold::encloses(c);
    let inner = text.trim_matches(around);
    Zeroizing::new(inner.into())
}

/// The code that an alphabet reads in a text. Check symbols outside the alphabet are allowed at the
/// end if one of its schemes has them.
fn folded(typed: &str, alphabet: Alphabet) -> Option<Code> {
    let mut schemes = CheckScheme::ALL.into_iter().filter(|scheme| scheme.goes_with(alphabet));
    let check = schemes.find(|scheme| !scheme.own_symbols().is_empty()).unwrap_or_default();
    let read = Reading::of(typed, alphabet, check).ok()?;
    let whole = read.found <= usize::from(CodeFormat::MAX_LENGTH);
    let format = CodeFormat::new(alphabet, 1)?.with_check(check)?;
    if whole { format.code_of(&read.values) } else { None }
}

/// What was read from a text: the values, up to the length of the longest code, and the number of
/// all symbols.
struct Reading {
    values: Values,
    found: usize,
}

impl Reading {
    fn of(typed: &str, alphabet: Alphabet, check: CheckScheme) -> Result<Self, EntryFault> {
        if typed.len() > MAX_TYPED {
            return Err(EntryFault::TooLong { max: MAX_TYPED });
        }
        let mut read = Self { values: Values::empty(), found: 0 };
        // A symbol that only a check symbol can be is allowed at the end only.
        let mut end = None;
        for (symbol, place) in typed.chars().zip(1..) {
            let value = match fold(symbol, alphabet, check) {
                Folded::Separator => continue,
                Folded::Value(value) => value,
                Folded::NeverUsed => return Err(EntryFault::NeverUsed { place }),
                Folded::Foreign => return Err(EntryFault::Symbol { place }),
            };
            if let Some(place) = end {
                return Err(EntryFault::Symbol { place });
            }
            end = (u32::from(value) >= alphabet.size()).then_some(place);
            read.values.push(value);
            read.found += 1;
        }
        if read.found == 0 { Err(EntryFault::Empty) } else { Ok(read) }
    }
}

#[cfg(test)]
mod tests;
