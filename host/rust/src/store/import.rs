//! Subjects and rules from outside: what an import says of one, and the two forms it is read from.

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

/// A line of an import that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ImportError {
    /// Where it begins; the first line is 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// What is shown of a text that was not understood: its beginning, on one line.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}

/// A name of something, as it is kept.
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
