//! The steps of an import of subjects, small enough to run between other writes.
//!
//! An import comes into force as a whole or not at all, and may have a million subjects; written in
//! one transaction they would block all other writes for seconds. So they are staged in a table of
//! their own, in batches of some hundreds; one small write publishes them ([`Step::Publish`]), from
//! which on they take precedence in look-ups; and then they are moved to the subjects, again in
//! batches. After a crash an import that was published is still in force, and the next import
//! finishes moving it; of one that was not, nothing is in force, and the next import clears it
//! away.

use super::audit::Trail;
use super::fault::Fault;
use super::job::{Job, Outcome};
use rusqlite::{Connection, OptionalExtension, params};

/// How many subjects are staged, moved or cleared away at a time.
pub(super) const BATCH: usize = 500;

/// The error for an import after which another one has begun.
const OVERTAKEN: &str = "another import has begun";

/// A subject as it is stored.
pub(super) struct Staged {
    pub(super) subject: String,
    pub(super) standing: String,
    pub(super) purposes: String,
    pub(super) mail: Option<String>,
    pub(super) device: Option<String>,
    pub(super) locale: Option<String>,
}

/// One step.
pub(super) enum Step {
    /// Begins an import. Unpublished ones end: they crashed, or this one overtakes them.
    Begin {
        /// Its unique number.
        import: i64,
        /// The tenant of the subjects.
        tenant: String,
    },
    /// Stages subjects; of several with one name the last one counts.
    Stage {
        /// The import.
        import: i64,
        /// Some of its subjects.
        subjects: Vec<Staged>,
    },
    /// Puts the import into force. If the one before has not been moved completely, moves a batch
    /// of it instead ([`Outcome::More`]).
    Publish {
        /// The import.
        import: i64,
    },
    /// Ends the import without effect.
    Abandon {
        /// The import.
        import: i64,
    },
    /// Moves a batch of a published import to the subjects.
    Move,
    /// Clears away a batch of ended imports.
    Clear,
}

impl Job for Step {
    fn weight(&self) -> usize {
        match self {
            Self::Stage { subjects, .. } => subjects.len(),
            Self::Begin { .. } | Self::Abandon { .. } => 1,
            Self::Publish { .. } | Self::Move | Self::Clear => BATCH,
        }
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        match self {
            Self::Begin { import, tenant } => begin(connection, *import, tenant),
            Self::Stage { import, subjects } => stage(connection, *import, subjects),
            Self::Publish { import } => publish(connection, *import),
            Self::Abandon { import } => abandon(connection, *import),
            Self::Move => move_batch(connection),
            Self::Clear => clear_batch(connection),
        }
    }
}

fn begin(connection: &Connection, import: i64, tenant: &str) -> Result<Outcome, Fault> {
    connection.prepare_cached("DELETE FROM imports WHERE published = 0")?.execute([])?;
    connection
        .prepare_cached("INSERT INTO imports (id, tenant) VALUES (?1, ?2)")?
        .execute(params![import, tenant])?;
    Ok(Outcome::Done)
}

fn stage(connection: &Connection, import: i64, subjects: &[Staged]) -> Result<Outcome, Fault> {
    let mut running = connection.prepare_cached("SELECT 1 FROM imports WHERE id = ?1")?;
    if !running.exists([import])? {
        return Err(Fault::Refused(OVERTAKEN));
    }
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO staged (import, subject, standing, purposes, mail, device, locale)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for Staged { subject, standing, purposes, mail, device, locale } in subjects {
        statement.execute(params![import, subject, standing, purposes, mail, device, locale])?;
    }
    Ok(Outcome::Done)
}

/// At most one import at a time is published and not yet moved, so that it is clear which of two
/// subjects with the same name is newer.
fn publish(connection: &Connection, import: i64) -> Result<Outcome, Fault> {
    if move_batch(connection)? == Outcome::More {
        return Ok(Outcome::More);
    }
    let mut statement =
        connection.prepare_cached("UPDATE imports SET published = 1 WHERE id = ?1")?;
    match statement.execute([import])? {
        1 => Ok(Outcome::Done),
        _ => Err(Fault::Refused(OVERTAKEN)),
    }
}

fn abandon(connection: &Connection, import: i64) -> Result<Outcome, Fault> {
    connection
        .prepare_cached("DELETE FROM imports WHERE id = ?1 AND published = 0")?
        .execute([import])?;
    Ok(Outcome::Done)
}

fn move_batch(connection: &Connection) -> Result<Outcome, Fault> {
    let mut published = connection.prepare_cached("SELECT id FROM imports WHERE published = 1")?;
    let Some(import) = published.query_row([], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(Outcome::Done);
    };
    let batch = "SELECT subject FROM staged WHERE import = ?1 ORDER BY subject LIMIT ?2";
    connection
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO subjects (tenant, subject, standing, purposes, mail, device,
                 locale)
             SELECT imports.tenant, subject, standing, purposes, mail, device, locale
             FROM staged JOIN imports ON imports.id = staged.import
             WHERE staged.import = ?1 AND subject IN ({batch})"
        ))?
        .execute(params![import, BATCH as i64])?;
    let moved = connection
        .prepare_cached(&format!("DELETE FROM staged WHERE import = ?1 AND subject IN ({batch})"))?
        .execute(params![import, BATCH as i64])?;
    if moved == 0 {
        connection.prepare_cached("DELETE FROM imports WHERE id = ?1")?.execute([import])?;
    }
    Ok(Outcome::More)
}

fn clear_batch(connection: &Connection) -> Result<Outcome, Fault> {
    let cleared = connection
        .prepare_cached(
            "DELETE FROM staged WHERE (import, subject) IN (SELECT import, subject FROM staged
             WHERE import NOT IN (SELECT id FROM imports) LIMIT ?1)",
        )?
        .execute([BATCH as i64])?;
    Ok(if cleared == 0 { Outcome::Done } else { Outcome::More })
}
