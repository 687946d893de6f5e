//! What is wrong with what was typed.

use core::fmt;

/// Why what was typed is no code of a format. Never says what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// Nothing but separators.
    Empty,
    /// More text than a code with separators has.
    TooLong {
        /// The longest text that is read, in bytes of UTF-8.
        max: usize,
    },
    /// Something that is neither a symbol of the alphabet, nor looks like one, nor separates.
    Symbol {
        /// Where: characters from the beginning, the first is 1.
        place: usize,
    },
    /// One of the symbols that the alphabet leaves out because they look alike: `0` and `O`; `1`,
    /// `I` and `L`. Which symbol it is instead nobody can tell.
    NeverUsed {
        /// Where: characters from the beginning, the first is 1.
        place: usize,
    },
    /// Not as many symbols as a code has.
    Length {
        /// How many there are.
        found: usize,
        /// How many a code has, with its check symbols.
        wanted: usize,
    },
    /// The check symbols are not those of the rest: something was mistyped.
    Check {
        /// The group where the mistake is, the first is 1, if it was one wrong symbol or one swap
        /// of neighbours, and neither in any other group would explain it.
        group: Option<u8>,
    },
}

impl fmt::Display for EntryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no code was typed"),
            Self::TooLong { max } => write!(f, "a code has at most {max} bytes with separators"),
            Self::Symbol { place } => write!(f, "character {place} is none that such a code has"),
            Self::NeverUsed { place } => {
                write!(f, "character {place} is one of 0, O, 1, I and L, which no such code has")
            }
            Self::Length { found, wanted } => {
                write!(f, "a code has {wanted} symbols, not {found}")
            }
            Self::Check { group: Some(group) } => {
                write!(f, "the code was mistyped: group {group} cannot be right")
            }
            Self::Check { group: None } => f.write_str("the code was mistyped"),
        }
    }
}

impl core::error::Error for EntryFault {}
