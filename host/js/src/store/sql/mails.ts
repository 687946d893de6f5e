/**
 * The outbox: what waits, what is due, what becomes of it, and what is dead.
 *
 * @module
 */

import { MAIL_FAULTS } from "../../mail/faults.js";
import { bounded } from "../limits.js";
import type { DeadMail, MailCounts, MailStep, WaitingMail } from "../store.js";
import { PURPOSES } from "../words.js";
import { type Columns, member } from "./columns.js";
import type { SqlDatabase } from "./database.js";
import type { SqlValue, Statement } from "./driver.js";
import { idOf } from "./values.js";

const WAITING = `SELECT tenant, purpose, not_after, record, recipient, sealed_code, locale,
  attempts, next_attempt_at, last_error FROM outbox WHERE dead_at IS NULL`;

/** Mails that wait, oldest first. */
export async function waitingMails(database: SqlDatabase, limit: number): Promise<WaitingMail[]> {
  const rows = await database.all(`${WAITING} ORDER BY place LIMIT ?`, [bounded(limit)]);
  return rows.map(waiting);
}

/** Mails of a tenant that are due: the earliest first, of equal ones the oldest. */
export async function dueMails(
  database: SqlDatabase,
  tenant: string,
  now: number,
  limit: number,
): Promise<WaitingMail[]> {
  const due = "AND tenant = ? AND next_attempt_at <= ? ORDER BY next_attempt_at, place LIMIT ?";
  return (await database.all(`${WAITING} ${due}`, [tenant, now, bounded(limit)])).map(waiting);
}

function waiting(row: Columns): WaitingMail {
  return {
    tenant: row.text("tenant"),
    purpose: row.word("purpose", PURPOSES),
    notAfter: row.time("not_after"),
    attempts: row.count("attempts"),
    nextAttemptAt: row.time("next_attempt_at"),
    ...member("lastError", row.maybeWord("last_error", MAIL_FAULTS)),
    mail: {
      record: row.id("record"),
      to: row.text("recipient"),
      sealedCode: row.bytes("sealed_code"),
      ...member("locale", row.maybeText("locale")),
    },
  };
}

/** Dead letters, those that died first first. */
export async function deadMails(database: SqlDatabase, limit: number): Promise<DeadMail[]> {
  const rows = await database.all(
    `SELECT tenant, purpose, record, recipient, attempts, dead_at, last_error FROM outbox
      WHERE dead_at IS NOT NULL ORDER BY dead_at, place LIMIT ?`,
    [bounded(limit)],
  );
  return rows.map((row) => ({
    tenant: row.text("tenant"),
    purpose: row.word("purpose", PURPOSES),
    record: row.id("record"),
    to: row.text("recipient"),
    attempts: row.count("attempts"),
    diedAt: row.time("dead_at"),
    fault: row.word("last_error", MAIL_FAULTS),
  }));
}

/** How many wait, and how many are dead. */
export async function mailCounts(database: SqlDatabase): Promise<MailCounts> {
  const count = (condition: string): string =>
    `(SELECT count(*) FROM outbox WHERE dead_at IS ${condition})`;
  const sql = `SELECT ${count("NULL")} AS waiting, ${count("NOT NULL")} AS dead`;
  const [row] = await database.all(sql, []);
  const counted = (name: string): number => row?.count(name, Number.MAX_SAFE_INTEGER) ?? 0;
  return { waiting: counted("waiting"), dead: counted("dead") };
}

/** Changes one mail, or none. */
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

/** Forgets a mail that waits. */
export const forgetting = (record: string): Statement => ({
  sql: "DELETE FROM outbox WHERE record = ? AND dead_at IS NULL",
  values: [idOf(record)],
});
