//! Subjects from outside: what an import says of one, and the two forms it is read from.

mod csv;
mod json_lines;
mod lines;

#[cfg(test)]
mod tests;

use crate::directory::DirectoryEntry;
use codemint_core::journey::{Standing, SubjectRow};
use codemint_core::words::{EmailAddress, Purpose};
use std::io::Read;

/// What an import says of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectImport {
    /// Whom it is about: a mail address in any spelling, or any other name.
    pub subject: String,
    /// Where the subject stands.
    pub standing: Standing,
    /// What its codes may grant; empty for nothing at all.
    pub purposes: Vec<Purpose>,
    /// Where it gets mail, if anywhere. The name is no mail address of itself, even if it looks
    /// like one.
    pub mail: Option<String>,
}

/// A line of an import that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ImportError {
    /// Where it begins; the first line is 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

impl SubjectImport {
    /// The longest name, in bytes.
    const MAX_SUBJECT: usize = 1024;

    /// Reads CSV (RFC 4180, UTF-8, a byte order mark is passed over) one record at a time.
    ///
    /// The header names the columns, in any order: `subject`, and if wanted `standing` (`active`,
    /// `disabled` or `pending-deletion`; empty is `active`), `purposes` (names separated by `;` or
    /// spaces, or `all` for those that exist today; empty is none) and `mail` (empty is none).
    /// Lines without anything are passed over. One record has at most 64 KiB.
    ///
    /// After an item that is an error the next one is the next record, unless the error is one
    /// of the header or of reading: then there is no next one.
    pub fn from_csv(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        csv::Subjects::new(reader)
    }

    /// Reads JSON objects, one in a line of at most 64 KiB; lines without anything are passed
    /// over.
    ///
    /// The members are those of [`Self::from_csv`], with `purposes` an array of names or the
    /// string `all`; `standing`, `purposes` and `mail` may be left out, and `mail` may be `null`.
    ///
    /// After an item that is an error the next one is the next line, unless reading failed.
    pub fn from_json_lines(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        json_lines::Subjects::new(reader)
    }

    /// The key by which requests ask for this subject.
    pub(super) fn key(&self) -> String {
        let name = self.subject.trim();
        match EmailAddress::parse(name) {
            Some(address) => address.into_key().into_string(),
            None => name.to_lowercase(),
        }
    }
}

/// What a directory answers about a subject, or about one that it does not know.
pub(super) fn entry(known: Option<&SubjectImport>, purpose: Purpose) -> DirectoryEntry {
    let standing = known.map_or(Standing::Unknown, |known| known.standing);
    let purpose_allowed = known.is_some_and(|known| known.purposes.contains(&purpose));
    let mail = known.and_then(|known| known.mail.clone());
    let has_mail = mail.is_some();
    DirectoryEntry { row: SubjectRow { standing, purpose_allowed, has_mail }, mail }
}

/// The members of one subject, as they were read.
struct Members<'a> {
    subject: &'a str,
    standing: Option<&'a str>,
    purposes: Vec<&'a str>,
    mail: Option<&'a str>,
}

impl Members<'_> {
    /// The subject they describe, or what is wrong with them.
    fn parse(self) -> Result<SubjectImport, String> {
        Ok(SubjectImport {
            subject: name(self.subject)?,
            standing: self.standing.map_or(Ok(Standing::Active), standing)?,
            purposes: purposes(&self.purposes)?,
            mail: self.mail.map(mail).transpose()?,
        })
    }
}

fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("the subject is empty".into());
    }
    if name.len() > SubjectImport::MAX_SUBJECT {
        return Err(format!("the subject has more than {} bytes", SubjectImport::MAX_SUBJECT));
    }
    if name.chars().any(char::is_control) {
        return Err("the subject contains a control character".into());
    }
    Ok(name.into())
}

fn standing(name: &str) -> Result<Standing, String> {
    match name {
        "active" => Ok(Standing::Active),
        "disabled" => Ok(Standing::Disabled),
        "pending-deletion" => Ok(Standing::PendingDeletion),
        _ => Err(format!("there is no standing `{}`", shown(name))),
    }
}

fn purposes(names: &[&str]) -> Result<Vec<Purpose>, String> {
    if names == ["all"] {
        return Ok(Purpose::ALL.into());
    }
    let known = |name: &&str| {
        Purpose::named(name).ok_or_else(|| format!("there is no purpose `{}`", shown(name)))
    };
    names.iter().map(known).collect()
}

fn mail(text: &str) -> Result<String, String> {
    let address = EmailAddress::parse(text.trim());
    address
        .map(|address| address.as_str().into())
        .ok_or_else(|| format!("`{}` is no mail address", shown(text)))
}

/// What is shown of a text that was not understood: its beginning, on one line.
fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}
