//! Subjects as JSON objects, one in a line.

use super::lines::Lines;
use super::{ImportError, Members, SubjectImport};
use serde::Deserialize;
use std::borrow::Cow;
use std::io::Read;

/// The subjects of a text of JSON lines.
pub(super) struct Subjects<R> {
    lines: Lines<R>,
    ended: bool,
}

impl<R: Read> Subjects<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader), ended: false }
    }

    /// The next line that holds anything, and its number.
    fn next_object(&mut self) -> Option<Result<SubjectImport, ImportError>> {
        loop {
            match self.lines.next_line() {
                Ok(Some((_, text))) if text.trim().is_empty() => {}
                Ok(Some((line, text))) => {
                    return Some(parse(text).map_err(|problem| ImportError { line, problem }));
                }
                Ok(None) => return None,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<R: Read> Iterator for Subjects<R> {
    type Item = Result<SubjectImport, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_object() }
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
}

/// The one member that may be of two types.
#[derive(Deserialize)]
#[serde(untagged, expecting = "`purposes` is neither an array of names nor `all`")]
enum Purposes<'a> {
    #[serde(borrow)]
    Word(Cow<'a, str>),
    #[serde(borrow)]
    Names(Vec<Cow<'a, str>>),
}

impl Default for Purposes<'_> {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

fn parse(text: &str) -> Result<SubjectImport, String> {
    let object: Object<'_> = serde_json::from_str(text).map_err(|error| problem(&error))?;
    let purposes = match &object.purposes {
        Purposes::Word(word) if word == "all" => vec!["all"],
        Purposes::Word(_) => return Err("`purposes` is a text other than `all`".into()),
        Purposes::Names(names) if names.iter().any(|name| name == "all") => {
            return Err("`all` is no purpose among others".into());
        }
        Purposes::Names(names) => names.iter().map(AsRef::as_ref).collect(),
    };
    let (standing, mail) = (object.standing.as_deref(), object.mail.as_deref());
    Members { subject: &object.subject, standing, purposes, mail }.parse()
}

/// What the parser says, without its line, which is always the first, but with the column.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    format!("{what} (column {})", error.column())
}
