//! A code spelled out in words, to be read aloud: on the telephone, or by a screen reader.

mod de;
mod en;
mod fi;
mod names;

use super::display::pieces;
use super::{Code, CodeFormat, Shown};
use names::Names;

/// A language in which codes are spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Digits by their plain names, letters by the spelling alphabet of ICAO (Annex 10, volume II)
    /// and NATO.
    English,
    /// Letters by the city names of DIN 5009:2022, the current standard. The older personal names
    /// go back to a table of 1934 from which Jewish names had been removed.
    German,
    /// Letters by the Finnish spelling alphabet (*radioaakkoset*).
    Finnish,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Finnish];

    /// The language of a tag (RFC 5646), from its primary subtag in any case: `de`, `de-AT`,
    /// `DE_ch`. English for any other tag.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let mut languages = Self::ALL.into_iter();
        languages
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
            .unwrap_or(Self::English)
    }

    /// The tag of this language (ISO 639-1).
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

/// A code spelled out: the name of each symbol, with a comma after each group except the last,
/// where a voice pauses.
#[must_use]
pub fn spoken(code: &Code, format: CodeFormat, language: Language) -> Shown {
    let names = language.names();
    let words = pieces(code, format).flat_map(move |(piece, first)| {
        piece.char_indices().flat_map(move |(at, symbol)| {
            // A code is printable ASCII; any other character would be written as itself.
            let itself = piece.get(at..at + symbol.len_utf8()).unwrap_or_default();
            let name = u8::try_from(symbol).ok().and_then(|symbol| names.name(symbol));
            let [prefix, name] = name.unwrap_or(["", itself]);
            let pause = match (at, first) {
                (0, true) => "",
                (0, false) => ", ",
                _ => " ",
            };
            [pause, prefix, name]
        })
    });
    Shown::of(words)
}

#[cfg(test)]
mod tests;
