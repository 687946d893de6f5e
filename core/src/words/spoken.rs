//! A code as a voice reads it out: on the telephone, or for whoever does not see the screen.

mod de;
mod en;
mod fi;

use super::display::pieces;
use super::{Code, CodeFormat, Shown};

/// A language that codes are read out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Digits by their plain names, letters by the alphabet of ICAO (Annex 10, volume II) and
    /// NATO.
    English,
    /// Letters by the names of cities of DIN 5009:2022, the standard in force. The older names of
    /// persons go back to a table of 1934 from which the Jewish ones had been removed.
    German,
    /// Letters by the Finnish spelling alphabet (*radioaakkoset*).
    Finnish,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Finnish];

    /// The language of a tag (RFC 5646) by its first part, in any case: `de`, `de-AT`, `DE_ch`.
    /// English for any other.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let mut languages = Self::ALL.into_iter();
        languages
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
            .unwrap_or(Self::English)
    }

    /// Its own tag (ISO 639-1).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Finnish => "fi",
        }
    }

    const fn names(self) -> &'static Names {
        match self {
            Self::English => &en::NAMES,
            Self::German => &de::NAMES,
            Self::Finnish => &fi::NAMES,
        }
    }
}

/// What a language calls the printable characters of ASCII.
struct Names {
    /// 0 to 9.
    digits: [&'static str; 10],
    /// A to Z.
    letters: [&'static str; 26],
    /// What stands before the name of a letter that is not a capital.
    small: &'static str,
    /// All the others, in ascending order: U+0020 to U+002F, U+003A to U+0040, U+005B to U+0060,
    /// U+007B to U+007E.
    marks: [&'static str; 33],
}

impl Names {
    /// The name of a printable character, and what stands before it.
    fn name(&self, symbol: u8) -> Option<[&'static str; 2]> {
        let at = |first: u8| usize::from(symbol - first);
        let (before, name) = match symbol {
            b'0'..=b'9' => ("", self.digits.get(at(b'0'))),
            b'A'..=b'Z' => ("", self.letters.get(at(b'A'))),
            b'a'..=b'z' => (self.small, self.letters.get(at(b'a'))),
            b' '..=b'/' => ("", self.marks.get(at(b' '))),
            b':'..=b'@' => ("", self.marks.get(16 + at(b':'))),
            b'['..=b'`' => ("", self.marks.get(23 + at(b'['))),
            b'{'..=b'~' => ("", self.marks.get(29 + at(b'{'))),
            _ => return None,
        };
        Some([before, name?])
    }
}

/// A code as a voice reads it out: the name of each symbol, with a comma after each group but the
/// last, at which voices pause.
#[must_use]
pub fn spoken(code: &Code, format: CodeFormat, language: Language) -> Shown {
    let names = language.names();
    let words = pieces(code, format).flat_map(move |(piece, first)| {
        piece.char_indices().flat_map(move |(at, symbol)| {
            // A code is printable ASCII; any other character would stand for itself.
            let itself = piece.get(at..at + symbol.len_utf8()).unwrap_or_default();
            let name = u8::try_from(symbol).ok().and_then(|symbol| names.name(symbol));
            let [before, name] = name.unwrap_or(["", itself]);
            let pause = match (at, first) {
                (0, true) => "",
                (0, false) => ", ",
                _ => " ",
            };
            [pause, before, name]
        })
    });
    Shown::of(words)
}

#[cfg(test)]
mod tests;
