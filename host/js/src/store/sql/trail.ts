/**
 * Appends to the audit trail, and reads it.
 *
 * @module
 */

import { beginning, type Chain, type ChainEntry, linked } from "../audit/chain.js";
import { idBytes } from "../ids.js";
import { bounded } from "../limits.js";
import { INTERVAL } from "../audit/flood.js";
import type { AuditFilter, AuditLine, Write } from "../store.js";
import { AUDIT_EVENTS, PURPOSES } from "../../module/names.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { chunks, MAX_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { damaged } from "./faults.js";
import { type Entries, limited, type NewEntry, NOTHING, takeCounts } from "./flood.js";
import { blob, idOf, maybe } from "./values.js";

/** The last entry, to which the next one is linked: its number and its chain value. */
interface End {
  readonly seq: number;
  readonly chain: Chain;
}

/** The highest number that can be incremented exactly. */
const HIGHEST = Number.MAX_SAFE_INTEGER - 1;

/** What appending needs to know, from one state of the database. */
interface Snapshot {
  /** Absent if there is no entry. */
  readonly end: End | undefined;
  /** The tenant's last number. */
  readonly last: number;
  /** Whether a count of failures must be moved into the trail. */
  readonly hasEndedCount: boolean;
}

/** Reads the current end of the trail. */
async function snapshot(database: SqlDatabase, tenant: string, at: number): Promise<Snapshot> {
  const [row] = await database.all(
    `SELECT entry.seq, entry.chain,
      coalesce((SELECT last FROM audit_tenants WHERE tenant = ?), 0) AS last,
      EXISTS (SELECT 1 FROM audit_floods INDEXED BY held_floods
        WHERE held > 0 AND since <= ?) AS has_ended_count
      FROM (SELECT 1) LEFT JOIN audit AS entry ON entry.seq = (SELECT max(seq) FROM audit)`,
    [tenant, at - INTERVAL],
  );
  if (row === undefined) throw damaged("the audit trail cannot be read");
  const last = row.count("last", HIGHEST);
  const hasEndedCount = row.flag("has_ended_count");
  const chain = row.maybeBytes("chain");
  if (chain === undefined) return { end: undefined, last, hasEndedCount };
  if (chain.length !== 32) throw damaged("the audit trail's chain");
  return { end: { seq: row.count("seq", HIGHEST), chain }, last, hasEndedCount };
}

/** The end of an empty trail: all entries were removed by retention, or there never were any. */
async function emptyEnd(database: SqlDatabase): Promise<End> {
  const cut = "SELECT seq, chain FROM audit_checkpoints WHERE kind = 'cut'";
  const [row] = await database.all(cut, []);
  if (row === undefined) return { seq: 0, chain: await beginning(await writer(database)) };
  return { seq: row.count("seq", HIGHEST), chain: row.bytes("chain") };
}

/** The ID of the trail's writer. */
async function writer(database: SqlDatabase): Promise<Uint8Array> {
  const rows = await database.all("SELECT id FROM audit_writer LIMIT 2", []);
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row.bytes("id");
  throw damaged("the ID of the audit trail's writer is missing");
}

const COLUMNS = "seq, at, tenant, actor, purpose, subject, event, record, detail, chain";

/**
 * The statements that append the entries of a write to the current end of the trail. If another
 * process appends first, the numbers are taken, and the batch ends as `moved`.
 */
export async function appending(
  database: SqlDatabase,
  write: Write,
): Promise<readonly Statement[]> {
  const { tenant, at } = write;
  const { end, last, hasEndedCount } = await snapshot(database, tenant, at);
  const ended = hasEndedCount ? await takeCounts(database, at) : NOTHING;
  const own = write.anonymous === true ? await limited(database, write, ended) : all(write);
  const entries = [...ended.entries, ...own.entries];
  const counts = [...ended.statements, ...own.statements];
  if (entries.length === 0) return counts;
  const numbers = new Map([[tenant, last]]);
  const rows: (readonly SqlValue[])[] = [];
  let { seq, chain } = end ?? (await emptyEnd(database));
  for (const added of entries) {
    seq += 1;
    const known = numbers.get(added.tenant) ?? (await lastNumber(database, added.tenant));
    numbers.set(added.tenant, known + 1);
    const entry = entryOf(added, seq);
    chain = await linked(chain, entry);
    rows.push([...valuesOf(entry), chain, known + 1]);
  }
  const inserted = chunks(rows, Math.floor(MAX_VALUES / 11)).map((some) => ({
    sql: `INSERT INTO audit (${COLUMNS}, number)
      VALUES ${times(some.length, `(${times(11, "?")})`)}`,
    values: some.flat(),
  }));
  return [...counts, ...inserted, ...[...numbers].map(keeping)];
}

const all = (write: Write): Entries => ({
  entries: write.audit.map((row) => ({ tenant: write.tenant, purpose: write.purpose, row })),
  statements: [],
});

/** The number of a tenant's last entry. */
async function lastNumber(database: SqlDatabase, tenant: string): Promise<number> {
  const sql = "SELECT last FROM audit_tenants WHERE tenant = ?";
  const [row] = await database.all(sql, [tenant]);
  return row?.count("last", HIGHEST) ?? 0;
}

const keeping = ([tenant, last]: readonly [string, number]): Statement => ({
  sql: `INSERT INTO audit_tenants (tenant, last) VALUES (?, ?)
    ON CONFLICT (tenant) DO UPDATE SET last = excluded.last`,
  values: [tenant, last],
});

/** An entry whose numbers fit into columns. */
type NumberedEntry = ChainEntry & { readonly seq: number; readonly at: number };

function entryOf({ tenant, purpose, row }: NewEntry, seq: number): NumberedEntry {
  const { at, actor, subject, event, detail } = row;
  const record = row.record === undefined ? undefined : idBytes(row.record);
  return { seq, at, tenant, actor, purpose, subject, event, record, detail };
}

function valuesOf(entry: NumberedEntry): readonly SqlValue[] {
  const { seq, at, tenant, actor, purpose, subject, event, record, detail } = entry;
  const texts = [tenant, actor, purpose ?? null, subject ?? null, event];
  return [seq, at, ...texts, maybe(record, blob), detail ?? null];
}

/** The entries of a tenant that match a filter, oldest first. */
export async function auditTrail(
  database: SqlDatabase,
  tenant: string,
  filter: AuditFilter,
): Promise<AuditLine[]> {
  const { record, subject } = filter;
  const conditions = ["tenant = ?", "number > ?"];
  const values: SqlValue[] = [tenant, bounded(filter.after)];
  if (record !== undefined) {
    conditions.push("record = ?");
    values.push(idOf(record));
  }
  if (subject !== undefined) {
    conditions.push("subject = ?");
    values.push(subject);
  }
  // All entries of a record have the same subject, or none.
  const ofSubject = subject === undefined ? "audit_of_tenant" : "audit_of_subject";
  const index = record === undefined ? ofSubject : "audit_of_record";
  const sql = `SELECT ${COLUMNS}, number FROM audit INDEXED BY ${index}
    WHERE ${conditions.join(" AND ")} ORDER BY number LIMIT ?`;
  const lines = await database.all(sql, [...values, bounded(filter.limit)]);
  return lines.map(line);
}

function line(row: Columns): AuditLine {
  return {
    seq: row.count("number", HIGHEST),
    ...member("purpose", row.maybeOneOf("purpose", PURPOSES)),
    row: {
      at: row.time("at"),
      actor: row.text("actor"),
      ...member("subject", row.maybeText("subject")),
      event: row.oneOf("event", AUDIT_EVENTS),
      ...member("record", row.maybeId("record")),
      ...member("detail", row.maybeText("detail")),
    },
  };
}
