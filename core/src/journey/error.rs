//! Errors in requests that are not understood: what is wrong, and where.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// Why a request, or one item of it, could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, as a path into the body: `[3].email`. Empty for the body as a whole.
    pub path: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The bytes are not JSON, or not of the expected shape.
    Shape {
        /// What was found and what was expected, with line and column.
        found: String,
    },
    /// The request has no items.
    Empty,
    /// The request has more items than allowed.
    TooMany {
        /// How many it has.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// A mail address is missing or invalid.
    Address,
    /// A required member is missing or null.
    Missing,
    /// A text is too short or too long.
    Length {
        /// The minimum number of characters.
        min: usize,
        /// The maximum number of characters.
        max: usize,
    },
    /// A text has characters that are not allowed.
    Characters {
        /// The allowed characters.
        allowed: &'static str,
    },
    /// A time is not a number of seconds since 1970-01-01T00:00:00Z.
    Time,
    /// A time is given in milliseconds.
    Milliseconds,
    /// The text of a QR symbol is too long.
    Picture {
        /// By how many bytes.
        over: usize,
    },
    /// Several members have errors.
    Several(Vec<Error>),
    /// A member breaks a rule.
    Rule {
        /// What the member must be.
        expected: &'static str,
    },
}

impl Error {
    /// An error of the body as a whole.
    #[must_use]
    pub const fn whole(kind: ErrorKind) -> Self {
        Self { kind, path: String::new() }
    }

    /// An error of one member.
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
            ErrorKind::Empty => f.write_str("is empty"),
            ErrorKind::TooMany { count, max } => write!(f, "{count} items, at most {max} allowed"),
            ErrorKind::Address => f.write_str("is not a mail address"),
            ErrorKind::Missing => f.write_str("is missing"),
            ErrorKind::Length { min, max } => write!(f, "must have {min} to {max} characters"),
            ErrorKind::Characters { allowed } => write!(f, "must have {allowed} only"),
            ErrorKind::Time => f.write_str("must be a time in seconds since 1970"),
            ErrorKind::Milliseconds => f.write_str("must be in seconds, not in milliseconds"),
            ErrorKind::Picture { over } => {
                write!(f, "is too long for a QR symbol by {over} bytes")
            }
            ErrorKind::Several(errors) => list(f, errors),
            ErrorKind::Rule { expected } => write!(f, "must be {expected}"),
        }
    }
}

/// Writes the errors one after another.
fn list(f: &mut fmt::Formatter<'_>, errors: &[Error]) -> fmt::Result {
    for (place, error) in errors.iter().enumerate() {
        if place > 0 {
            f.write_str("; ")?;
        }
        fmt::Display::fmt(error, f)?;
    }
    Ok(())
}

impl core::error::Error for Error {}
