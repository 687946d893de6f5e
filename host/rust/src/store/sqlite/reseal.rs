//! Replacing stored forms of codes, in the file.

use super::audit::Trail;
use super::column::{bounded, id, named};
use super::fault::Fault;
use super::handle::SqliteStore;
use super::job::{Job, Outcome};
use crate::keys::KeyId;
use crate::store::{Forms, NewForms, Reseal, Resealable, StoreError};
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeSet;

#[async_trait]
impl Reseal for SqliteStore {
    /// Reads the whole file, on the calling thread: do not call it on an asynchronous one.
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        Ok(self.read(keys_in_use)?)
    }

    /// Reads as much of the file as it takes to find them, on the calling thread: do not call it on
    /// an asynchronous one.
    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError> {
        Ok(self.read(|connection| resealable(connection, current, after, limit))?)
    }

    async fn reseal(&self, forms: Vec<NewForms>) -> Result<usize, StoreError> {
        Ok(self.run(Replace(forms)).await?.count())
    }
}

fn keys_in_use(connection: &Connection) -> Result<BTreeSet<KeyId>, Fault> {
    let mut statement = connection.prepare(
        "SELECT substr(digest, 1, 5) FROM records WHERE state IN ('pending', 'locked')
         UNION
         SELECT substr(sealed_code, 1, 5) FROM records
         WHERE state IN ('pending', 'locked') AND sealed_code IS NOT NULL
         UNION
         SELECT substr(sealed_code, 1, 5) FROM outbox WHERE dead_at IS NULL
         UNION
         SELECT substr(signature, 1, 5) FROM audit_checkpoints
         UNION
         SELECT substr(sealed_body, 1, 5) FROM answers",
    )?;
    let heads = statement.query_map([], |row| Ok(KeyId::of_stored(row.get_ref(0)?.as_blob()?)))?;
    let keys: Result<Vec<_>, _> = heads.collect();
    Ok(keys?.into_iter().flatten().collect())
}

fn resealable(
    connection: &Connection,
    current: KeyId,
    after: Option<RecordId>,
    limit: usize,
) -> Result<Vec<Resealable>, Fault> {
    // Forms are compared by their head; `iif` leaves out those of codes that are not live.
    let mut statement = connection.prepare(
        "SELECT id, tenant, purpose, subject, live_digest, live_seal, mail FROM (
             SELECT r.id, r.tenant, r.purpose, r.subject,
                 iif(r.state IN ('pending', 'locked'), r.digest, NULL) AS live_digest,
                 iif(r.state IN ('pending', 'locked'), r.sealed_code, NULL) AS live_seal,
                 o.sealed_code AS mail
             FROM records r LEFT JOIN outbox o ON o.record = r.id AND o.dead_at IS NULL
             WHERE r.id > ?2)
         WHERE substr(mail, 1, 5) <> ?1 OR substr(live_seal, 1, 5) <> ?1
             OR (substr(live_digest, 1, 5) <> ?1 AND coalesce(live_seal, mail) IS NOT NULL)
         ORDER BY id LIMIT ?3",
    )?;
    // The empty blob sorts before every ID.
    let after = after.map(RecordId::to_bytes);
    let after = after.as_ref().map_or(&[][..], |id| id);
    let found = statement.query_map(params![current.head(), after, bounded(limit)], record)?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Resealable> {
    let (digest, sealed_code, mail) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(Resealable {
        id: id(row, 0)?,
        tenant: row.get(1)?,
        purpose: named(row, 2, Purpose::named)?,
        subject: row.get(3)?,
        forms: Forms { digest, sealed_code, mail },
    })
}

/// Replaces the forms that are still the old ones.
struct Replace(Vec<NewForms>);

impl Job for Replace {
    fn weight(&self) -> usize {
        self.0.len()
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        let mut count = 0;
        for forms in &self.0 {
            // Each is replaced whether the other can be or not.
            let mail = replace_in_mail(connection, forms)?;
            count += usize::from(replace_in_record(connection, forms)? | mail);
        }
        Ok(Outcome::Counted(count))
    }
}

fn replace_in_mail(
    connection: &Connection,
    NewForms { id, old, new }: &NewForms,
) -> Result<bool, Fault> {
    let (Some(old), Some(new)) = (&old.mail, &new.mail) else { return Ok(false) };
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET sealed_code = ?3 WHERE record = ?1 AND sealed_code = ?2",
    )?;
    Ok(statement.execute(params![id.to_bytes(), old, new])? == 1)
}

fn replace_in_record(
    connection: &Connection,
    NewForms { id, old, new }: &NewForms,
) -> Result<bool, Fault> {
    let (Some(old_digest), Some(digest)) = (&old.digest, &new.digest) else { return Ok(false) };
    // The slot of a code that may coexist with others is its digest. If the new one is taken,
    // digest and slot stay as they are, and only the encrypted copy is replaced.
    let mut statement = connection.prepare_cached(
        "UPDATE records SET digest = ?4, slot = iif(slot = x'', x'', ?4), sealed_code = ?5
         WHERE id = ?1 AND digest = ?2 AND sealed_code IS ?3 AND state IN ('pending', 'locked')",
    )?;
    let mut update = |digest: &[u8]| {
        let row = params![id.to_bytes(), old_digest, old.sealed_code, digest, new.sealed_code];
        statement.execute(row)
    };
    let updated = match update(digest) {
        Err(error) if Fault::is_taken(&error) => update(old_digest),
        updated => updated,
    };
    Ok(updated? == 1)
}
