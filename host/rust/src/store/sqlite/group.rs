//! One transaction for many jobs.

use super::audit::Trail;
use super::column::seconds;
use super::fault::Fault;
use super::job::{Job, Outcome, Queued};
use super::{schema, search};
use rusqlite::Connection;

/// The outcome of each job of a group, in order.
pub(super) type Outcomes = Vec<Result<Outcome, Fault>>;

/// Does the jobs in one transaction, which is durable afterwards.
///
/// Nearly always every job of a group can be done. So they are first done without a savepoint for
/// each, which would cost a copy of every page that it touches; if one cannot be done, everything
/// is rolled back and done again with savepoints.
///
/// # Errors
/// [`Fault`] when nothing of any job is in force. The transaction has ended then, unless the
/// connection is unusable.
pub(super) fn commit(
    connection: &Connection,
    trail: &mut Trail,
    group: &[Queued],
) -> Result<Outcomes, Fault> {
    execute(connection, "BEGIN IMMEDIATE")?;
    trail.begin();
    let mut outcomes = run_all(connection, trail, group);
    if outcomes.is_none() {
        roll_back(connection);
        execute(connection, "BEGIN IMMEDIATE")?;
        trail.begin();
        let done: Result<Outcomes, Fault> =
            group.iter().map(|queued| run_one(connection, trail, &*queued.job)).collect();
        outcomes = Some(done.inspect_err(|_| roll_back(connection))?);
    }
    // A clock that goes back must not revive a code. Times are in whole seconds, so this writes at
    // most once a second.
    if let Err(fault) = keep_up(connection, trail, group) {
        roll_back(connection);
        return Err(fault);
    }
    if let Err(fault) = execute(connection, "COMMIT") {
        roll_back(connection);
        trail.forget();
        overwrite(connection);
        return Err(fault);
    }
    trail.committed();
    Ok(outcomes.unwrap_or_default())
}

/// How many codes each group settles along the way, so that a list by phase has few left to settle.
const SETTLED: usize = 64;

/// Stores the latest time of the jobs, if it is later than any before, settles some codes whose
/// phase has changed, and adds to the trail the counts of failures whose interval has ended.
fn keep_up(connection: &Connection, trail: &mut Trail, group: &[Queued]) -> Result<(), Fault> {
    let times = group.iter().filter_map(|queued| queued.job.decided_at());
    let Some(at) = times.max() else { return Ok(()) };
    let latest = seconds(at);
    connection.prepare_cached("UPDATE latest SET at = ?1 WHERE at < ?1")?.execute([latest])?;
    search::settle(connection, latest, SETTLED)?;
    trail.take_counts(connection, at)
}

/// Does every job; `None` when one of them cannot be done.
fn run_all(connection: &Connection, trail: &mut Trail, group: &[Queued]) -> Option<Outcomes> {
    let run = |queued: &Queued| match queued.job.run(connection, trail) {
        Ok(Outcome::Conflict) | Err(_) => None,
        Ok(done) => Some(Ok(done)),
    };
    group.iter().map(run).collect()
}

/// Does one job, or nothing of it.
///
/// # Errors
/// [`Fault`] when the whole transaction is lost, and not this job alone.
fn run_one(
    connection: &Connection,
    trail: &mut Trail,
    job: &dyn Job,
) -> Result<Result<Outcome, Fault>, Fault> {
    execute(connection, "SAVEPOINT job")?;
    let mark = trail.mark();
    let outcome = job.run(connection, trail);
    if matches!(outcome, Ok(Outcome::Conflict) | Err(_)) {
        // After some faults SQLite has rolled back everything by itself: then this one fails too.
        if let Err(fault) = execute(connection, "ROLLBACK TO job") {
            return Err(outcome.err().unwrap_or(fault));
        }
        trail.back_to(mark);
    }
    execute(connection, "RELEASE job")?;
    Ok(outcome)
}

/// Ends the transaction, if SQLite has not done so by itself.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        // If even this fails, the connection is still in the transaction, and is given up for it.
        let _ = execute(connection, "ROLLBACK");
    }
}

/// Overwrites what a failed commit has left in the log.
///
/// When the disk does not confirm a commit, its pages are in the log all the same, complete. This
/// process ignores them, but after a crash they would be found and be in force, although every
/// caller got an error. The next commit begins at the same place of the log, so one
/// is made right away. If it fails too, the next group's will overwrite them. (Seen with a sync
/// that was made to fail once and a process that was then killed: without this the write was there
/// after opening the file again.)
fn overwrite(connection: &Connection) {
    let _ = schema::touch(connection);
}

fn execute(connection: &Connection, sql: &str) -> Result<(), Fault> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
