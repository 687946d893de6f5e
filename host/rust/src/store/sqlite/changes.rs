//! Changes to existing codes: one conditional update for each transition.

use super::fault::Fault;
use crate::store::Write;
use codemint_core::journey::{Change, Transition};
use rusqlite::{Connection, named_params};

/// Makes every change of a write; `false` if one of them can no longer be made.
pub(super) fn change(connection: &Connection, write: &Write) -> Result<bool, Fault> {
    for change in &write.changed {
        if !change_one(connection, &write.tenant, change)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn change_one(connection: &Connection, tenant: &str, change: &Change) -> Result<bool, Fault> {
    let id = change.id.to_bytes();
    let changed = connection
        .prepare_cached(statement(change.transition))?
        .execute(named_params! { ":id": id, ":tenant": tenant, ":version": change.version })?;
    if changed == 1 && change.transition == Transition::Void {
        connection.prepare_cached("DELETE FROM outbox WHERE record = ?1")?.execute([id])?;
    }
    Ok(changed == 1)
}

/// Each statement uses all three parameters. A wrong attempt ignores the version, and raises it
/// only when it locks: concurrent attempts are all counted, and none of them makes a redemption
/// conflict.
const fn statement(transition: Transition) -> &'static str {
    match transition {
        Transition::Use => {
            "UPDATE records SET uses = uses + 1, version = version + 1,
             state = CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN 'redeemed' ELSE state END,
             sealed_code =
                 CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN NULL ELSE sealed_code END
             WHERE id = :id AND tenant = :tenant AND version = :version AND state = 'pending'"
        }
        Transition::Try => {
            "UPDATE records SET tries = tries + 1,
             version = version + (tries + 1 >= max_tries),
             state = CASE WHEN tries + 1 >= max_tries THEN 'locked' ELSE state END
             WHERE id = :id AND tenant = :tenant AND :version = :version AND state = 'pending'"
        }
        Transition::Void => {
            "UPDATE records SET state = 'voided', version = version + 1, sealed_code = NULL
             WHERE id = :id AND tenant = :tenant AND version = :version
             AND state IN ('pending', 'locked')"
        }
        Transition::Unlock => {
            "UPDATE records SET state = 'pending', version = version + 1, tries = 0
             WHERE id = :id AND tenant = :tenant AND version = :version AND state = 'locked'"
        }
    }
}
