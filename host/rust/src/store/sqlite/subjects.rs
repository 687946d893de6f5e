//! Looking up subjects in the directory.

use super::column::{locale, named};
use super::fault::Fault;
use super::handle::SqliteStore;
use super::rules;
use crate::directory::{Directory, DirectoryEntry, DirectoryError, ElevationEntry};
use crate::store::{StoreError, import};
use async_trait::async_trait;
use codemint_core::journey::{Standing, SubjectRow};
use codemint_core::words::Purpose;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

#[async_trait]
impl Directory for SqliteStore {
    /// Runs on the calling thread, as all point reads do ([`SqliteStore`]).
    async fn look_up(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let found =
            self.read_of(subjects, |connection| look_up(connection, tenant, purpose, subjects));
        found.map_err(failed)
    }

    async fn elevation(
        &self,
        tenant: &str,
        account: &str,
        computer: &str,
    ) -> Result<ElevationEntry, DirectoryError> {
        self.read(|connection| rules::elevation(connection, tenant, account, computer))
            .map_err(failed)
    }
}

fn failed(fault: Fault) -> DirectoryError {
    DirectoryError(Box::new(StoreError::from(fault)))
}

/// Reads each subject: from a published import that has not been moved yet, or else from the
/// subjects.
fn look_up(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subjects: &[String],
) -> Result<Vec<DirectoryEntry>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT standing, purposes, mail, locale FROM staged WHERE subject = ?2
         AND import = (SELECT id FROM imports WHERE published = 1 AND tenant = ?1)
         UNION ALL
         SELECT standing, purposes, mail, locale FROM subjects WHERE tenant = ?1 AND subject = ?2
         LIMIT 1",
    )?;
    let mut entries = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let found = entry(&mut statement, (tenant, subject), purpose)?;
        entries.push(found.unwrap_or_else(|| import::entry(None, purpose)));
    }
    Ok(entries)
}

fn entry(
    statement: &mut CachedStatement<'_>,
    key: impl Params,
    purpose: Purpose,
) -> Result<Option<DirectoryEntry>, Fault> {
    let read = |row: &Row<'_>| {
        let purposes = row.get_ref(1)?.as_str()?;
        let purpose_allowed = purposes.split(' ').any(|name| name == purpose.name());
        let standing = named(row, 0, standing_named)?;
        let mail: Option<String> = row.get(2)?;
        let has_mail = mail.is_some();
        let row_of = SubjectRow { standing, purpose_allowed, has_mail };
        Ok(DirectoryEntry { row: row_of, mail, locale: locale(row, 3)? })
    };
    Ok(statement.query_row(key, read).optional()?)
}

/// Purposes as they are stored.
pub(super) fn purposes_text(purposes: &[Purpose]) -> String {
    let names: Vec<_> = purposes.iter().map(|purpose| purpose.name()).collect();
    names.join(" ")
}

/// The name under which a standing is stored.
pub(super) const fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Unknown => "unknown",
        Standing::Active => "active",
        Standing::Disabled => "disabled",
        Standing::PendingDeletion => "pending-deletion",
        Standing::Unavailable => "unavailable",
    }
}

pub(super) fn standing_named(name: &str) -> Option<Standing> {
    use Standing::{Active, Disabled, PendingDeletion, Unavailable, Unknown};
    [Active, Disabled, PendingDeletion, Unknown, Unavailable]
        .into_iter()
        .find(|standing| standing_name(*standing) == name)
}
