//! Kept answers.

use super::column::{seconds, time};
use super::fault::Fault;
use crate::store::{AnswerKey, KeptAnswer, Write};
use codemint_core::words::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Keeps the write's answer, in place of an expired one; `false` if one that has not expired is
/// kept under its key.
pub(super) fn keep(connection: &Connection, write: &Write) -> Result<bool, Fault> {
    let Some(answer) = &write.answer else { return Ok(true) };
    let kept = connection
        .prepare_cached(
            "INSERT INTO answers
             (tenant, actor, name, request, status, content_type, sealed_body, until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (tenant, actor, name) DO UPDATE SET request = ?4, status = ?5,
             content_type = ?6, sealed_body = ?7, until = ?8 WHERE until < ?9",
        )?
        .execute(params![
            write.tenant,
            answer.key.actor,
            answer.key.name,
            answer.request,
            answer.status,
            answer.content_type,
            answer.sealed_body,
            seconds(answer.until),
            seconds(write.at),
        ])?;
    Ok(kept == 1)
}

/// Reads the answer under a key, unless it had expired at `now`.
pub(super) fn kept(
    connection: &Connection,
    tenant: &str,
    key: &AnswerKey,
    now: Timestamp,
) -> Result<Option<KeptAnswer>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT request, status, content_type, sealed_body, until FROM answers
         WHERE tenant = ?1 AND actor = ?2 AND name = ?3 AND until >= ?4",
    )?;
    let found = statement.query_row(params![tenant, key.actor, key.name, seconds(now)], |row| {
        Ok(KeptAnswer {
            key: key.clone(),
            request: row.get(0)?,
            status: row.get(1)?,
            content_type: row.get(2)?,
            sealed_body: row.get(3)?,
            until: time(row, 4)?,
        })
    });
    Ok(found.optional()?)
}

/// Removes at most `limit` expired answers.
pub(super) fn forget(connection: &Connection, now: Timestamp, limit: i64) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "DELETE FROM answers WHERE (tenant, actor, name) IN
             (SELECT tenant, actor, name FROM answers INDEXED BY answers_over
              WHERE until < ?1 ORDER BY until LIMIT ?2)",
        )?
        .execute(params![seconds(now), limit])?;
    Ok(())
}
