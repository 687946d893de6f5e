/**
 * What is read of whole records.
 *
 * @module
 */

import type { Phase, Purpose, Search } from "../../module/types.js";
import { bounded } from "../limits.js";
import type { StoredRecord } from "../store.js";
import { PURPOSES, STATES } from "../words.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import type { SqlValue } from "./driver.js";
import { idOf } from "./values.js";

/** The columns that {@link stored} reads. */
const COLUMNS = `id, version, purpose, subject, state, created, not_before, not_after, tries,
  max_tries, uses, max_uses, hidden, format, batch, issuer, note, terms, digest, sealed_code`;

function stored(row: Columns): StoredRecord {
  return {
    known: {
      id: row.id("id"),
      version: row.count("version"),
      purpose: row.word("purpose", PURPOSES),
      subject: row.text("subject"),
      state: row.word("state", STATES),
      created: row.time("created"),
      notBefore: row.time("not_before"),
      notAfter: row.time("not_after"),
      tries: row.count("tries", 0xff),
      maxTries: row.count("max_tries", 0xff),
      uses: row.count("uses", 0xffff),
      maxUses: row.count("max_uses", 0xffff),
      hidden: row.flag("hidden"),
      format: row.count("format"),
      batch: row.maybeId("batch"),
      issuer: row.text("issuer"),
      note: row.maybeText("note"),
      terms: row.maybeText("terms"),
      code: undefined,
    },
    digest: row.bytes("digest"),
    ...member("sealedCode", row.maybeBytes("sealed_code")),
  };
}

/** All live codes of a subject, the oldest first, and some others, the newest first. */
export async function recordsOf(
  database: SqlDatabase,
  owner: readonly [tenant: string, purpose: Purpose, subject: string],
  ended: number,
): Promise<StoredRecord[]> {
  const of = "tenant = ? AND purpose = ? AND subject = ?";
  const live = await database.all(
    `SELECT ${COLUMNS} FROM records INDEXED BY live_codes
      WHERE ${of} AND state IN ('pending', 'locked') ORDER BY id`,
    owner,
  );
  const over = await database.all(
    `SELECT ${COLUMNS} FROM records INDEXED BY records_of_subject
      WHERE ${of} AND state NOT IN ('pending', 'locked') ORDER BY id DESC LIMIT ?`,
    [...owner, bounded(ended)],
  );
  // The two are read one after the other: a code that ended between is told once, as it was.
  const told = live.map(stored);
  const ids = new Set(told.map(({ known }) => known.id));
  return [...told, ...over.map(stored).filter(({ known }) => !ids.has(known.id))];
}

/** The tenant's record of that name. */
export async function record(
  database: SqlDatabase,
  tenant: string,
  id: string,
): Promise<StoredRecord | undefined> {
  const sql = `SELECT ${COLUMNS} FROM records WHERE id = ? AND tenant = ?`;
  const [row] = await database.all(sql, [idOf(id), tenant]);
  return row === undefined ? undefined : stored(row);
}

/** A condition, and its values. */
type Condition = readonly [sql: string, ...values: readonly SqlValue[]];

/** The tenant's records that a search finds, the newest first. */
export async function search(
  database: SqlDatabase,
  tenant: string,
  wanted: Search,
  now: number,
  limit: number,
): Promise<StoredRecord[]> {
  const { subject, purpose, batch, before, phase } = wanted;
  const conditions: Condition[] = [["tenant = ?", tenant]];
  if (subject !== undefined) conditions.push(["subject = ?", subject]);
  if (purpose !== undefined) conditions.push(["purpose = ?", purpose]);
  if (batch !== undefined) conditions.push(["batch = ?", idOf(batch)]);
  if (before !== undefined) conditions.push(["id < ?", idOf(before)]);
  if (phase !== undefined) conditions.push(standing(phase, now));
  const where = conditions.map(([sql]) => sql).join(" AND ");
  const values = conditions.flatMap(([, ...values]) => values);
  const sql = `SELECT ${COLUMNS} FROM records WHERE ${where} ORDER BY id DESC LIMIT ?`;
  return (await database.all(sql, [...values, bounded(limit)])).map(stored);
}

/** How a record stands at that time. */
function standing(phase: Phase, now: number): Condition {
  switch (phase) {
    case "expired":
      return ["state IN ('pending', 'locked') AND not_after < ?", now];
    case "pending":
      return ["state = 'pending' AND not_before <= ? AND not_after >= ?", now, now];
    case "not-yet-valid":
      return ["state = 'pending' AND not_before > ? AND not_after >= ?", now, now];
    case "locked":
      return ["state = 'locked' AND not_after >= ?", now];
    default:
      return ["state = ?", phase];
  }
}
