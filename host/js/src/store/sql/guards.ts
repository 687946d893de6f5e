/**
 * Conditions within a batch. No database at the edge lets a transaction wait while its caller
 * looks at what it has read, so a condition is a statement that fails, and with it the batch.
 *
 * A guard breaks a constraint that nothing else can break: one of the table `latest`, since nothing
 * else is ever inserted into it, or that a tenant's last number is one. So what it says is told from a full disk, a damaged file, and any other
 * constraint.
 *
 * @module
 */

import type { Outcome, Statement } from "./driver.js";

/** The batch is a conflict unless the statement before this one changed so many rows. */
export const changedOrConflict = (rows: number): Statement => ({
  sql: "INSERT INTO latest (one, at) SELECT 2, 0 WHERE changes() <> ?",
  values: [rows],
});

/** The batch has to be made anew unless the statement before this one changed so many rows. */
export const changedOrMoved = (rows: number): Statement => ({
  sql: "INSERT INTO audit_tenants (tenant, last) SELECT '', NULL WHERE changes() <> ?",
  values: [rows],
});

/** The batch is refused unless the statement before this one changed so many rows. */
export const changedOrRefused = (rows: number): Statement => ({
  sql: "INSERT INTO latest (one, at) SELECT 1, NULL WHERE changes() <> ?",
  values: [rows],
});

/** The batch is a conflict if that query finds anything. */
export const noneOrConflict = (query: Statement): Statement => ({
  sql: `INSERT INTO latest (one, at) SELECT 2, 0 WHERE EXISTS (${query.sql})`,
  values: query.values,
});

/** What SQLite says of each constraint whose breach is an answer, and the answer. */
const BREACHES: ReadonlyMap<string, Outcome> = new Map([
  ["CHECK constraint failed: one = 1", "conflict"],
  ["NOT NULL constraint failed: latest.at", "refused"],
  ["UNIQUE constraint failed: records.id", "conflict"],
  [
    "UNIQUE constraint failed: records.tenant, records.purpose, records.subject, records.slot",
    "conflict",
  ],
  ["UNIQUE constraint failed: outbox.record", "conflict"],
  ["UNIQUE constraint failed: audit.seq", "moved"],
  ["UNIQUE constraint failed: audit.tenant, audit.number", "moved"],
  ["UNIQUE constraint failed: audit_floods.tenant, audit_floods.event", "moved"],
  ["NOT NULL constraint failed: audit_tenants.last", "moved"],
]);

/** The answer that an error is; `undefined` where it is an error. */
export function outcomeOf(error: unknown): Outcome | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const [words, outcome] of BREACHES) {
    if (isSaid(words, error.message)) return outcome;
  }
  return undefined;
}

/** Whether these are SQLite's own words within what databases at the edge put around them. */
function isSaid(words: string, message: string): boolean {
  const at = message.lastIndexOf(words);
  if (at < 0 || (at > 0 && !message.slice(0, at).endsWith(": "))) return false;
  const rest = message.slice(at + words.length);
  return rest === "" || rest.startsWith(": SQLITE_");
}
