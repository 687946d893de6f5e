/**
 * Reads whole records.
 *
 * @module
 */

import type { Purpose } from "../../module/types.js";
import { bounded } from "../limits.js";
import type { StoredRecord } from "../store.js";
import { PURPOSES, STATES } from "../../module/names.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { newest } from "./ranges.js";
import { idOf } from "./values.js";

/** The columns that {@link stored} reads. */
export const COLUMNS = `id, version, purpose, subject, state, created, not_before, not_after, tries,
  max_tries, uses, max_uses, hidden, format, batch, issuer, note, terms, digest, sealed_code`;

/** Converts a row to a record. */
export function stored(row: Columns): StoredRecord {
  return {
    known: {
      id: row.id("id"),
      version: row.count("version"),
      purpose: row.oneOf("purpose", PURPOSES),
      subject: row.text("subject"),
      state: row.oneOf("state", STATES),
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

/** The states of ended codes. */
const ENDED = ["redeemed", "voided", "superseded", "removed"] as const;

/** All live records of a subject, oldest first, then at most `ended` others, newest first. */
export async function recordsOf(
  database: SqlDatabase,
  owner: readonly [tenant: string, purpose: Purpose, subject: string],
  ended: number,
): Promise<StoredRecord[]> {
  const of = "tenant = ? AND purpose = ? AND subject = ?";
  const live = await database.all(
    `SELECT ${COLUMNS} FROM records INDEXED BY live_codes
      WHERE ${of} AND state IN ('pending', 'locked') ORDER BY place`,
    owner,
  );
  const limit = bounded(ended);
  if (limit === 0) return live.map(stored);
  const ranges = ENDED.map((state) => ({
    sql: `SELECT place FROM records INDEXED BY records_of_subject
      WHERE ${of} AND phase = '${state}'`,
    values: owner,
  }));
  const { sql, values } = newest(COLUMNS, ranges, limit);
  const others = await database.all(sql, values);
  // The queries run one after the other: a code that ended in between is returned once, as live.
  const records = live.map(stored);
  const ids = new Set(records.map(({ known }) => known.id));
  return [...records, ...others.map(stored).filter(({ known }) => !ids.has(known.id))];
}

/** The tenant's record with this ID. */
export async function record(
  database: SqlDatabase,
  tenant: string,
  id: string,
): Promise<StoredRecord | undefined> {
  const sql = `SELECT ${COLUMNS} FROM records WHERE id = ? AND tenant = ?`;
  const [row] = await database.all(sql, [idOf(id), tenant]);
  return row === undefined ? undefined : stored(row);
}
