/**
 * Removing the values of codes that are over.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { bounded } from "../limits.js";
import type { Batch, SqlDatabase } from "./database.js";
import { chunks, MOST_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { changedOrConflict } from "./guards.js";
import { settling } from "./search.js";
import { aWhile } from "./turns.js";

/** How often it is tried again when another host was faster. */
const TRIES = 16;

/** Leaves tombstones of codes that are over, and says of how many. */
export async function removeExpired(
  database: SqlDatabase,
  batch: Batch,
  now: number,
  limit: number,
): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const ids = await due(database, now, limit);
    const settled = settling(now, bounded(limit));
    const outcome = await batch([...removing(ids, now), forgetting(now, limit), settled]);
    if (outcome === "done") return ids.length;
    await aWhile(tries);
  }
  throw new CodemintError("store-failed", "others were faster, again and again");
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
  return chunks(ids, MOST_VALUES - 2).flatMap((some) => {
    const these = `IN (${times(some.length, "?")})`;
    return [
      {
        sql: `UPDATE records SET state = 'removed', version = version + 1, slot = x'',
          digest = x'', sealed_code = NULL, note = NULL, terms = NULL
          WHERE id ${these} AND remove_at <= ? AND state IN ('pending', 'locked')`,
        values: [...some, now],
      },
      // Somebody has redeemed one of them meanwhile, or removed it.
      changedOrConflict(some.length),
      // Nothing is left for its mail to carry.
      {
        sql: `UPDATE outbox SET dead_at = ?, last_error = 'expired', sealed_code = x''
          WHERE record ${these} AND dead_at IS NULL`,
        values: [now, ...some],
      },
    ];
  });
}

/** Forgets at most so many answers whose time is over. */
const forgetting = (now: number, limit: number): Statement => ({
  sql: `DELETE FROM answers WHERE (tenant, actor, name) IN
    (SELECT tenant, actor, name FROM answers INDEXED BY answers_over
      WHERE until < ? ORDER BY until LIMIT ?)`,
  values: [now, bounded(limit)],
});
