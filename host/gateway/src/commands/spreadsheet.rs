//! Texts in CSV (RFC 4180) that no spreadsheet takes for a formula.
//!
//! A cell has an apostrophe before it (OWASP, "CSV Injection") when it begins with a tab or a line
//! end, or when the first character that is neither white space nor invisible is `=`, `+`, `-` or
//! `@` in any form. Control characters and those that change the direction of a text are written as
//! `\uXXXX`. So CSV is not exact: no reader turns either back.

use crate::terminal::escaped;
use std::io;

/// A writer of CSV whose lines end as RFC 4180 has it.
pub(super) fn writer<W: io::Write>(output: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output)
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn cell(text: &str) -> String {
    let begins_line = text.starts_with(['\t', '\r', '\n']);
    let is_formula = begins_line || text.trim_start_matches(is_passed_over).starts_with(FORMULA);
    let escaped = escaped(text);
    if is_formula { format!("'{escaped}") } else { escaped }
}

/// The characters that a formula begins with (OWASP), and those that compatibility folding (NFKC)
/// or a spreadsheet takes for one of them.
const FORMULA: [char; 17] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}', '\u{2212}', '\u{207a}', '\u{207b}', '\u{207c}', '\u{208a}',
];

/// Whether a reader may skip the character: white space, controls, and Unicode's
/// `Default_Ignorable_Code_Point`, such as U+FEFF and U+200B.
fn is_passed_over(char: char) -> bool {
    let is_ignorable = matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    char.is_whitespace() || char.is_control() || is_ignorable
}
