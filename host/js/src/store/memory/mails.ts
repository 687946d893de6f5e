/**
 * The outbox in memory.
 *
 * @module
 */

import type { MailFault } from "../../mail/mailer.js";
import type { MailStep } from "../store.js";
import type { QueuedMail, Tables } from "./tables.js";

/** Changes a mail. Returns whether it was waiting with this number of attempts. */
export function step(tables: Tables, record: string, attempts: number, what: MailStep): boolean {
  const queued = tables.mails.get(record);
  if (queued?.attempts !== attempts || queued.deadAt !== undefined) return false;
  tables.mails.set(record, after(queued, what));
  return true;
}

function after(queued: QueuedMail, what: MailStep): QueuedMail {
  switch (what.kind) {
    case "try": {
      const attempts = queued.attempts + 1;
      return { ...queued, attempts, nextAttemptAt: what.until, lastError: "unanswered" };
    }
    case "fail":
      return { ...queued, nextAttemptAt: what.againAt, lastError: what.fault };
    case "die":
      return died(queued, what.at, what.fault);
    case "hurry":
      return { ...queued, nextAttemptAt: what.at };
  }
}

/** The mail as a dead letter, without its code. */
export function died(queued: QueuedMail, at: number, fault: MailFault): QueuedMail {
  return { ...queued, deadAt: at, lastError: fault, sealedCode: new Uint8Array() };
}

/** The waiting mails, oldest first. */
export function waitingMails(tables: Tables): QueuedMail[] {
  const mails = [...tables.mails.values()].filter((queued) => queued.deadAt === undefined);
  return mails.sort((one, other) => one.place - other.place);
}

/** The mails of a tenant that are due, ordered by due time and then by age. */
export function dueMails(tables: Tables, tenant: string, now: number): QueuedMail[] {
  const due = waitingMails(tables).filter(
    (queued) => queued.tenant === tenant && queued.nextAttemptAt <= now,
  );
  return due.sort((one, other) => one.nextAttemptAt - other.nextAttemptAt);
}

/** Dead letters, ordered by time of death and then by age. */
export function deadMails(tables: Tables): QueuedMail[] {
  const mails = [...tables.mails.values()].filter((queued) => queued.deadAt !== undefined);
  const died = (queued: QueuedMail): number => queued.deadAt ?? 0;
  return mails.sort((one, other) => died(one) - died(other) || one.place - other.place);
}
