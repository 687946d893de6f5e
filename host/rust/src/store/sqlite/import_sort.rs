//! Subjects in the order of their names.
//!
//! In this order an import writes each page of the file once or twice; in the order of some
//! export, nearly a page for each subject. Measured with a million of them: 12 s instead of 49, and
//! of the codes issued meanwhile one in a hundred waited 14 ms or more instead of 93.

use super::fault::Fault;
use super::import::Duplicate;
use super::import_steps::Staged;
use super::subjects::{purposes_text, standing_name};
use crate::locale::Locale;
use crate::store::SubjectImport;
use rusqlite::{Connection, Row, params};

/// What whoever imports a subject is told whose name is none: nobody could ask for it.
const NAMELESS: &str = "a subject's name is empty, too long, or has control characters";

/// Sorts in a file of its own, which has no name and is gone with this.
pub(super) struct Sorter(Connection);

impl Sorter {
    pub(super) fn new() -> Result<Self, Fault> {
        // To SQLite the empty name is a temporary file.
        let connection = Connection::open("")?;
        connection.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
             CREATE TABLE subjects (subject TEXT, standing TEXT, purposes TEXT, mail TEXT,
                 device TEXT, locale TEXT, line INTEGER) STRICT;
             BEGIN",
        )?;
        Ok(Self(connection))
    }

    /// Takes one more subject.
    pub(super) fn add(&self, subject: &SubjectImport) -> Result<(), Fault> {
        let mut insert =
            self.0.prepare_cached("INSERT INTO subjects VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let standing = standing_name(subject.standing);
        let purposes = purposes_text(&subject.purposes);
        let key = subject.key().ok_or(Fault::Refused(NAMELESS))?;
        let locale = subject.locale.as_ref().map(Locale::as_str);
        let line = subject.line.map(u64::cast_signed);
        let row = params![key, standing, purposes, subject.mail, subject.device, locale, line];
        insert.execute(row)?;
        Ok(())
    }

    /// Hands out all of them in the order of their names, `some` at a time.
    ///
    /// # Errors
    /// What `take` returns, and [`Duplicate`] where two have one name: they come one behind the
    /// other.
    pub(super) fn hand_out<E: From<Fault> + From<Duplicate>>(
        &self,
        some: usize,
        mut take: impl FnMut(Vec<Staged>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sorted = "SELECT subject, standing, purposes, mail, device, locale, line FROM subjects
             ORDER BY subject, rowid";
        let mut statement = self.0.prepare(sorted).map_err(Fault::from)?;
        let mut rows = statement.query_map([], staged).map_err(Fault::from)?;
        let mut before: Option<(String, Option<i64>)> = None;
        loop {
            let batch: Result<Vec<_>, _> = rows.by_ref().take(some).collect();
            let batch = batch.map_err(Fault::from)?;
            if batch.is_empty() {
                return Ok(());
            }
            for (Staged { subject, .. }, line) in &batch {
                if let Some((_, first)) = before.take().filter(|(known, _)| known == subject) {
                    return Err(duplicate(subject, first, *line).into());
                }
                before = Some((subject.clone(), *line));
            }
            take(batch.into_iter().map(|(staged, _)| staged).collect())?;
        }
    }
}

fn duplicate(subject: &str, first: Option<i64>, second: Option<i64>) -> Duplicate {
    let line = |line: Option<i64>| line.map(i64::cast_unsigned);
    Duplicate { subject: subject.into(), first: line(first), second: line(second) }
}

/// A subject, and the line on which it begins.
fn staged(row: &Row<'_>) -> rusqlite::Result<(Staged, Option<i64>)> {
    let (subject, standing) = (row.get(0)?, row.get(1)?);
    let (purposes, mail) = (row.get(2)?, row.get(3)?);
    let staged =
        Staged { subject, standing, purposes, mail, device: row.get(4)?, locale: row.get(5)? };
    Ok((staged, row.get(6)?))
}
