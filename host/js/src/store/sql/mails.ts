/**
 * The outbox: waiting mails, their changes, and dead letters.
 *
 * @module
 */

import { MAIL_FAULTS } from "../../mail/faults.js";
import { bounded } from "../limits.js";
import type { DeadMail, MailCounts, MailStep, WaitingMail } from "../store.js";
import { PURPOSES } from "../../module/names.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import type { SqlValue, Statement } from "./driver.js";
import { idOf } from "./values.js";

/** The mails of a tenant that are due, ordered by due time and then by age. */
export async function dueMails(
  database: SqlDatabase,
  tenant: string,
  now: number,
  limit: number,
): Promise<WaitingMail[]> {
  const rows = await database.all(
    `SELECT tenant, purpose, not_after, record, recipient, sealed_code, locale, attempts,
      next_attempt_at, last_error FROM outbox
      WHERE dead_at IS NULL AND tenant = ? AND next_attempt_at <= ?
      ORDER BY next_attempt_at, place LIMIT ?`,
    [tenant, now, bounded(limit)],
  );
  return rows.map(waiting);
}

function waiting(row: Columns): WaitingMail {
  return {
    tenant: row.text("tenant"),
    purpose: row.oneOf("purpose", PURPOSES),
    notAfter: row.time("not_after"),
    attempts: row.count("attempts"),
    nextAttemptAt: row.time("next_attempt_at"),
    ...member("lastError", row.maybeOneOf("last_error", MAIL_FAULTS)),
    mail: {
      record: row.id("record"),
      to: row.text("recipient"),
      sealedCode: row.bytes("sealed_code"),
      ...member("locale", row.maybeText("locale")),
    },
  };
}

/** Dead letters, in the order in which they died. */
export async function deadMails(database: SqlDatabase, limit: number): Promise<DeadMail[]> {
  const rows = await database.all(
    `SELECT tenant, purpose, record, recipient, attempts, dead_at, last_error FROM outbox
      WHERE dead_at IS NOT NULL ORDER BY dead_at, place LIMIT ?`,
    [bounded(limit)],
  );
  return rows.map((row) => ({
    tenant: row.text("tenant"),
    purpose: row.oneOf("purpose", PURPOSES),
    record: row.id("record"),
    to: row.text("recipient"),
    attempts: row.count("attempts"),
    diedAt: row.time("dead_at"),
    fault: row.oneOf("last_error", MAIL_FAULTS),
  }));
}

/** How many mails are waiting, and how many are dead. */
export async function mailCounts(database: SqlDatabase): Promise<MailCounts> {
  const count = (condition: string): string =>
    `(SELECT count(*) FROM outbox WHERE dead_at IS ${condition})`;
  const sql = `SELECT ${count("NULL")} AS waiting, ${count("NOT NULL")} AS dead`;
  const [row] = await database.all(sql, []);
  const counted = (name: string): number => row?.count(name, Number.MAX_SAFE_INTEGER) ?? 0;
  return { waiting: counted("waiting"), dead: counted("dead") };
}

/** The statement that changes a mail if it is waiting with this number of attempts. */
export function stepping(record: string, attempts: number, step: MailStep): Statement {
  const [set, ...values] = changes(step);
  return {
    sql: `UPDATE outbox SET ${set} WHERE record = ? AND attempts = ? AND dead_at IS NULL`,
    values: [...values, idOf(record), attempts],
  };
}

function changes(step: MailStep): readonly [sql: string, ...values: readonly SqlValue[]] {
  switch (step.kind) {
    case "try": {
      const counted = "attempts = attempts + 1, next_attempt_at = ?, last_error = ?";
      return [counted, step.until, "unanswered"];
    }
    case "fail":
      return ["next_attempt_at = ?, last_error = ?", step.againAt, step.fault];
    case "die":
      return ["dead_at = ?, last_error = ?, sealed_code = x''", step.at, step.fault];
    case "hurry":
      return ["next_attempt_at = ?", step.at];
  }
}

/** The statement that deletes a waiting mail. */
export const deleting = (record: string): Statement => ({
  sql: "DELETE FROM outbox WHERE record = ? AND dead_at IS NULL",
  values: [idOf(record)],
});
