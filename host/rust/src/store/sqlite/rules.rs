//! Rules of elevation: who may raise privileges where.

use super::fault::Fault;
use crate::directory::ElevationEntry;
use codemint_core::journey::Rule;
use rusqlite::{Connection, OptionalExtension, params};

/// What names the account and the computer, in one transaction.
pub(super) fn elevation(
    connection: &Connection,
    tenant: &str,
    account: &str,
    computer: &str,
) -> Result<ElevationEntry, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT computers, spans, local_accounts, by_device FROM elevation_rules
         WHERE tenant = ?1 AND account = ?2 ORDER BY number",
    )?;
    let mut rows = statement.query(params![tenant, account])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        let computers = list(&row.get::<_, String>(0)?)?;
        if computers.is_empty() || computers.iter().any(|name| name == computer) {
            let (spans, by_device) = (row.get(1)?, row.get(3)?);
            let local_accounts = list(&row.get::<_, String>(2)?)?;
            rules.push(Rule { spans, local_accounts, by_device });
        }
    }
    Ok(ElevationEntry { rules, device: device(connection, tenant, computer)? })
}

/// The computer's id in its cloud directory: what a published import says of it, else what is in
/// its place.
fn device(connection: &Connection, tenant: &str, computer: &str) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT device FROM staged WHERE subject = ?2
         AND import = (SELECT id FROM imports WHERE published = 1 AND tenant = ?1)
         UNION ALL
         SELECT device FROM subjects WHERE tenant = ?1 AND subject = ?2
         LIMIT 1",
    )?;
    Ok(statement.query_row(params![tenant, computer], |row| row.get(0)).optional()?.flatten())
}

fn list(json: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::Damaged(error.to_string()))
}
