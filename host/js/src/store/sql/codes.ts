/**
 * Reads live codes, stored answers and the latest time.
 *
 * @module
 */

import type { LiveCode, Purpose } from "../../module/types.js";
import type { AnswerKey, KeptAnswer } from "../store.js";
import { STATES } from "../../module/names.js";
import type { Columns } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { chunks } from "./driver.js";
import { MAX_SUBJECTS, numbered } from "./subjects.js";
import { blob } from "./values.js";

/** The live codes of these subjects, by position and then by age. */
export async function liveCodes(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subjects: readonly string[],
): Promise<LiveCode[]> {
  const live: LiveCode[] = [];
  for (const [n, some] of chunks(subjects, MAX_SUBJECTS).entries()) {
    const rows = await liveOf(database, tenant, purpose, some);
    live.push(...rows.map((row) => liveCode(row, n * MAX_SUBJECTS)));
  }
  return live;
}

async function liveOf(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subjects: readonly string[],
): Promise<Columns[]> {
  const { rows, values } = numbered(subjects);
  // The last condition repeats that of the index literally, otherwise SQLite would not use it.
  return database.all(
    `SELECT asked.column1 AS position, id, version, state, not_before, not_after, format
      FROM (VALUES ${rows}) AS asked CROSS JOIN records INDEXED BY live_codes
      ON tenant = ? AND purpose = ? AND subject = asked.column2
      WHERE state IN ('pending', 'locked') ORDER BY asked.column1, place`,
    [...values, tenant, purpose],
  );
}

function liveCode(row: Columns, first: number): LiveCode {
  return {
    subject: first + row.count("position"),
    id: row.id("id"),
    version: row.count("version"),
    state: row.oneOf("state", STATES),
    notBefore: row.time("not_before"),
    notAfter: row.time("not_after"),
    format: row.count("format"),
  };
}

/** The unexpired answer under this key. */
export async function keptAnswer(
  database: SqlDatabase,
  tenant: string,
  key: AnswerKey,
  now: number,
): Promise<KeptAnswer | undefined> {
  const [row] = await database.all(
    `SELECT request, status, content_type, sealed_body, until FROM answers
      WHERE tenant = ? AND actor = ? AND name = ? AND until >= ?`,
    [tenant, key.actor, blob(key.name), now],
  );
  if (row === undefined) return undefined;
  return {
    key: { actor: key.actor, name: key.name.slice() },
    request: row.bytes("request"),
    status: row.count("status", 0xffff),
    contentType: row.text("content_type"),
    sealedBody: row.bytes("sealed_body"),
    until: row.time("until"),
  };
}

/** The latest time of any write. */
export async function latest(database: SqlDatabase): Promise<number | undefined> {
  const [row] = await database.all("SELECT at FROM latest WHERE at > 0", []);
  return row?.time("at");
}
