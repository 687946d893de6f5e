/**
 * Counts failures of unauthenticated callers in tables, until an entry of the trail contains the
 * count. A changed row must be as it was read, otherwise the batch ends as `moved` and is repeated.
 *
 * @module
 */

import type { AuditEvent, Purpose } from "../../module/types.js";
import {
  counted,
  entryOf,
  type Flood,
  hasEnded,
  INTERVAL,
  isSuccess,
  truncated,
} from "../audit/flood.js";
import type { AuditRow, Write } from "../store.js";
import { AUDIT_EVENTS } from "../../module/names.js";
import type { Columns } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import type { Statement } from "./driver.js";
import { changedOrMoved } from "./guards.js";

/** The maximum number of counts that one write moves into the trail. */
const MAX_COUNTS = 8;

/** An entry for the trail, with tenant and purpose. */
export interface NewEntry {
  readonly tenant: string;
  readonly purpose: Purpose | undefined;
  readonly row: AuditRow;
}

/** Entries for the trail, and the statements that count other failures. */
export interface Entries {
  readonly entries: readonly NewEntry[];
  readonly statements: readonly Statement[];
}

/** No entries and no statements. */
export const NOTHING: Entries = { entries: [], statements: [] };

/**
 * The entries of an unauthenticated call. `ended` are the counts that the same batch moves into the
 * trail.
 */
export async function limited(
  database: SqlDatabase,
  write: Write,
  ended: Entries,
): Promise<Entries> {
  const { tenant, purpose, at } = write;
  const entries: NewEntry[] = [];
  const statements: Statement[] = [];
  const now = new Map<AuditEvent, Flood | undefined>();
  for (const row of write.audit.map(truncated)) {
    const { event } = row;
    if (isSuccess(event)) {
      entries.push({ tenant, purpose, row });
      continue;
    }
    const isTaken = ended.entries.some((one) => one.tenant === tenant && one.row.event === event);
    const known = now.has(event) || isTaken ? now.get(event) : await floodOf(database, tenant, event);
    const taken = known && hasEnded(known, at) ? entryOf(known, event, at) : undefined;
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

/** Replaces the count that was read. */
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

/** Moves counts whose interval has ended into the trail. */
export async function takeCounts(database: SqlDatabase, at: number): Promise<Entries> {
  const rows = await database.all(
    `SELECT tenant, event, since, written, held, actor FROM audit_floods INDEXED BY held_floods
      WHERE held > 0 AND since <= ? ORDER BY since LIMIT ?`,
    [at - INTERVAL, MAX_COUNTS],
  );
  const entries: NewEntry[] = [];
  const statements: Statement[] = [];
  for (const row of rows) {
    const [tenant, event] = [row.text("tenant"), row.oneOf("event", AUDIT_EVENTS)];
    const known = flood(row);
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
