//! JSON on its way out.
//!
//! `serde_json` writes through a growing buffer, in front of which it looks at each byte of a text;
//! replies are the longest thing that the core makes, and contain codes. Here the buffer has its
//! length from the start, so that no copy is left behind where it was, and of a text eight bytes are
//! looked at and written at once. The bytes are the same as `serde_json`'s, which a test holds.
//!
//! There is no way to write a float, nor a map's key that is no text: nothing that is answered has
//! any.

use alloc::vec::Vec;
use core::fmt;
use serde::ser::{self, Serialize};
use serde_json::value::RawValue;

/// The JSON of a value, without white space; `room` is about how many bytes that takes.
///
/// # Errors
/// [`Unwritable`] for what JSON has no way to say, or this writer none.
pub(crate) fn written(
    room: usize,
    value: &(impl Serialize + ?Sized),
) -> Result<Vec<u8>, Unwritable> {
    let mut json = Json { bytes: Vec::with_capacity(room), verbatim: false };
    value.serialize(&mut json)?;
    Ok(json.bytes)
}

/// A text that is JSON already.
pub(crate) struct Verbatim<'a>(pub(crate) &'a RawValue);

impl Verbatim<'_> {
    /// What tells the writer of it.
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

/// What has been written.
struct Json {
    bytes: Vec<u8>,
    /// Whether the next text is JSON already.
    verbatim: bool,
}

impl Json {
    /// A text in quotes (RFC 8259 section 7). What must be escaped is; nothing else.
    fn text(&mut self, text: &str) -> Result<(), Unwritable> {
        self.bytes.push(b'"');
        let begin = self.bytes.len();
        if !self.copies(text.as_bytes()) {
            self.bytes.truncate(begin);
            text.bytes().for_each(|byte| self.byte(byte));
        }
        self.bytes.push(b'"');
        Ok(())
    }

    /// Copies a text in which nothing must be escaped; answers whether that is so. Eight bytes at
    /// once, the last eight over what of them is there: a call for each copy would take longer.
    fn copies(&mut self, text: &[u8]) -> bool {
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

    /// A byte of a text.
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

    /// What is JSON already.
    fn raw(&mut self, json: &str) -> Result<(), Unwritable> {
        self.bytes.extend_from_slice(json.as_bytes());
        Ok(())
    }
}

/// Whether none of eight bytes must be escaped: none is below 32, a quote or a backslash.
const fn is_plain(eight: [u8; 8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    /// The highest bit of each byte that is below `bound`, if there is one; of higher ones maybe.
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
