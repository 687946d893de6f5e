/**
 * Looks up subjects and rules. An entry of a gateway's published import takes precedence over the
 * subject that it will replace.
 *
 * @module
 */

import type { DirectoryEntry, ElevationEntry } from "../../directory.js";
import type { Purpose, Rule } from "../../module/types.js";
import { type Columns, member } from "../sql/columns.js";
import type { SqlDatabase } from "../sql/database.js";
import { chunks } from "../sql/driver.js";
import { damaged } from "../sql/faults.js";
import { MAX_SUBJECTS, numbered } from "../sql/subjects.js";
import { PURPOSES, STANDINGS } from "../../module/names.js";
import { answer } from "./answers.js";

/** One entry for each subject, in the same order. */
export async function lookUp(
  database: SqlDatabase,
  tenant: string,
  purpose: Purpose,
  subjects: readonly string[],
): Promise<readonly DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for (const some of chunks(subjects, MAX_SUBJECTS)) {
    const found = await rowsOf(database, tenant, some);
    entries.push(...some.map((_, n) => entryOf(found.get(n), purpose)));
  }
  return entries;
}

/** The rows that take precedence, by the subject's position. */
async function rowsOf(
  database: SqlDatabase,
  tenant: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<number, Columns>> {
  const asked = numbered(subjects);
  const columns = "asked.position, standing, purposes, mail, locale";
  const rows = await database.all(
    `WITH asked (position, name) AS (VALUES ${asked.rows})
      SELECT 1 AS counts, ${columns} FROM asked CROSS JOIN staged ON subject = asked.name
      AND import = (SELECT id FROM imports WHERE published = 1 AND tenant = ?)
      UNION ALL
      SELECT 0 AS counts, ${columns} FROM asked CROSS JOIN subjects
      ON tenant = ? AND subject = asked.name
      ORDER BY counts`,
    [...asked.values, tenant, tenant],
  );
  return new Map(rows.map((row) => [row.count("position"), row]));
}

function entryOf(row: Columns | undefined, purpose: Purpose): DirectoryEntry {
  if (row === undefined) return answer(undefined, purpose);
  const names = row.text("purposes").split(" ");
  return answer(
    {
      standing: row.oneOf("standing", STANDINGS),
      purposes: PURPOSES.filter((known) => names.includes(known)),
      mail: row.maybeText("mail"),
      locale: row.maybeText("locale"),
    },
    purpose,
  );
}

/** The rules for an account on a computer, and the computer's ID. */
export async function elevation(
  database: SqlDatabase,
  tenant: string,
  account: string,
  computer: string,
): Promise<ElevationEntry> {
  const rows = await database.all(
    `SELECT computers, spans, local_accounts, by_device FROM elevation_rules
      WHERE tenant = ? AND account = ? ORDER BY number`,
    [tenant, account],
  );
  const applying = rows.filter((row) => {
    const computers = list(row, "computers");
    return computers.length === 0 || computers.includes(computer);
  });
  const device = await deviceOf(database, tenant, computer);
  return { rules: applying.map(rule), ...member("device", device) };
}

function rule(row: Columns): Rule {
  return {
    spans: row.count("spans", 0xffff),
    localAccounts: list(row, "local_accounts"),
    byDevice: row.flag("by_device"),
  };
}

/** The computer's ID in its cloud directory. */
async function deviceOf(
  database: SqlDatabase,
  tenant: string,
  computer: string,
): Promise<string | undefined> {
  const rows = await database.all(
    `SELECT 0 AS place, device FROM staged WHERE subject = ?
      AND import = (SELECT id FROM imports WHERE published = 1 AND tenant = ?)
      UNION ALL
      SELECT 1 AS place, device FROM subjects WHERE tenant = ? AND subject = ?
      ORDER BY place LIMIT 1`,
    [computer, tenant, tenant, computer],
  );
  return rows[0]?.maybeText("device");
}

/** Parses a JSON array of texts. */
function list(row: Columns, name: string): string[] {
  const json = row.text(name);
  try {
    const items: unknown = JSON.parse(json);
    if (Array.isArray(items) && items.every((item) => typeof item === "string")) return items;
  } catch {
    // Reported below.
  }
  throw damaged(`the column \`${name}\``);
}
