//! Reading subjects.

use super::csv::{Row, Table, items};
use super::json_lines::{Objects, Parse, parsed};
use super::{CsvEncoding, ImportError, shown};
use crate::directory::DirectoryEntry;
use crate::locale::Locale;
use crate::offline::is_uuid;
use codemint_core::journey::{Standing, SubjectRow};
use codemint_core::words::{EmailAddress, Purpose, SubjectKey};
use serde::Deserialize;
use std::borrow::Cow;
use std::io::Read;

/// A subject of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectImport {
    /// The name: a mail address in any spelling, an account as `domain\name`, a computer as
    /// `domain\NAME$`, or any other name; in any case.
    pub subject: String,
    /// The standing.
    pub standing: Standing,
    /// What its codes may grant; empty for nothing.
    pub purposes: Vec<Purpose>,
    /// Its mail address, if it has one. The name is not used as one, even if it looks like it.
    pub mail: Option<String>,
    /// A computer's ID in its cloud directory, if it is joined to one: a UUID, in any case.
    pub device: Option<String>,
    /// The language of its mail, if known.
    pub locale: Option<Locale>,
    /// The line of the file on which it begins, if it was read from a file; the first line is 1.
    pub line: Option<u64>,
}

impl SubjectImport {
    /// An active subject with that name, whose codes may grant nothing, without mail address,
    /// device and language.
    #[must_use]
    pub fn of(subject: &str) -> Self {
        let (standing, purposes) = (Standing::Active, Vec::new());
        let (mail, device, locale, line) = (None, None, None, None);
        Self { subject: subject.into(), standing, purposes, mail, device, locale, line }
    }

    /// Reads CSV (RFC 4180; UTF-8, or UTF-16 with a byte order mark) one record at a time.
    ///
    /// The separator is detected from the header: a comma, a semicolon or a tab. A quote within an
    /// unquoted field and text after a closing quote, white space included, are errors (RFC 4180
    /// section 2, rules 4 and 5).
    ///
    /// The header names the columns, in any order: `subject`, and optionally `standing` (`active`,
    /// `disabled` or `pending-deletion`; empty for `active`), `purposes` (names separated by `;` or
    /// spaces, or `all` for every purpose of this release; empty for none), `mail` (empty for
    /// none), `device` (a UUID; empty for none) and `locale` (a language tag such as `de` or
    /// `de-AT`; empty for none). Blank lines are skipped. A record has at most 64 KiB.
    ///
    /// After an error the iterator continues with the next record, unless the error concerns the
    /// header or reading itself: then it ends.
    pub fn from_csv(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        Self::from_csv_in(CsvEncoding::default(), reader)
    }

    /// Reads CSV in another encoding, otherwise like [`Self::from_csv`].
    pub fn from_csv_in(
        encoding: CsvEncoding,
        reader: impl Read,
    ) -> impl Iterator<Item = Result<Self, ImportError>> {
        Table::new(reader, encoding)
    }

    /// Reads JSON objects, one per line of at most 64 KiB; blank lines are skipped.
    ///
    /// The members are those of [`Self::from_csv`], with `purposes` an array of names or the
    /// string `all`; all but `subject` are optional, and `mail`, `device` and `locale` may be
    /// `null`.
    ///
    /// After an error the iterator continues with the next line, unless reading failed.
    pub fn from_json_lines(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        Objects::new(reader)
    }

    /// The canonical key of this subject; `None` if the name is invalid: empty, longer than
    /// [`SubjectKey::MAX_NAME`], or with control characters.
    pub(in crate::store) fn key(&self) -> Option<String> {
        SubjectKey::of_user(&self.subject).map(SubjectKey::into_string)
    }
}

/// The directory entry of a subject; `None` for one that the directory does not have.
pub(in crate::store) fn entry(known: Option<&SubjectImport>, purpose: Purpose) -> DirectoryEntry {
    let standing = known.map_or(Standing::Unknown, |known| known.standing);
    let purpose_allowed = known.is_some_and(|known| known.purposes.contains(&purpose));
    let mail = known.and_then(|known| known.mail.clone());
    let has_mail = mail.is_some();
    let locale = known.and_then(|known| known.locale.clone());
    DirectoryEntry { row: SubjectRow { standing, purpose_allowed, has_mail }, mail, locale }
}

/// The members of a subject, as they were read.
struct Members<'a> {
    line: u64,
    subject: &'a str,
    standing: Option<&'a str>,
    purposes: Vec<&'a str>,
    mail: Option<&'a str>,
    device: Option<&'a str>,
    locale: Option<&'a str>,
}

impl Members<'_> {
    /// Parses the members, or returns what is wrong with them.
    fn parse(self) -> Result<SubjectImport, String> {
        Ok(SubjectImport {
            subject: super::name("subject", self.subject)?,
            standing: self.standing.map_or(Ok(Standing::Active), standing)?,
            purposes: purposes(&self.purposes)?,
            mail: self.mail.map(mail).transpose()?,
            device: self.device.map(device).transpose()?,
            locale: self.locale.map(locale).transpose()?,
            line: Some(self.line),
        })
    }
}

impl Row for SubjectImport {
    const COLUMNS: &[&str] = &["subject", "standing", "purposes", "mail", "device", "locale"];
    const REQUIRED: usize = 1;

    fn of(line: u64, values: &[&str]) -> Result<Self, String> {
        let value = |place: usize| values.get(place).copied().filter(|text| !text.is_empty());
        let purposes = items(value(2).unwrap_or_default()).collect();
        let subject = value(0).unwrap_or_default();
        let (standing, mail, device, locale) = (value(1), value(3), value(4), value(5));
        Members { line, subject, standing, purposes, mail, device, locale }.parse()
    }
}

/// One line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object<'a> {
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow, default)]
    standing: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    purposes: Purposes<'a>,
    #[serde(borrow, default)]
    mail: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    device: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    locale: Option<Cow<'a, str>>,
}

/// The one member that may be of two types.
#[derive(Deserialize)]
#[serde(untagged, expecting = "`purposes` is neither an array of names nor `all`")]
enum Purposes<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    #[serde(borrow)]
    Names(Vec<Cow<'a, str>>),
}

impl Default for Purposes<'_> {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

impl Parse for SubjectImport {
    fn parse(line: u64, text: &str) -> Result<Self, String> {
        let object: Object<'_> = parsed(text)?;
        let purposes = match &object.purposes {
            Purposes::Text(text) if text == "all" => vec!["all"],
            Purposes::Text(_) => return Err("`purposes` is a string other than `all`".into()),
            Purposes::Names(names) if names.iter().any(|name| name == "all") => {
                return Err("`all` cannot be combined with other purposes".into());
            }
            Purposes::Names(names) => names.iter().map(AsRef::as_ref).collect(),
        };
        let (standing, mail) = (object.standing.as_deref(), object.mail.as_deref());
        let (device, locale) = (object.device.as_deref(), object.locale.as_deref());
        Members { line, subject: &object.subject, standing, purposes, mail, device, locale }.parse()
    }
}

fn standing(name: &str) -> Result<Standing, String> {
    match name {
        "active" => Ok(Standing::Active),
        "disabled" => Ok(Standing::Disabled),
        "pending-deletion" => Ok(Standing::PendingDeletion),
        _ => Err(format!("`{}` is not a standing", shown(name))),
    }
}

fn purposes(names: &[&str]) -> Result<Vec<Purpose>, String> {
    if names == ["all"] {
        return Ok(Purpose::ALL.into());
    }
    let known = |name: &&str| {
        Purpose::named(name).ok_or_else(|| format!("`{}` is not a purpose", shown(name)))
    };
    names.iter().map(known).collect()
}

fn mail(text: &str) -> Result<String, String> {
    let address = EmailAddress::parse(text.trim());
    address
        .map(|address| address.as_str().into())
        .ok_or_else(|| format!("`{}` is not a mail address", shown(text)))
}

fn device(text: &str) -> Result<String, String> {
    let id = text.trim();
    is_uuid(id).then(|| id.into()).ok_or_else(|| format!("`{}` is not a device ID", shown(text)))
}

fn locale(text: &str) -> Result<Locale, String> {
    Locale::parse(text.trim()).ok_or_else(|| format!("`{}` is not a language tag", shown(text)))
}
