/**
 * The audit trail: how it grows, and how it is read.
 *
 * @module
 */

import { beginning, type Chain, type ChainEntry, linked } from "../audit/chain.js";
import { idBytes } from "../ids.js";
import { bounded } from "../limits.js";
import type { AuditFilter, AuditLine, AuditRow, Write } from "../store.js";
import { AUDIT_EVENTS, PURPOSES } from "../words.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { chunks, MOST_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { damaged } from "./faults.js";
import { blob, idOf, maybe } from "./values.js";

/** The last entry, to which the next one is linked: its number, and the chain there. */
interface End {
  readonly seq: number;
  readonly chain: Chain;
}

/** The highest number that a JavaScript host can count to. */
const HIGHEST = Number.MAX_SAFE_INTEGER - 1;

/** Where the trail ends now. */
async function end(database: SqlDatabase): Promise<End> {
  const last = "SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1";
  const cut = "SELECT seq, chain FROM audit_checkpoints WHERE kind = 'cut'";
  // Without an entry all have been removed by retention, or there never was one.
  const row = (await database.all(last, []))[0] ?? (await database.all(cut, []))[0];
  if (row === undefined) return { seq: 0, chain: await beginning(await writer(database)) };
  const chain = row.bytes("chain");
  if (chain.length !== 32) throw damaged("the audit trail's chain");
  return { seq: row.count("seq", HIGHEST), chain };
}

/** Whose trail it is. */
async function writer(database: SqlDatabase): Promise<Uint8Array> {
  const rows = await database.all("SELECT id FROM audit_writer LIMIT 2", []);
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row.bytes("id");
  throw damaged("the id of the audit trail's writer is missing");
}

const COLUMNS = "seq, at, tenant, actor, purpose, subject, event, record, detail, chain";

/**
 * What appends the entries of a write to the trail as it stands now. When somebody else appends
 * first, the numbers are taken, and the batch ends as `moved`.
 */
export async function appending(
  database: SqlDatabase,
  write: Write,
): Promise<readonly Statement[]> {
  if (write.audit.length === 0) return [];
  const rows: (readonly SqlValue[])[] = [];
  let { seq, chain } = await end(database);
  for (const row of write.audit) {
    seq += 1;
    const entry = entryOf(write, row, seq);
    chain = await linked(chain, entry);
    rows.push([...valuesOf(entry), chain]);
  }
  return chunks(rows, MOST_VALUES / 10).map((some) => ({
    sql: `INSERT INTO audit (${COLUMNS}) VALUES ${times(some.length, `(${times(10, "?")})`)}`,
    values: some.flat(),
  }));
}

/** An entry whose numbers go into columns as they are. */
type NumberedEntry = ChainEntry & { readonly seq: number; readonly at: number };

function entryOf(write: Write, row: AuditRow, seq: number): NumberedEntry {
  const { tenant, purpose } = write;
  const { at, actor, subject, event, detail } = row;
  const record = row.record === undefined ? undefined : idBytes(row.record);
  return { seq, at, tenant, actor, purpose, subject, event, record, detail };
}

function valuesOf(entry: NumberedEntry): readonly SqlValue[] {
  const { seq, at, tenant, actor, purpose, subject, event, record, detail } = entry;
  const texts = [tenant, actor, purpose ?? null, subject ?? null, event];
  return [seq, at, ...texts, maybe(record, blob), detail ?? null];
}

/** The entries of a tenant that a filter lets through, oldest first. */
export async function auditTrail(
  database: SqlDatabase,
  tenant: string,
  filter: AuditFilter,
): Promise<AuditLine[]> {
  const { record, subject } = filter;
  // Without the index the rest would be read until enough is found; with it they are all of one
  // record, few.
  const from = record === undefined ? "audit WHERE" : "audit INDEXED BY audit_of_record WHERE";
  const conditions = ["tenant = ?", "seq > ?"];
  const values: SqlValue[] = [tenant, bounded(filter.after)];
  if (record !== undefined) {
    conditions.push("record = ?");
    values.push(idOf(record));
  }
  if (subject !== undefined) {
    conditions.push("subject = ?");
    values.push(subject);
  }
  const sql = `SELECT ${COLUMNS} FROM ${from} ${conditions.join(" AND ")} ORDER BY seq LIMIT ?`;
  const lines = await database.all(sql, [...values, bounded(filter.limit)]);
  return lines.map(line);
}

function line(row: Columns): AuditLine {
  return {
    seq: row.count("seq", HIGHEST),
    ...member("purpose", row.maybeWord("purpose", PURPOSES)),
    row: {
      at: row.time("at"),
      actor: row.text("actor"),
      ...member("subject", row.maybeText("subject")),
      event: row.word("event", AUDIT_EVENTS),
      ...member("record", row.maybeId("record")),
      ...member("detail", row.maybeText("detail")),
    },
  };
}
