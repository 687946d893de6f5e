//! One transaction for many jobs.

use super::audit::Trail;
use super::fault::Fault;
use super::write::{Answer, Work, seconds};
use super::writer::Job;
use super::{schema, search};
use rusqlite::Connection;

/// What became of each job of a group, in order.
pub(super) type Answers = Vec<Result<Answer, Fault>>;

/// Writes the jobs in one transaction that is durable afterwards.
///
/// Nearly always each of them can be done. So they are done without a way back for one alone,
/// which would cost a copy of every page that one touches; where one cannot be done after all,
/// everything is undone and done again with it.
///
/// # Errors
/// [`Fault`] when nothing of any of them is in force. The transaction is over then, unless the
/// connection is beyond use.
pub(super) fn commit(
    connection: &Connection,
    trail: &mut Trail,
    group: &[Job],
) -> Result<Answers, Fault> {
    execute(connection, "BEGIN IMMEDIATE")?;
    trail.begin();
    let mut answers = all(connection, trail, group);
    if answers.is_none() {
        roll_back(connection);
        execute(connection, "BEGIN IMMEDIATE")?;
        trail.begin();
        let written: Result<Answers, Fault> =
            group.iter().map(|job| attempt(connection, trail, &job.work)).collect();
        answers = Some(written.inspect_err(|_| roll_back(connection))?);
    }
    // A clock that goes back must not revive a code. Time stands in whole seconds, so that this
    // writes once a second at the most.
    if let Err(fault) = keep_up(connection, trail, group) {
        roll_back(connection);
        return Err(fault);
    }
    if let Err(fault) = execute(connection, "COMMIT") {
        roll_back(connection);
        trail.forget();
        bury(connection);
        return Err(fault);
    }
    trail.committed();
    Ok(answers.unwrap_or_default())
}

/// How many codes each group settles on the way, so that a list by phase finds few left to settle.
const SETTLED: usize = 64;

/// Notes the latest time of the jobs, if it is later than any before, settles some codes whose time
/// has come, and takes counts of failures into the trail whose interval is over.
fn keep_up(connection: &Connection, trail: &mut Trail, group: &[Job]) -> Result<(), Fault> {
    let Some(at) = group.iter().filter_map(|job| job.work.at()).max() else { return Ok(()) };
    let latest = seconds(at);
    connection.prepare_cached("UPDATE latest SET at = ?1 WHERE at < ?1")?.execute([latest])?;
    search::settle(connection, latest, SETTLED)?;
    trail.take_counts(connection, at)
}

/// Does every job; `None` when one of them cannot be done.
fn all(connection: &Connection, trail: &mut Trail, group: &[Job]) -> Option<Answers> {
    let run = |job: &Job| match job.work.run(connection, trail) {
        Ok(answer @ (Answer::Done | Answer::More | Answer::Counted(_))) => Some(Ok(answer)),
        Ok(Answer::Conflict) | Err(_) => None,
    };
    group.iter().map(run).collect()
}

/// Does one job, or nothing of it.
///
/// # Errors
/// [`Fault`] when the whole transaction is lost, and not this job alone.
fn attempt(
    connection: &Connection,
    trail: &mut Trail,
    work: &Work,
) -> Result<Result<Answer, Fault>, Fault> {
    execute(connection, "SAVEPOINT job")?;
    let mark = trail.mark();
    let answer = work.run(connection, trail);
    if !matches!(answer, Ok(Answer::Done | Answer::More | Answer::Counted(_))) {
        // After some faults SQLite has rolled back everything by itself: then this one fails too.
        if let Err(fault) = execute(connection, "ROLLBACK TO job") {
            return Err(answer.err().unwrap_or(fault));
        }
        trail.back_to(mark);
    }
    execute(connection, "RELEASE job")?;
    Ok(answer)
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
/// When the disk does not confirm a commit, its pages stand in the log all the same, complete. This
/// process ignores them, but after a crash they would be found and be in force, although everybody
/// was told that they are not. The next commit begins in the same place of the log; so one is made
/// right away. If it fails too, the next group's will do. (Seen with a sync that was made to fail once
/// and a process that was killed then: without this the write was there after opening again.)
fn bury(connection: &Connection) {
    let _ = schema::touch(connection);
}

fn execute(connection: &Connection, sql: &str) -> Result<(), Fault> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
