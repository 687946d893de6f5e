//! A code as people see it.

use super::{Code, CodeFormat};
use alloc::string::String;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What stands between two groups of a shown code: a plain space.
///
/// People group digits with spaces (ITU-T E.123, DIN 5008), and no voice reads a space out as it
/// does a dash. Whoever types it back may type anything else, or nothing.
pub const GROUP_SEPARATOR: &str = " ";

/// A text that has a code in it, for people. No `Debug`, no `Clone`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Shown(String);

impl Shown {
    /// A text of which nobody else keeps a copy.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The parts in one text, for which room is made beforehand: text that had to move would be
    /// left behind where it was.
    pub(super) fn of<'a>(parts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut text = String::with_capacity(parts.clone().map(str::len).sum());
        text.extend(parts);
        Self(text)
    }

    /// The text. Whoever calls this is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text, taken out and no longer wiped.
    #[must_use]
    pub fn into_revealed(mut self) -> String {
        core::mem::take(&mut self.0)
    }
}

/// A code in groups, as the format has them: `1234 5678`.
///
/// A code that somebody chose, with symbols that the format has not, is shown as it is: a space
/// that does not belong to it could be typed as if it did.
#[must_use]
pub fn display(code: &Code, format: CodeFormat) -> Shown {
    let pieces = pieces(code, format).map(|(piece, first)| match first {
        true => ["", piece],
        false => [GROUP_SEPARATOR, piece],
    });
    Shown::of(pieces.flatten())
}

/// The groups of a code, each with whether it is the first.
pub(super) fn pieces(
    code: &Code,
    format: CodeFormat,
) -> impl Iterator<Item = (&str, bool)> + Clone {
    let text = code.reveal();
    let own = text.bytes().all(|symbol| format.value(symbol).is_some());
    let size = if own && format.group() > 0 { format.group().into() } else { text.len().max(1) };
    (0..text.len()).step_by(size).map(move |start| {
        let end = text.len().min(start + size);
        (text.get(start..end).unwrap_or_default(), start == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Alphabet, CheckScheme};

    fn shown(text: &str, alphabet: Alphabet, group: u8) -> String {
        let format = CodeFormat::new(alphabet, 8).unwrap().with_group(group).unwrap();
        display(&Code::parse(text).unwrap(), format).reveal().into()
    }

    #[test]
    fn groups_are_cut_from_the_first_symbol_on() {
        for (group, wanted) in [
            (0, "123456789"),
            (1, "1 2 3 4 5 6 7 8 9"),
            (3, "123 456 789"),
            (4, "1234 5678 9"),
            (9, "123456789"),
            (32, "123456789"),
        ] {
            assert_eq!(shown("123456789", Alphabet::Decimal, group), wanted);
        }
    }

    #[test]
    fn a_chosen_code_with_other_symbols_is_shown_as_it_is() {
        for text in ["Summer2024", "12 34 56", "BCDF-GHJK", "bcdfghjk", "~"] {
            assert_eq!(shown(text, Alphabet::Base20, 4), text);
        }
        assert_eq!(shown("BCDFGHJK", Alphabet::Base20, 4), "BCDF GHJK");
    }

    #[test]
    fn a_check_symbol_is_one_of_the_code() {
        let format = CodeFormat::new(Alphabet::Crockford32, 4).unwrap();
        let format = format.with_check(CheckScheme::Mod37).unwrap().with_group(3).unwrap();
        let code = Code::parse("16J2=").unwrap();
        assert_eq!(display(&code, format).reveal(), "16J 2=");
    }

    #[test]
    fn room_is_made_once() {
        let parts = ["one", "", " ", "three"];
        let shown = Shown::of(parts.into_iter());
        assert_eq!((shown.reveal(), shown.0.capacity()), ("one three", 9));
    }
}
