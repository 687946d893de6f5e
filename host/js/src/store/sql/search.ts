/**
 * Searches for records, each read from one index and in its order, like the Rust SDK:
 *
 * | criteria | index | merged ranges |
 * |---|---|---|
 * | a batch, and any others | `records_of_batch` | one; a batch has at most 1,000 codes |
 * | a subject | `records_of_subject` | one per purpose and phase |
 * | anything else | `records_of_tenant` | one per purpose and phase |
 *
 * A phase depends on the time. Its stored part (`stage`) is updated to the time of the search
 * before it is read: a code is settled at most twice.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Phase, Search } from "../../module/types.js";
import { bounded } from "../limits.js";
import type { StoredRecord } from "../store.js";
import { PURPOSES } from "../../module/names.js";
import type { SqlDatabase } from "./database.js";
import type { SqlValue, Statement } from "./driver.js";
import { newest } from "./ranges.js";
import { COLUMNS, stored } from "./records.js";
import { idOf } from "./values.js";

/** The number of codes that one batch settles before a search. */
const SETTLED = 1000;

/** The number of such batches before a search gives up; what was settled remains. */
const MAX_BATCHES = 256;

/** The phases and their stored names. */
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

/** The tenant's records that match a search, newest first. */
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

/**
 * The place of the record before which a list continues. Records are never deleted, so that it
 * exists if it was the last one of a page.
 */
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

/**
 * One range for each requested purpose and phase. The names in the SQL are constants of this file.
 */
function rangesOf(of: Statement, wanted: Search, before: number): readonly Statement[] {
  const purposes = PURPOSES.filter((purpose) => purpose === (wanted.purpose ?? purpose));
  const phases = [...PHASES].filter(([phase]) => phase === (wanted.phase ?? phase));
  // The first page needs no limit of places, and so fewer parameters.
  const isFirst = before === Number.MAX_SAFE_INTEGER;
  return purposes.flatMap((purpose) =>
    phases.map(([, phase]) => ({
      sql: `SELECT place FROM records INDEXED BY ${of.sql}
        AND purpose = '${purpose}' AND phase = '${phase}'${isFirst ? "" : " AND place < ?"}`,
      values: isFirst ? of.values : [...of.values, before],
    })),
  );
}

/** The range of a batch. Other criteria are checked record by record. */
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

/** Updates the stages of all codes to that time. */
async function settle(database: SqlDatabase, now: number): Promise<void> {
  for (let rounds = 0; rounds < MAX_BATCHES; rounds += 1) {
    const due = await database.all(
      "SELECT 1 FROM records INDEXED BY due_phases WHERE due IS NOT NULL AND due < ? LIMIT 1",
      [now],
    );
    if (due.length === 0) return;
    await database.write((batch) => batch([settling(now, SETTLED)]));
  }
  throw new CodemintError("store-busy", "too many records must be settled first");
}

/** Updates the stages of at most `limit` codes to that time, those that are due first. */
export const settling = (now: number, limit: number): Statement => ({
  sql: `UPDATE records SET stage = CASE WHEN not_after < ? THEN 2 ELSE 1 END
    WHERE place IN (SELECT place FROM records INDEXED BY due_phases
      WHERE due IS NOT NULL AND due < ? ORDER BY due LIMIT ?)`,
  values: [now, now, limit],
});
