//! Converting names to normal form C, for files from before names were stored in it.
//!
//! Two spellings of a name may have been stored as two subjects. Nothing of either is lost:
//!
//! - **codes**: all live ones stay live, and belong to the one subject. Where a subject has one
//!   live code at a time, those of another spelling coexist with it until the next one supersedes
//!   them all. A digest is bound to the name that it was made for, so that name is appended to it
//!   ([`crate::keys::Keys::digest`]);
//! - **the directory**: the entry under the name in normal form counts. An entry under another
//!   spelling stays where it is, and is never looked up;
//! - **rules of elevation**: those of all spellings apply;
//! - **the audit trail**: stays as it was written, since its chain covers what was written.

use super::fault::Fault;
use codemint_core::words::SubjectKey;
use rusqlite::{Connection, params};

/// Converts every name that is not in normal form.
pub(super) fn normalize(connection: &Connection) -> Result<(), Fault> {
    records(connection)?;
    directory(connection, "subjects", "tenant")?;
    directory(connection, "staged", "import")?;
    rules(connection)
}

/// The name in normal form; `None` if it is unchanged.
fn renamed(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    SubjectKey::of_user(name).map(SubjectKey::into_string).filter(|new| new != name)
}

/// The condition for names that may have another form: those beyond ASCII.
const BEYOND_ASCII: &str = "GLOB '*[^' || char(1) || '-' || char(127) || ']*'";

fn records(connection: &Connection) -> Result<(), Fault> {
    let select =
        format!("SELECT DISTINCT tenant, subject FROM records WHERE subject {BEYOND_ASCII}");
    let mut select = connection.prepare(&select)?;
    let mut of_name = connection
        .prepare("SELECT id, digest FROM records WHERE tenant = ?1 AND subject = ?2 ORDER BY id")?;
    let mut update = connection.prepare(
        "UPDATE records SET subject = ?2, digest = ?3,
             slot = iif(slot = x'' AND state IN ('pending', 'locked') AND EXISTS (
                 SELECT 1 FROM records other WHERE other.tenant = records.tenant
                 AND other.purpose = records.purpose AND other.subject = ?2 AND other.slot = x''
                 AND other.state IN ('pending', 'locked')), digest, slot)
         WHERE id = ?1",
    )?;
    let names = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (tenant, old) in names.collect::<Result<Vec<(String, String)>, _>>()? {
        let Some(new) = renamed(&old) else { continue };
        let found = of_name.query_map([&tenant, &old], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (id, digest) in found.collect::<Result<Vec<(Vec<u8>, Vec<u8>)>, _>>()? {
            update.execute(params![id, new, carrying(digest, &old)])?;
        }
    }
    Ok(())
}

/// The digest with the name that it was made for appended; a removed one stays empty.
fn carrying(mut digest: Vec<u8>, name: &str) -> Vec<u8> {
    if !digest.is_empty() {
        digest.extend_from_slice(name.as_bytes());
    }
    digest
}

/// Converts the names in one of the two tables of subjects, in which each name is unique.
fn directory(connection: &Connection, table: &str, whose: &str) -> Result<(), Fault> {
    let select = format!("SELECT {whose}, subject FROM {table} WHERE subject {BEYOND_ASCII}");
    let mut select = connection.prepare(&select)?;
    let update =
        format!("UPDATE OR IGNORE {table} SET subject = ?3 WHERE {whose} = ?1 AND subject = ?2");
    let mut update = connection.prepare(&update)?;
    let rows = select.query_map([], |row| {
        Ok((row.get::<_, rusqlite::types::Value>(0)?, row.get::<_, String>(1)?))
    })?;
    for (of, old) in rows.collect::<Result<Vec<_>, _>>()? {
        if let Some(new) = renamed(&old) {
            update.execute(params![of, old, new])?;
        }
    }
    Ok(())
}

fn rules(connection: &Connection) -> Result<(), Fault> {
    let mut select =
        connection.prepare("SELECT number, account, computers FROM elevation_rules")?;
    let mut update = connection
        .prepare("UPDATE elevation_rules SET account = ?2, computers = ?3 WHERE number = ?1")?;
    let rows = select.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let damaged = |error: serde_json::Error| Fault::Damaged(error.to_string());
    for (number, account, computers) in rows.collect::<Result<Vec<_>, _>>()? {
        let names: Vec<String> = serde_json::from_str(&computers).map_err(damaged)?;
        let new: Vec<String> =
            names.iter().map(|name| renamed(name).unwrap_or_else(|| name.clone())).collect();
        let account_now = renamed(&account);
        if account_now.is_some() || new != names {
            let new = serde_json::to_string(&new).map_err(damaged)?;
            update.execute(params![number, account_now.unwrap_or(account), new])?;
        }
    }
    Ok(())
}
