//! An import of subjects, in steps small enough to stand between other writes.
//!
//! An import must be in force as a whole or not at all, and there may be a million subjects in it;
//! written in one transaction they would keep everybody else waiting for seconds. So they are
//! staged where nobody looks, some hundreds at a time; one small write makes them count
//! ([`Step::Publish`]), from then on they are looked up before all others; and then they are moved
//! to their place, again some hundreds at a time. After a crash an import that was published is
//! still in force, the rest of its moving falls to the next import; of one that was not, nothing
//! is in force, and the next import clears it away.

use super::fault::Fault;
use super::write::Answer;
use rusqlite::{Connection, OptionalExtension, params};

/// How many subjects are staged, moved or cleared away at a time.
pub(super) const SOME: usize = 500;

/// What another import is told that has begun earlier and goes on.
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
    /// A new import begins. Those that are not published are over: they crashed, or are overtaken.
    Begin {
        /// Its name, that of no other.
        import: i64,
        /// Whose subjects they are.
        tenant: String,
    },
    /// Subjects are staged; the last one of a name counts.
    Stage {
        /// The import.
        import: i64,
        /// Some of its subjects.
        subjects: Vec<Staged>,
    },
    /// The import is in force from now on; unless the one before must still be moved, which is
    /// then gone on with ([`Answer::More`]).
    Publish {
        /// The import.
        import: i64,
    },
    /// The import is over, and nothing of it is in force.
    Abandon {
        /// The import.
        import: i64,
    },
    /// Some subjects of an import that is published are moved to their place.
    Move,
    /// Some subjects of imports that are over are cleared away.
    Clear,
}

impl Step {
    /// How many rows it writes, about.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Stage { subjects, .. } => subjects.len(),
            Self::Begin { .. } | Self::Abandon { .. } => 1,
            Self::Publish { .. } | Self::Move | Self::Clear => SOME,
        }
    }

    /// Does it.
    pub(super) fn run(&self, connection: &Connection) -> Result<Answer, Fault> {
        match self {
            Self::Begin { import, tenant } => begin(connection, *import, tenant),
            Self::Stage { import, subjects } => stage(connection, *import, subjects),
            Self::Publish { import } => publish(connection, *import),
            Self::Abandon { import } => abandon(connection, *import),
            Self::Move => move_some(connection),
            Self::Clear => clear_some(connection),
        }
    }
}

fn begin(connection: &Connection, import: i64, tenant: &str) -> Result<Answer, Fault> {
    connection.prepare_cached("DELETE FROM imports WHERE published = 0")?.execute([])?;
    connection
        .prepare_cached("INSERT INTO imports (id, tenant) VALUES (?1, ?2)")?
        .execute(params![import, tenant])?;
    Ok(Answer::Done)
}

fn stage(connection: &Connection, import: i64, subjects: &[Staged]) -> Result<Answer, Fault> {
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
    Ok(Answer::Done)
}

/// At most one import at a time is published and not yet moved, so that it is clear which of two
/// subjects of one name is the newer one.
fn publish(connection: &Connection, import: i64) -> Result<Answer, Fault> {
    if move_some(connection)? == Answer::More {
        return Ok(Answer::More);
    }
    let mut statement =
        connection.prepare_cached("UPDATE imports SET published = 1 WHERE id = ?1")?;
    match statement.execute([import])? {
        1 => Ok(Answer::Done),
        _ => Err(Fault::Refused(OVERTAKEN)),
    }
}

fn abandon(connection: &Connection, import: i64) -> Result<Answer, Fault> {
    connection
        .prepare_cached("DELETE FROM imports WHERE id = ?1 AND published = 0")?
        .execute([import])?;
    Ok(Answer::Done)
}

fn move_some(connection: &Connection) -> Result<Answer, Fault> {
    let mut published = connection.prepare_cached("SELECT id FROM imports WHERE published = 1")?;
    let Some(import) = published.query_row([], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(Answer::Done);
    };
    let some = "SELECT subject FROM staged WHERE import = ?1 ORDER BY subject LIMIT ?2";
    connection
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO subjects (tenant, subject, standing, purposes, mail, device,
                 locale)
             SELECT imports.tenant, subject, standing, purposes, mail, device, locale
             FROM staged JOIN imports ON imports.id = staged.import
             WHERE staged.import = ?1 AND subject IN ({some})"
        ))?
        .execute(params![import, SOME as i64])?;
    let moved = connection
        .prepare_cached(&format!("DELETE FROM staged WHERE import = ?1 AND subject IN ({some})"))?
        .execute(params![import, SOME as i64])?;
    if moved == 0 {
        connection.prepare_cached("DELETE FROM imports WHERE id = ?1")?.execute([import])?;
    }
    Ok(Answer::More)
}

fn clear_some(connection: &Connection) -> Result<Answer, Fault> {
    let cleared = connection
        .prepare_cached(
            "DELETE FROM staged WHERE (import, subject) IN (SELECT import, subject FROM staged
             WHERE import NOT IN (SELECT id FROM imports) LIMIT ?1)",
        )?
        .execute([SOME as i64])?;
    Ok(if cleared == 0 { Answer::Done } else { Answer::More })
}
