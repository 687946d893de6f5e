//! The lines of a text, numbered and of bounded length.

use super::ImportError;
use std::io::{self, BufRead, BufReader, Read};

/// Reads line by line. It must not be used after an error.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    number: u64,
    bytes: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// The maximum length of a line with its line break, and of a record of several lines, in
    /// bytes.
    pub(super) const MAX: usize = 64 * 1024;

    pub(super) fn new(reader: R) -> Self {
        Self { reader: BufReader::new(reader), number: 0, bytes: Vec::new() }
    }

    /// The next line and its number, without its line break (LF or CR LF); `None` after the last
    /// one.
    ///
    /// # Errors
    /// [`ImportError`] when it cannot be read, is too long, or is not UTF-8.
    pub(super) fn next_line(&mut self) -> Result<Option<(u64, &str)>, ImportError> {
        self.number += 1;
        let line = self.number;
        let at = |problem: String| ImportError { line, problem };
        self.bytes.clear();
        // One byte more than allowed is read, to detect a line that is too long.
        let bound = Self::MAX as u64 + 1;
        let read = self.reader.by_ref().take(bound).read_until(b'\n', &mut self.bytes);
        match read.map_err(|error| at(unreadable(&error)))? {
            0 => Ok(None),
            length if length > Self::MAX => Err(at(too_long())),
            _ => str::from_utf8(&self.bytes)
                .map(|text| Some((line, stripped(text, line))))
                .map_err(|_| at("it is not UTF-8".into())),
        }
    }
}

/// The message for an error of reading. That of malformed text is complete already.
fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => error.to_string(),
        _ => format!("it cannot be read: {error}"),
    }
}

/// The message for a line or record longer than [`Lines::MAX`].
pub(super) fn too_long() -> String {
    format!("it has more than {} bytes", Lines::<&[u8]>::MAX)
}

/// The line without its line break, and the first one without a byte order mark.
fn stripped(text: &str, line: u64) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if line == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text }
}
