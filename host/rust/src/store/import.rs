//! Reading subjects and rules for an import, from CSV or JSON lines.

mod csv;
mod encoding;
mod fields;
mod json_lines;
mod lines;
mod rules;
mod subjects;

#[cfg(test)]
mod tests;

pub use csv::csv_columns;
pub use encoding::CsvEncoding;
pub use rules::RuleImport;
pub use subjects::SubjectImport;
pub(super) use subjects::entry;

use codemint_core::words::SubjectKey;

/// A line of an import that is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ImportError {
    /// The line on which the error's record begins; the first line is 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// An invalid text for an error message: its beginning, with control characters escaped.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}

/// Parses a name; `what` it is the name of is for the error.
fn name(what: &str, text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err(format!("the {what} is empty"));
    }
    if name.len() > SubjectKey::MAX_NAME {
        return Err(format!("the {what} has more than {} bytes", SubjectKey::MAX_NAME));
    }
    if name.chars().any(char::is_control) {
        return Err(format!("the {what} contains a control character"));
    }
    Ok(name.into())
}
