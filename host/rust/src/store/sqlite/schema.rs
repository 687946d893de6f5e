//! The schema, and its migrations.

use super::fault::Fault;
use super::{audit, normal_form};
use rusqlite::{Connection, TransactionBehavior};

/// The application ID in the header of every store: `Cmnt`.
const APPLICATION_ID: i32 = 0x436d_6e74;

/// Each entry leads from one version of the schema (its position) to the next. Released entries are
/// never changed.
const MIGRATIONS: [Migration; 8] = [
    Migration { sql: include_str!("schema_1.sql"), then: nothing },
    Migration { sql: include_str!("schema_2.sql"), then: nothing },
    Migration { sql: include_str!("schema_3.sql"), then: nothing },
    Migration { sql: include_str!("schema_4.sql"), then: audit::link },
    Migration { sql: include_str!("schema_5.sql"), then: nothing },
    Migration { sql: include_str!("schema_6.sql"), then: nothing },
    Migration { sql: include_str!("schema_7.sql"), then: nothing },
    Migration { sql: include_str!("schema_8.sql"), then: normal_form::normalize },
];

/// A step from one version to the next.
struct Migration {
    sql: &'static str,
    /// The part that SQL alone cannot do.
    then: fn(&Connection) -> Result<(), Fault>,
}

const fn nothing(_: &Connection) -> Result<(), Fault> {
    Ok(())
}

/// Refuses a file of another application or of a newer release. Changes nothing.
pub(super) fn recognise(connection: &Connection) -> Result<(), Fault> {
    let application: i32 = pragma(connection, "application_id")?;
    let version = version(connection)?;
    if application == APPLICATION_ID && version > MIGRATIONS.len() {
        return Err(Fault::Damaged(format!(
            "its schema has version {version}, and this release supports up to {}",
            MIGRATIONS.len()
        )));
    }
    if application == APPLICATION_ID || is_blank(connection, application, version)? {
        return Ok(());
    }
    Err(Fault::Damaged("the file belongs to another application".into()))
}

/// Brings the schema to the newest version, each step in a transaction of its own.
///
/// The memory that a step needs does not grow with the file: sorting for a new index uses temporary
/// files (with temporary tables in memory, SQLite would hold all of it there), and changed pages go
/// to the log. A step that rebuilds a table needs free space of about the size of the file.
///
/// Foreign keys are not enforced meanwhile: dropping a table would delete the rows that refer to
/// it.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "temp_store", "FILE")?;
    steps(connection)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection.pragma_update(None, "foreign_keys", true)?)
}

fn steps(connection: &mut Connection) -> Result<(), Fault> {
    loop {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again inside the transaction: another process may have migrated the file.
        let version = version(&step)?;
        let Some(migration) = MIGRATIONS.get(version) else { return Ok(()) };
        step.execute_batch(migration.sql)?;
        (migration.then)(&step)?;
        step.pragma_update(None, "application_id", APPLICATION_ID)?;
        step.pragma_update(None, "user_version", version.saturating_add(1) as i64)?;
        step.commit()?;
    }
}

/// Writes to the header what is there already: the smallest durable write.
pub(super) fn touch(connection: &Connection) -> Result<(), Fault> {
    let version = version(connection)? as i64;
    Ok(connection.pragma_update(None, "user_version", version)?)
}

/// Whether the file is empty.
fn is_blank(connection: &Connection, application: i32, version: usize) -> Result<bool, Fault> {
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == 0 && version == 0 && objects == 0)
}

fn version(connection: &Connection) -> Result<usize, Fault> {
    let version: i64 = pragma(connection, "user_version")?;
    usize::try_from(version)
        .map_err(|_| Fault::Damaged(format!("its schema has version {version}")))
}

fn pragma<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> Result<T, Fault> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}
