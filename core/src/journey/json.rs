//! A JSON writer for replies.
//!
//! `serde_json` writes to a growing buffer and checks each byte of a string. Replies are the
//! longest output of the core, and contain codes. Here the buffer is allocated once, so that a
//! reallocation leaves no copy behind, and strings are checked and copied eight bytes at a time.
//! The output is the same as `serde_json`'s, which a test verifies.
//!
//! Floats and map keys that are not strings are not supported; no reply has any.

use alloc::vec::Vec;
use core::fmt;
use serde::ser::{self, Serialize};
use serde_json::value::RawValue;

/// The JSON of a value, without white space; `room` is its approximate length in bytes.
///
/// # Errors
/// [`Unwritable`] for a value that JSON or this writer cannot represent.
pub(crate) fn written(
    room: usize,
    value: &(impl Serialize + ?Sized),
) -> Result<Vec<u8>, Unwritable> {
    let mut json = Json { bytes: Vec::with_capacity(room), verbatim: false };
    value.serialize(&mut json)?;
    Ok(json.bytes)
}

/// Text that is already JSON.
pub(crate) struct Verbatim<'a>(pub(crate) &'a RawValue);

impl Verbatim<'_> {
    /// The type name by which the writer recognizes it.
    const NAME: &'static str = "codemint::Verbatim";
}

impl Serialize for Verbatim<'_> {
    fn serialize<S: ser::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.serialize_newtype_struct(Self::NAME, self.0.get())
    }
}

/// A value that cannot be written.
#[derive(Debug)]
pub(crate) struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value cannot be written as JSON")
    }
}

impl core::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The output.
struct Json {
    bytes: Vec<u8>,
    /// Whether the next string is already JSON.
    verbatim: bool,
}

impl Json {
    /// Writes a string (RFC 8259 section 7). Escapes only what must be escaped.
    fn text(&mut self, text: &str) -> Result<(), Unwritable> {
        self.bytes.push(b'"');
        let begin = self.bytes.len();
        if !self.copy_plain(text.as_bytes()) {
            self.bytes.truncate(begin);
            text.bytes().for_each(|byte| self.byte(byte));
        }
        self.bytes.push(b'"');
        Ok(())
    }

    /// Copies a text in which nothing must be escaped; returns false, with a part of the text
    /// copied, if something must. Copies eight bytes at a time; the last eight may overlap those
    /// before, which is faster than a copy of variable length.
    fn copy_plain(&mut self, text: &[u8]) -> bool {
        let (eights, rest) = text.as_chunks();
        for eight in eights {
            if !is_plain(*eight) {
                return false;
            }
            self.bytes.extend_from_slice(eight);
        }
        match text.last_chunk() {
            Some(last) => {
                self.bytes.truncate(self.bytes.len() + rest.len() - 8);
                self.bytes.extend_from_slice(last);
                is_plain(*last)
            }
            None => {
                rest.iter().for_each(|byte| self.byte(*byte));
                true
            }
        }
    }

    /// Writes one byte of a string, escaped if necessary.
    fn byte(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            0..0x20 => {
                let low = byte & 15;
                let digit = if low < 10 { b'0' + low } else { b'a' + low - 10 };
                let escape = [b'\\', b'u', b'0', b'0', b'0' + (byte >> 4), digit];
                return self.bytes.extend_from_slice(&escape);
            }
            _ => return self.bytes.push(byte),
        };
        self.bytes.extend_from_slice(&[b'\\', short]);
    }

    fn number(&mut self, mut value: u64) -> Result<(), Unwritable> {
        let mut digits = [0; 20];
        let mut begin = digits.len();
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (value % 10) as u8;
            value /= 10;
            begin -= 1;
            if value == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(digits.get(begin..).unwrap_or_default());
        Ok(())
    }

    /// Writes text that is already JSON.
    fn raw(&mut self, json: &str) -> Result<(), Unwritable> {
        self.bytes.extend_from_slice(json.as_bytes());
        Ok(())
    }
}

/// Whether none of the eight bytes must be escaped: none is below 32, a quote or a backslash.
const fn is_plain(eight: [u8; 8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    /// Sets the highest bit of the lowest byte that is below `bound`, and possibly of bytes above
    /// it; zero if no byte is below `bound`.
    const fn below(word: u64, bound: u64) -> u64 {
        word.wrapping_sub(bound * ONES) & !word
    }
    let word = u64::from_le_bytes(eight);
    let (quote, backslash) = (word ^ (0x22 * ONES), word ^ (0x5c * ONES));
    (below(word, 0x20) | below(quote, 1) | below(backslash, 1)) & (0x80 * ONES) == 0
}

mod serializer;
#[cfg(test)]
mod tests;
