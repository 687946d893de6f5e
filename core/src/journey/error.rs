//! "Not understood": what was wrong, and where.

use alloc::string::String;
use core::fmt;

/// Why a request, or one item of it, could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What was wrong.
    pub kind: ErrorKind,
    /// Where it was, as a path into the body: `[3].email`. Empty for the body as a whole.
    pub path: String,
}

/// What was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The bytes are not JSON, or not of the shape that was expected.
    Shape {
        /// What was found and what was expected, with line and column.
        found: String,
    },
    /// Nothing was asked.
    Empty,
    /// More items than one request may have.
    TooMany {
        /// How many there were.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// A mail address is missing or is none.
    Address,
    /// A member breaks a rule.
    Rule {
        /// What the member must be.
        expected: &'static str,
    },
}

impl Error {
    /// An error about the body as a whole.
    #[must_use]
    pub const fn whole(kind: ErrorKind) -> Self {
        Self { kind, path: String::new() }
    }

    /// An error about one member.
    #[must_use]
    pub fn at(path: &str, kind: ErrorKind) -> Self {
        Self { kind, path: path.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        match &self.kind {
            ErrorKind::Shape { found } => f.write_str(found),
            ErrorKind::Empty => f.write_str("nothing was asked"),
            ErrorKind::TooMany { count, max } => write!(f, "{count} items, at most {max} allowed"),
            ErrorKind::Address => f.write_str("no mail address"),
            ErrorKind::Rule { expected } => write!(f, "must be {expected}"),
        }
    }
}

impl core::error::Error for Error {}
