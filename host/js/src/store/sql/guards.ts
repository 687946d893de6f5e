/**
 * Conditions within a batch. Databases at the edge have no interactive transactions, in which a
 * caller decides by what it has read. A condition is therefore a statement that fails, and the
 * batch with it.
 *
 * A guard violates a constraint that nothing else can violate: one of the table `latest`, since
 * nothing else is ever inserted there, or the one that a tenant's last number is not null. So its
 * error can be distinguished from a full disk, a damaged file and any other constraint.
 *
 * @module
 */

import type { Outcome, Statement } from "./driver.js";

/** The batch is a conflict unless the previous statement changed exactly `rows` rows. */
export const changedOrConflict = (rows: number): Statement => ({
  sql: "INSERT INTO latest (one, at) SELECT 2, 0 WHERE changes() <> ?",
  values: [rows],
});

/** The batch must be repeated unless the previous statement changed exactly `rows` rows. */
export const changedOrMoved = (rows: number): Statement => ({
  sql: "INSERT INTO audit_tenants (tenant, last) SELECT '', NULL WHERE changes() <> ?",
  values: [rows],
});

/** The batch is refused unless the previous statement changed exactly `rows` rows. */
export const changedOrRefused = (rows: number): Statement => ({
  sql: "INSERT INTO latest (one, at) SELECT 1, NULL WHERE changes() <> ?",
  values: [rows],
});

/** The batch is a conflict if the query returns a row. */
export const noneOrConflict = (query: Statement): Statement => ({
  sql: `INSERT INTO latest (one, at) SELECT 2, 0 WHERE EXISTS (${query.sql})`,
  values: query.values,
});

/** SQLite's message for each constraint whose violation has an outcome, and the outcome. */
const VIOLATIONS: ReadonlyMap<string, Outcome> = new Map([
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

/** The outcome that an error means; `undefined` for any other error. */
export function outcomeOf(error: unknown): Outcome | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const [violation, outcome] of VIOLATIONS) {
    if (contains(error.message, violation)) return outcome;
  }
  return undefined;
}

/** Reports whether a message is SQLite's own, with what databases at the edge add around it. */
function contains(message: string, violation: string): boolean {
  const at = message.lastIndexOf(violation);
  if (at < 0 || (at > 0 && !message.slice(0, at).endsWith(": "))) return false;
  const rest = message.slice(at + violation.length);
  return rest === "" || rest.startsWith(": SQLITE_");
}
