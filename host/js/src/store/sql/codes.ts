/**
 * What is read of codes.
 *
 * @module
 */

import type { LiveCode, Purpose } from "../../module/types.js";
import type { AnswerKey, KeptAnswer, KeptCode, StoredCode } from "../store.js";
import { STATES } from "../words.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { chunks } from "./driver.js";
import { blob, idOf } from "./values.js";

/** Of how many subjects one statement asks: few kinds of statements, so that they stay prepared. */
const SIZES = [1, 8, 90] as const;

/** The live codes of these subjects, by their position and then by age. */
export async function liveCodes(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subjects: readonly string[],
): Promise<LiveCode[]> {
  const live: LiveCode[] = [];
  const most = SIZES[2];
  for (const [n, some] of chunks(subjects, most).entries()) {
    const rows = await liveOf(database, tenant, purpose, some);
    live.push(...rows.map((row) => liveCode(row, n * most)));
  }
  return live;
}

async function liveOf(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subjects: readonly string[],
): Promise<Columns[]> {
  const size = SIZES.find((size) => size >= subjects.length) ?? SIZES[2];
  const asked = Array.from({ length: size }, (_, n) => `(${n}, ?)`).join(", ");
  // NULL is nobody's name. The last condition is the index's, word by word: else SQLite would not
  // use it.
  const names = Array.from({ length: size }, (_, n) => subjects[n] ?? null);
  return database.all(
    `SELECT asked.column1 AS position, id, version, state, not_before, not_after, format
      FROM (VALUES ${asked}) AS asked CROSS JOIN records INDEXED BY live_codes
      ON tenant = ? AND purpose = ? AND subject = asked.column2
      WHERE state IN ('pending', 'locked') ORDER BY asked.column1, place`,
    [...names, tenant, purpose],
  );
}

function liveCode(row: Columns, first: number): LiveCode {
  return {
    subject: first + row.count("position"),
    id: row.id("id"),
    version: row.count("version"),
    state: row.word("state", STATES),
    notBefore: row.time("not_before"),
    notAfter: row.time("not_after"),
    format: row.count("format"),
  };
}

/** What is stored of a code. */
export async function storedCode(
  database: SqlDatabase,
  record: string,
): Promise<StoredCode | undefined> {
  const sql = "SELECT digest, state, version FROM records WHERE id = ?";
  const [row] = await database.all(sql, [idOf(record)]);
  if (row === undefined) return undefined;
  const [digest, state] = [row.bytes("digest"), row.word("state", STATES)];
  return { digest, state, version: row.count("version") };
}

/** What is kept of live codes, the oldest first. */
export async function keptCodes(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subject: string,
): Promise<KeptCode[]> {
  const rows = await database.all(
    `SELECT id, digest, sealed_code, hidden, created, not_after, note, issuer
      FROM records INDEXED BY live_codes
      WHERE tenant = ? AND purpose = ? AND subject = ?
      AND state IN ('pending', 'locked') ORDER BY place`,
    [tenant, purpose, subject],
  );
  return rows.map((row) => ({
    id: row.id("id"),
    digest: row.bytes("digest"),
    ...member("sealedCode", row.maybeBytes("sealed_code")),
    hidden: row.flag("hidden"),
    created: row.time("created"),
    notAfter: row.time("not_after"),
    ...member("note", row.maybeText("note")),
    issuer: row.text("issuer"),
  }));
}

/** The answer under that key whose time is not over. */
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
