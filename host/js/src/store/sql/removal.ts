/**
 * Removes the values of expired codes.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { bounded } from "../limits.js";
import type { Batch, SqlDatabase } from "./database.js";
import { chunks, MAX_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { changedOrConflict } from "./guards.js";
import { settling } from "./search.js";
import { backOff } from "./turns.js";

/** The maximum number of attempts, after conflicting writes of other hosts. */
const MAX_ATTEMPTS = 16;

/** Replaces at most `limit` codes that are due by tombstones. Returns how many. */
export async function removeExpired(
  database: SqlDatabase,
  batch: Batch,
  now: number,
  limit: number,
): Promise<number> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    const ids = await due(database, now, limit);
    const settled = settling(now, bounded(limit));
    const outcome = await batch([...removing(ids, now), deletingAnswers(now, limit), settled]);
    if (outcome === "done") return ids.length;
    await backOff(attempts);
  }
  throw new CodemintError("store-failed", "too many conflicting writes");
}

async function due(
  database: SqlDatabase,
  now: number,
  limit: number,
): Promise<readonly SqlValue[]> {
  const rows = await database.all(
    `SELECT id FROM records INDEXED BY removals
      WHERE remove_at <= ? AND remove_at IS NOT NULL AND state IN ('pending', 'locked')
      ORDER BY remove_at LIMIT ?`,
    [now, bounded(limit)],
  );
  return rows.map((row) => row.bytes("id"));
}

function removing(ids: readonly SqlValue[], now: number): readonly Statement[] {
  return chunks(ids, MAX_VALUES - 2).flatMap((some) => {
    const these = `IN (${times(some.length, "?")})`;
    return [
      {
        sql: `UPDATE records SET state = 'removed', version = version + 1, slot = x'',
          digest = x'', sealed_code = NULL, note = NULL, terms = NULL
          WHERE id ${these} AND remove_at <= ? AND state IN ('pending', 'locked')`,
        values: [...some, now],
      },
      // A concurrent write may have redeemed or removed one of them.
      changedOrConflict(some.length),
      // A waiting mail has no code to send any more.
      {
        sql: `UPDATE outbox SET dead_at = ?, last_error = 'expired', sealed_code = x''
          WHERE record ${these} AND dead_at IS NULL`,
        values: [now, ...some],
      },
    ];
  });
}

/** Deletes at most `limit` expired answers. */
const deletingAnswers = (now: number, limit: number): Statement => ({
  sql: `DELETE FROM answers WHERE (tenant, actor, name) IN
    (SELECT tenant, actor, name FROM answers INDEXED BY answers_over
      WHERE until < ? ORDER BY until LIMIT ?)`,
  values: [now, bounded(limit)],
});
