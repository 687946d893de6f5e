//! Listing the directory: every subject and every rule of a tenant, page by page.

use super::column::{bounded, locale, named};
use super::fault::Fault;
use super::handle::SqliteStore;
use super::subjects::standing_named;
use crate::store::{RuleImport, StoreError, SubjectImport};
use codemint_core::words::{Purpose, SubjectKey};
use rusqlite::{Connection, Row, named_params, params};

impl SqliteStore {
    /// Returns at most `limit` subjects of a tenant whose canonical names come after `after`, in
    /// ascending order of their UTF-8 bytes. [`SubjectImport::line`] is `None`.
    ///
    /// A page is read in one transaction; an import between two pages may change what follows. Runs
    /// on the calling thread.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn subjects(
        &self,
        tenant: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<SubjectImport>, StoreError> {
        Ok(self.read(|connection| subjects(connection, tenant, after, limit))?)
    }

    /// Returns what the directory has about a subject, in any spelling that requests may use;
    /// `None` when the subject is unknown or its name is invalid. Runs on the calling thread.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn subject(
        &self,
        tenant: &str,
        subject: &str,
    ) -> Result<Option<SubjectImport>, StoreError> {
        let Some(key) = SubjectKey::of_user(subject) else { return Ok(None) };
        Ok(self.read(|connection| subject_of(connection, tenant, &key.into_string()))?)
    }

    /// Returns at most `limit` rules of elevation of a tenant with a number above `after`, each
    /// with its number, in ascending order. Runs on the calling thread.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn rules(
        &self,
        tenant: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, RuleImport)>, StoreError> {
        Ok(self.read(|connection| rules(connection, tenant, after, limit))?)
    }
}

/// The subjects as look-ups find them: a published import that has not been moved yet takes
/// precedence.
const SUBJECTS: &str = "
    WITH published AS (SELECT id FROM imports WHERE published = 1 AND tenant = :tenant),
    known AS (
        SELECT subject, standing, purposes, mail, device, locale FROM staged
        WHERE import = (SELECT id FROM published)
        UNION ALL
        SELECT subject, standing, purposes, mail, device, locale FROM subjects AS old
        WHERE tenant = :tenant AND NOT EXISTS (
            SELECT 1 FROM staged
            WHERE import = (SELECT id FROM published) AND staged.subject = old.subject
        )
    )
    SELECT * FROM known";

fn subjects(
    connection: &Connection,
    tenant: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<SubjectImport>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "{SUBJECTS} WHERE subject > :after ORDER BY subject LIMIT :limit"
    ))?;
    let limit = bounded(limit);
    let values = named_params! { ":tenant": tenant, ":after": after, ":limit": limit };
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(subject_in(row)?);
    }
    Ok(found)
}

fn subject_of(
    connection: &Connection,
    tenant: &str,
    key: &str,
) -> Result<Option<SubjectImport>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{SUBJECTS} WHERE subject = :key"))?;
    let mut rows = statement.query(named_params! { ":tenant": tenant, ":key": key })?;
    rows.next()?.map(subject_in).transpose()
}

fn subject_in(row: &Row<'_>) -> Result<SubjectImport, Fault> {
    let purposes = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    let unknown = |name: &str| Fault::Damaged(format!("unknown purpose `{name}`"));
    let purposes = purposes.split(' ').filter(|name| !name.is_empty());
    let purposes = purposes.map(|name| Purpose::named(name).ok_or_else(|| unknown(name)));
    Ok(SubjectImport {
        subject: row.get(0)?,
        standing: named(row, 1, standing_named)?,
        purposes: purposes.collect::<Result<_, _>>()?,
        mail: row.get(3)?,
        device: row.get(4)?,
        locale: locale(row, 5)?,
        line: None,
    })
}

fn rules(
    connection: &Connection,
    tenant: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, RuleImport)>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT number, account, computers, spans, local_accounts, by_device FROM elevation_rules
         WHERE tenant = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![tenant, after, bounded(limit)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let list = |column| -> Result<Vec<String>, Fault> {
            let json: String = row.get(column)?;
            serde_json::from_str(&json).map_err(|error| Fault::Damaged(error.to_string()))
        };
        let rule = RuleImport {
            account: row.get(1)?,
            computers: list(2)?,
            spans: row.get(3)?,
            local_accounts: list(4)?,
            by_device: row.get(5)?,
        };
        found.push((row.get::<_, i64>(0)?.cast_unsigned(), rule));
    }
    Ok(found)
}
