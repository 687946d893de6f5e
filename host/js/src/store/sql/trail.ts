/**
 * The audit trail: how it grows, and how it is read.
 *
 * @module
 */

import { beginning, type Chain, type ChainEntry, linked } from "../audit/chain.js";
import { idBytes } from "../ids.js";
import { bounded } from "../limits.js";
import { INTERVAL } from "../audit/flood.js";
import type { AuditFilter, AuditLine, Write } from "../store.js";
import { AUDIT_EVENTS, PURPOSES } from "../words.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import { chunks, MOST_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { damaged } from "./faults.js";
import { NOTHING, sift, type Sifted, takeCounts, type Told } from "./flood.js";
import { blob, idOf, maybe } from "./values.js";

/** The last entry, to which the next one is linked: its number, and the chain there. */
interface End {
  readonly seq: number;
  readonly chain: Chain;
}

/** The highest number that a JavaScript host can count to. */
const HIGHEST = Number.MAX_SAFE_INTEGER - 1;

/** What an append has to know, as one state of the database has it. */
interface Seen {
  /** Absent where there is no entry. */
  readonly end: End | undefined;
  /** The last number of the tenant. */
  readonly last: number;
  /** Whether a count of failures has to be taken into the trail. */
  readonly isAnyOver: boolean;
}

/** Where the trail ends now. */
async function see(database: SqlDatabase, tenant: string, at: number): Promise<Seen> {
  const [row] = await database.all(
    `SELECT entry.seq, entry.chain,
      coalesce((SELECT last FROM audit_tenants WHERE tenant = ?), 0) AS last,
      EXISTS (SELECT 1 FROM audit_floods INDEXED BY held_floods
        WHERE held > 0 AND since <= ?) AS is_any_over
      FROM (SELECT 1) LEFT JOIN audit AS entry ON entry.seq = (SELECT max(seq) FROM audit)`,
    [tenant, at - INTERVAL],
  );
  if (row === undefined) throw damaged("the audit trail cannot be read");
  const last = row.count("last", HIGHEST);
  const isAnyOver = row.flag("is_any_over");
  const chain = row.maybeBytes("chain");
  if (chain === undefined) return { end: undefined, last, isAnyOver };
  if (chain.length !== 32) throw damaged("the audit trail's chain");
  return { end: { seq: row.count("seq", HIGHEST), chain }, last, isAnyOver };
}

/** The end of a trail without an entry: all have been removed by retention, or there never was one. */
async function without(database: SqlDatabase): Promise<End> {
  const cut = "SELECT seq, chain FROM audit_checkpoints WHERE kind = 'cut'";
  const [row] = await database.all(cut, []);
  if (row === undefined) return { seq: 0, chain: await beginning(await writer(database)) };
  return { seq: row.count("seq", HIGHEST), chain: row.bytes("chain") };
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
  const { tenant, at } = write;
  const { end, last, isAnyOver } = await see(database, tenant, at);
  const over = isAnyOver ? await takeCounts(database, at) : NOTHING;
  const own = write.anonymous === true ? await sift(database, write, over) : whole(write);
  const entries = [...over.entries, ...own.entries];
  const counts = [...over.statements, ...own.statements];
  if (entries.length === 0) return counts;
  const numbers = new Map([[tenant, last]]);
  const rows: (readonly SqlValue[])[] = [];
  let { seq, chain } = end ?? (await without(database));
  for (const told of entries) {
    seq += 1;
    const known = numbers.get(told.tenant) ?? (await lastNumber(database, told.tenant));
    numbers.set(told.tenant, known + 1);
    const entry = entryOf(told, seq);
    chain = await linked(chain, entry);
    rows.push([...valuesOf(entry), chain, known + 1]);
  }
  const inserted = chunks(rows, Math.floor(MOST_VALUES / 11)).map((some) => ({
    sql: `INSERT INTO audit (${COLUMNS}, number)
      VALUES ${times(some.length, `(${times(11, "?")})`)}`,
    values: some.flat(),
  }));
  return [...counts, ...inserted, ...[...numbers].map(keeping)];
}

const whole = (write: Write): Sifted => ({
  entries: write.audit.map((row) => ({ tenant: write.tenant, purpose: write.purpose, row })),
  statements: [],
});

/** The number that a tenant sees its last entry under. */
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

/** An entry whose numbers go into columns as they are. */
type NumberedEntry = ChainEntry & { readonly seq: number; readonly at: number };

function entryOf({ tenant, purpose, row }: Told, seq: number): NumberedEntry {
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
  // All entries of a record are about one subject, or about none.
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
