//! Names from before they were kept in normal form C, brought into it.
//!
//! Two spellings of a name may have been kept as two subjects. Nothing of either is lost:
//!
//! - **codes**: all live ones stay live and are the one subject's. Where a subject has one live code
//!   at a time, those that came from another spelling stand beside it, as several would, until the
//!   next one supersedes them all. A digest is bound to the name that it was made for, so it carries
//!   that name behind itself from now on ([`crate::keys::Keys::digest`]);
//! - **the directory**: what was kept under the name in normal form counts. What was kept under
//!   another spelling stays where it is, and is never asked for; the next import removes it;
//! - **rules of elevation**: those of all spellings apply;
//! - **the audit trail**: stays as it was written, since its chain is of what was written.

use super::fault::Fault;
use codemint_core::words::SubjectKey;
use rusqlite::{Connection, params};

/// Brings every name into normal form that is not.
pub(super) fn normalize(connection: &Connection) -> Result<(), Fault> {
    records(connection)?;
    directory(connection, "subjects", "tenant")?;
    directory(connection, "staged", "import")?;
    rules(connection)
}

/// The name as it is kept now; `None` where that is how it was kept before.
fn renamed(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    SubjectKey::of_user(name).map(SubjectKey::into_string).filter(|new| new != name)
}

/// Rows whose names may have another form: those beyond ASCII.
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

/// The digest with the name that it was made for behind it; one that was removed stays so.
fn carrying(mut digest: Vec<u8>, name: &str) -> Vec<u8> {
    if !digest.is_empty() {
        digest.extend_from_slice(name.as_bytes());
    }
    digest
}

/// The subjects of one of the two tables of a directory, each of which has a subject once.
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
