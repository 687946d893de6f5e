//! A code as it is shown to people.

use super::{Code, CodeFormat};
use alloc::string::String;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The separator between two groups of a shown code: a plain space.
///
/// Spaces are the usual way to group digits (ITU-T E.123, DIN 5008), and a screen reader does not
/// read a space aloud as it does a dash. Entry accepts any other separator, or none.
pub const GROUP_SEPARATOR: &str = " ";

/// A text for people that contains a code. No `Debug`, no `Clone`; wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Shown(String);

impl Shown {
    /// Takes ownership of a text. The caller keeps no copy of it.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// Joins the parts. The capacity is reserved beforehand: a reallocation would leave an unwiped
    /// copy behind.
    pub(super) fn of<'a>(parts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut text = String::with_capacity(parts.clone().map(str::len).sum());
        text.extend(parts);
        Self(text)
    }

    /// The text. The caller is responsible for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Takes the text out. It is no longer wiped on drop.
    #[must_use]
    pub fn into_revealed(mut self) -> String {
        core::mem::take(&mut self.0)
    }
}

/// A code in the groups of its format: `1234 5678`.
///
/// A code that a caller chose and that has symbols outside the format is shown unchanged: a space
/// in it may be part of the code, and an added one could be mistaken for that.
#[must_use]
pub fn display(code: &Code, format: CodeFormat) -> Shown {
    let pieces = pieces(code, format).map(|(piece, first)| match first {
        true => ["", piece],
        false => [GROUP_SEPARATOR, piece],
    });
    Shown::of(pieces.flatten())
}

/// The groups of a code, each with a flag for the first.
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
    fn groups_are_counted_from_the_first_symbol() {
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
    fn a_chosen_code_with_other_symbols_is_shown_unchanged() {
        for text in ["Summer2024", "12 34 56", "BCDF-GHJK", "bcdfghjk", "~"] {
            assert_eq!(shown(text, Alphabet::Base20, 4), text);
        }
        assert_eq!(shown("BCDFGHJK", Alphabet::Base20, 4), "BCDF GHJK");
    }

    #[test]
    fn a_check_symbol_is_grouped_with_the_others() {
        let format = CodeFormat::new(Alphabet::Crockford32, 4).unwrap();
        let format = format.with_check(CheckScheme::Mod37).unwrap().with_group(3).unwrap();
        let code = Code::parse("16J2=").unwrap();
        assert_eq!(display(&code, format).reveal(), "16J 2=");
    }

    #[test]
    fn capacity_is_reserved_once() {
        let parts = ["one", "", " ", "three"];
        let shown = Shown::of(parts.into_iter());
        assert_eq!((shown.reveal(), shown.0.capacity()), ("one three", 9));
    }
}
