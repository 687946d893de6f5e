/**
 * Failures of anonymous callers in tables: counted until an entry takes the count. What is changed
 * must be as it was read: else the batch ends as `moved`, and is made anew.
 *
 * @module
 */

import type { AuditEvent, Purpose } from "../../module/types.js";
import { bounded, counted, entryOf, type Flood, INTERVAL, isOver, isSuccess } from "../audit/flood.js";
import type { AuditRow, Write } from "../store.js";
import { AUDIT_EVENTS } from "../words.js";
import type { Columns } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import type { Statement } from "./driver.js";
import { changedOrMoved } from "./guards.js";

/** How many counts one write takes into the trail. */
const TAKEN = 8;

/** An entry of the trail, whose it is, and what the code grants that it is about. */
export interface Told {
  readonly tenant: string;
  readonly purpose: Purpose | undefined;
  readonly row: AuditRow;
}

/** The entries that there are, and what is counted instead of others. */
export interface Sifted {
  readonly entries: readonly Told[];
  readonly statements: readonly Statement[];
}

/** Neither. */
export const NOTHING: Sifted = { entries: [], statements: [] };

/** The entries that an anonymous call has; `over` is what the same batch takes into the trail. */
export async function sift(database: SqlDatabase, write: Write, over: Sifted): Promise<Sifted> {
  const { tenant, purpose, at } = write;
  const entries: Told[] = [];
  const statements: Statement[] = [];
  const now = new Map<AuditEvent, Flood | undefined>();
  for (const row of write.audit.map(bounded)) {
    const { event } = row;
    if (isSuccess(event)) {
      entries.push({ tenant, purpose, row });
      continue;
    }
    const isTaken = over.entries.some((told) => told.tenant === tenant && told.row.event === event);
    const known = now.has(event) || isTaken ? now.get(event) : await floodOf(database, tenant, event);
    const taken = known !== undefined && isOver(known, at) ? entryOf(known, event, at) : undefined;
    if (taken !== undefined) entries.push({ tenant, purpose: undefined, row: taken });
    const [flood, isWritten] = counted(known, at, row.actor);
    if (isWritten) entries.push({ tenant, purpose, row });
    statements.push(...keeping(tenant, event, known, flood));
    now.set(event, flood);
  }
  return { entries, statements };
}

async function floodOf(
  database: SqlDatabase,
  tenant: string,
  event: AuditEvent,
): Promise<Flood | undefined> {
  const [row] = await database.all(
    "SELECT since, written, held, actor FROM audit_floods WHERE tenant = ? AND event = ?",
    [tenant, event],
  );
  return row && flood(row);
}

/** Puts a count in the place of the one that was read. */
function keeping(
  tenant: string,
  event: AuditEvent,
  old: Flood | undefined,
  { since, written, held, actor }: Flood,
): readonly Statement[] {
  if (old === undefined) {
    const sql = `INSERT INTO audit_floods (tenant, event, since, written, held, actor)
      VALUES (?, ?, ?, ?, ?, ?)`;
    return [{ sql, values: [tenant, event, since, written, held, actor] }];
  }
  const update = {
    sql: `UPDATE audit_floods SET since = ?, written = ?, held = ?, actor = ?
      WHERE tenant = ? AND event = ? AND since = ? AND written = ? AND held = ?`,
    values: [since, written, held, actor, tenant, event, old.since, old.written, old.held],
  };
  return [update, changedOrMoved(1)];
}

/** Takes counts into the trail whose interval is over at that time. */
export async function takeCounts(database: SqlDatabase, at: number): Promise<Sifted> {
  const rows = await database.all(
    `SELECT tenant, event, since, written, held, actor FROM audit_floods INDEXED BY held_floods
      WHERE held > 0 AND since <= ? ORDER BY since LIMIT ?`,
    [at - INTERVAL, TAKEN],
  );
  const entries: Told[] = [];
  const statements: Statement[] = [];
  for (const row of rows) {
    const [tenant, event, known] = [row.text("tenant"), row.word("event", AUDIT_EVENTS), flood(row)];
    const taken = entryOf(known, event, at);
    if (taken !== undefined) entries.push({ tenant, purpose: undefined, row: taken });
    const sql = "DELETE FROM audit_floods WHERE tenant = ? AND event = ? AND since = ? AND held = ?";
    const values = [tenant, event, known.since, known.held];
    statements.push({ sql, values }, changedOrMoved(1));
  }
  return { entries, statements };
}

function flood(row: Columns): Flood {
  const highest = Number.MAX_SAFE_INTEGER - 1;
  const counts = { written: row.count("written", highest), held: row.count("held", highest) };
  return { since: row.time("since"), ...counts, actor: row.text("actor") };
}
