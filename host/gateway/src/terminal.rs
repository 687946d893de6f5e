//! Escaping of untrusted text for terminals, logs and exports.
//!
//! All output of text that a caller or a file may have supplied is escaped here.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes characters that control a terminal or mislead its reader as `\uXXXX`: control characters
/// (C0, DEL, C1), line and paragraph separators, and Unicode's `Bidi_Control` characters. In JSON
/// they occur in strings only, so that escaped JSON is the same value.
pub(crate) fn escaped(text: &str) -> String {
    escaped_except(text, &[])
}

/// As [`escaped`], except for the characters in `kept`, which belong to the text's layout.
pub(crate) fn escaped_except(text: &str, kept: &[char]) -> String {
    // The text may be secret: growing the buffer would leave copies of it in memory.
    let longer = text.chars().filter(|char| is_control(*char)).count() * "\\u0000".len();
    let mut escaped = String::with_capacity(text.len() + longer);
    for char in text.chars() {
        if is_control(char) && !kept.contains(&char) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(char));
        } else {
            escaped.push(char);
        }
    }
    escaped
}

fn is_control(char: char) -> bool {
    let is_mark = matches!(
        char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    char.is_control() || is_mark
}

/// A writer of whole lines, such as those of a log, that escapes everything but line feeds.
pub(crate) struct Escaping<W>(pub(crate) W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = escaped_except(&String::from_utf8_lossy(line), &['\n']);
        self.0.write_all(text.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the escaped characters of the Basic Multilingual Plane with an explicit list.
    #[test]
    fn exactly_the_control_characters_are_escaped() {
        let marks = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\
                     \u{2066}\u{2067}\u{2068}\u{2069}";
        let controls = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
        let expected: Vec<char> = controls.chain(marks.chars()).collect();
        let found = (0..=0xffff).filter_map(char::from_u32).filter(|char| {
            let text = escaped(&char.to_string());
            text != char.to_string()
        });
        let (mut found, mut expected) = (found.collect::<Vec<_>>(), expected);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn characters_of_the_layout_are_kept() {
        let text = "a\tb\u{202e}c\u{1b}[31m\n";
        assert_eq!(escaped(text), "a\\u0009b\\u202ec\\u001b[31m\\u000a");
        assert_eq!(escaped_except(text, &['\n', '\t']), "a\tb\\u202ec\\u001b[31m\n");
        let mut output = Vec::new();
        Escaping(&mut output).write_all("x\u{2066}\u{9b}y\n".as_bytes()).unwrap();
        assert_eq!(output, b"x\\u2066\\u009by\n");
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        let value = serde_json::json!({ "a\u{202e}": "b\u{7f}\u{85}\u{2028}\u{1b}" });
        let text = escaped(&value.to_string());
        assert!(text.is_ascii(), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
