/**
 * Lists of codes, each read from one index and in its order, as the Rust SDK does it:
 *
 * | asked for | index | ranges that are merged |
 * |---|---|---|
 * | a batch, whatever else | `records_of_batch` | one; a batch has 1,000 codes at the most |
 * | a subject | `records_of_subject` | one for each purpose and phase |
 * | everything else | `records_of_tenant` | one for each purpose and phase |
 *
 * A phase depends on the time. What is stored of it (`stage`) is brought up to the time of the
 * search before it is read: each code is settled twice in its life at the most.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Phase, Search } from "../../module/types.js";
import { bounded } from "../limits.js";
import type { StoredRecord } from "../store.js";
import { PURPOSES } from "../words.js";
import type { SqlDatabase } from "./database.js";
import type { SqlValue, Statement } from "./driver.js";
import { newest } from "./ranges.js";
import { COLUMNS, stored } from "./records.js";
import { idOf } from "./values.js";

/** How many codes one batch settles for a search that waits. */
const SETTLED = 1000;

/** How often a search has codes settled before it gives up; what it has settled stays. */
const SETTLINGS = 256;

/** The phases, and the names under which they are stored. */
const PHASES: ReadonlyMap<Phase, string> = new Map([
  ["pending", "pending"],
  ["not-yet-valid", "not_yet_valid"],
  ["expired", "expired"],
  ["redeemed", "redeemed"],
  ["voided", "voided"],
  ["superseded", "superseded"],
  ["locked", "locked"],
  ["removed", "removed"],
]);

const DEPEND_ON_TIME: ReadonlySet<Phase> = new Set(["pending", "not-yet-valid", "expired", "locked"]);

/** The tenant's records that a search finds, the newest first. */
export async function search(
  database: SqlDatabase,
  tenant: string,
  wanted: Search,
  now: number,
  limit: number,
): Promise<StoredRecord[]> {
  if (wanted.phase !== undefined && DEPEND_ON_TIME.has(wanted.phase)) await settle(database, now);
  const before = await placeOf(database, tenant, wanted.before);
  if (before === undefined) return [];
  const { sql, values } = query(tenant, wanted, before, bounded(limit));
  return (await database.all(sql, values)).map(stored);
}

/** Where a list goes on: before that code. Codes are never deleted: no list ended with another. */
async function placeOf(
  database: SqlDatabase,
  tenant: string,
  before: string | undefined,
): Promise<number | undefined> {
  if (before === undefined) return Number.MAX_SAFE_INTEGER;
  const sql = "SELECT place FROM records WHERE id = ? AND tenant = ?";
  const [row] = await database.all(sql, [idOf(before), tenant]);
  return row?.count("place", Number.MAX_SAFE_INTEGER);
}

/** The statement of a search. */
export function query(tenant: string, wanted: Search, before: number, limit: number): Statement {
  const { subject, batch } = wanted;
  if (batch !== undefined) return newest(COLUMNS, [rangeOfBatch(tenant, wanted, before)], limit);
  const ofTenant: Statement = { sql: "records_of_tenant WHERE tenant = ?", values: [tenant] };
  const ofSubject: Statement = {
    sql: "records_of_subject WHERE tenant = ? AND subject = ?",
    values: [tenant, subject ?? null],
  };
  const of = subject === undefined ? ofTenant : ofSubject;
  return newest(COLUMNS, rangesOf(of, wanted, before), limit);
}

/** One range for each purpose and phase that is asked for; the names are ours, never a caller's. */
function rangesOf(of: Statement, wanted: Search, before: number): readonly Statement[] {
  const purposes = PURPOSES.filter((purpose) => purpose === (wanted.purpose ?? purpose));
  const phases = [...PHASES].filter(([phase]) => phase === (wanted.phase ?? phase));
  // Where a list begins, nothing stands after it: the fewer parameters.
  const isFirst = before === Number.MAX_SAFE_INTEGER;
  return purposes.flatMap((purpose) =>
    phases.map(([, phase]) => ({
      sql: `SELECT place FROM records INDEXED BY ${of.sql}
        AND purpose = '${purpose}' AND phase = '${phase}'${isFirst ? "" : " AND place < ?"}`,
      values: isFirst ? of.values : [...of.values, before],
    })),
  );
}

/** The rest is looked at code by code. */
function rangeOfBatch(tenant: string, wanted: Search, before: number): Statement {
  const { subject, purpose, batch, phase } = wanted;
  const conditions: (readonly [sql: string, value: SqlValue])[] = [
    ["batch = ?", batch === undefined ? null : idOf(batch)],
    ["tenant = ?", tenant],
    ["place < ?", before],
  ];
  if (subject !== undefined) conditions.push(["subject = ?", subject]);
  if (purpose !== undefined) conditions.push(["purpose = ?", purpose]);
  if (phase !== undefined) conditions.push(["phase = ?", PHASES.get(phase) ?? null]);
  const where = conditions.map(([sql]) => sql).join(" AND ");
  return {
    sql: `SELECT place FROM records INDEXED BY records_of_batch WHERE ${where}`,
    values: conditions.map(([, value]) => value),
  };
}

/** Brings the stages of all codes up to that time. */
async function settle(database: SqlDatabase, now: number): Promise<void> {
  for (let rounds = 0; rounds < SETTLINGS; rounds += 1) {
    const due = await database.all(
      "SELECT 1 FROM records INDEXED BY due_phases WHERE due IS NOT NULL AND due < ? LIMIT 1",
      [now],
    );
    if (due.length === 0) return;
    await database.write((batch) => batch([settling(now, SETTLED)]));
  }
  throw new CodemintError("store-busy", "too many codes have to be settled first");
}

/** Brings the stages of codes up to that time, of at most so many: those that are due first. */
export const settling = (now: number, limit: number): Statement => ({
  sql: `UPDATE records SET stage = CASE WHEN not_after < ? THEN 2 ELSE 1 END
    WHERE place IN (SELECT place FROM records INDEXED BY due_phases
      WHERE due IS NOT NULL AND due < ? ORDER BY due LIMIT ?)`,
  values: [now, now, limit],
});
