//! What a person typed, read as a code: forgiving where it can mean one thing only.

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

/// The longest text that is read, in bytes of UTF-8: 32 full-width symbols, and a wide separator
/// after every third, still fit.
pub const MAX_TYPED: usize = 128;

/// The code of that format that somebody typed.
///
/// Letters may be in either case and symbols full-width. White space, dashes, underscores, full
/// stops, commas, quotation marks and characters of no width may stand anywhere. What looks like one symbol of the alphabet is read as it: O as 0, I, l and |
/// as 1, s as 5, b as 8 and z as 2 where there are digits only, and the other way round where
/// there are letters only.
///
/// # Errors
/// [`EntryFault`], the first that applies. None of them needs any record to be looked up.
pub fn entry(typed: &str, format: CodeFormat) -> Result<Code, EntryFault> {
    let mut read = Reading::of(typed, format.alphabet(), format.check())?;
    let wanted = format.whole_length();
    if read.found != usize::from(wanted) {
        return Err(EntryFault::Length { found: read.found, wanted: wanted.into() });
    }
    if !read.values.are_right(format) {
        return Err(EntryFault::Check { group: suspect::group(&mut read.values, format) });
    }
    // Every value came of a symbol; if one did not, the code is not handed out.
    read.values.code(format).ok_or(EntryFault::Check { group: None })
}

/// The codes that a text may stand for where the format is not known yet, each once, at most
/// five; none for a text longer than [`MAX_TYPED`].
///
/// First the text without white space around it, so that a code that a caller chose is redeemed
/// as it was issued; then the same without what was copied along with it; then what
/// each alphabet reads in it, whatever its length and its check symbols. The four alphabets read at
/// most three codes: `base31` and `crockford32` agree wherever both read one.
#[must_use]
pub fn fold_any(typed: &str) -> Vec<Code> {
    // As large as it can become, so that no code is left behind where it was before.
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

/// A text without the characters of no width in it, its symbols at their usual width, and without
/// white space, quotation marks, commas and full stops around it.
fn bare(typed: &str) -> Zeroizing<String> {
    let seen = typed.chars().map(narrow).filter(|c| !fold::is_unseen(*c));
    let mut text = Zeroizing::new(String::with_capacity(typed.len()));
    text.extend(seen);
    let around = |c: char| c.is_whitespace() || c == '.' || fold::encloses(c);
    let inner = text.trim_matches(around);
    Zeroizing::new(inner.into())
}

/// What an alphabet reads in a text, with the check symbol of its own at the end if it has one.
fn folded(typed: &str, alphabet: Alphabet) -> Option<Code> {
    let mut schemes = CheckScheme::ALL.into_iter().filter(|scheme| scheme.goes_with(alphabet));
    let check = schemes.find(|scheme| !scheme.own_symbols().is_empty()).unwrap_or_default();
    let read = Reading::of(typed, alphabet, check).ok()?;
    let whole = read.found <= usize::from(CodeFormat::MAX_LENGTH);
    let format = CodeFormat::new(alphabet, 1)?.with_check(check)?;
    if whole { read.values.code(format) } else { None }
}

/// What was read of a text: the values that fit a code, and how many symbols there were.
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
        // A symbol that only a check symbol can be stands at the end or nowhere.
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
