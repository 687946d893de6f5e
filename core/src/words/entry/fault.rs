//! Why a typed text is not a code.

use core::fmt;

/// Why a typed text is not a code of a format. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// The text has no symbol.
    Empty,
    /// The text is longer than any code with separators.
    TooLong {
        /// The longest text that is read, in bytes of UTF-8.
        max: usize,
    },
    /// A character that is neither a symbol of the alphabet, nor looks like one, nor is a
    /// separator.
    Symbol {
        /// The position in characters; the first is 1.
        place: usize,
    },
    /// One of the symbols that the alphabet leaves out because they look alike: `0` and `O`; `1`,
    /// `I` and `L`. Which symbol was meant cannot be known.
    NeverUsed {
        /// The position in characters; the first is 1.
        place: usize,
    },
    /// The wrong number of symbols.
    Length {
        /// The number of symbols found.
        found: usize,
        /// The number of symbols of a code, check symbols included.
        wanted: usize,
    },
    /// The check symbols do not match the other symbols: the code was mistyped.
    Check {
        /// The group that contains the error; the first is 1. Known only if one wrong symbol or one
        /// swap of adjacent symbols in this group explains the mismatch, and none in another does.
        group: Option<u8>,
    },
}

impl fmt::Display for EntryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no code was typed"),
            Self::TooLong { max } => write!(f, "a code has at most {max} bytes with separators"),
            Self::Symbol { place } => write!(f, "character {place} is not used in such a code"),
            Self::NeverUsed { place } => write!(
                f,
                "character {place} is one of 0, O, 1, I and L, which are not used in such a code"
            ),
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
