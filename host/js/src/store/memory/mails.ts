/**
 * The outbox in memory: what becomes of a mail on its way.
 *
 * @module
 */

import type { MailFault } from "../../mail/mailer.js";
import type { MailStep } from "../store.js";
import type { QueuedMail, Tables } from "./tables.js";

/** Whether the mail stood as it was seen, and was changed. */
export function step(tables: Tables, record: string, attempts: number, what: MailStep): boolean {
  const queued = tables.mails.get(record);
  if (queued === undefined || queued.deadAt !== undefined || queued.attempts !== attempts) return false;
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

/** The mail as a dead letter: without its code. */
export function died(queued: QueuedMail, at: number, fault: MailFault): QueuedMail {
  return { ...queued, deadAt: at, lastError: fault, sealedCode: new Uint8Array() };
}

/** The mails that wait, in the order in which they came. */
export function waitingMails(tables: Tables): QueuedMail[] {
  const mails = [...tables.mails.values()].filter((queued) => queued.deadAt === undefined);
  return mails.sort((one, other) => one.place - other.place);
}

/** Those of a tenant that are due: the earliest first, of equal ones the oldest. */
export function dueMails(tables: Tables, tenant: string, now: number): QueuedMail[] {
  const isDue = (queued: QueuedMail): boolean => queued.tenant === tenant && queued.nextAttemptAt <= now;
  const due = waitingMails(tables).filter(isDue);
  return due.sort((one, other) => one.nextAttemptAt - other.nextAttemptAt);
}

/** Dead letters: those that died first first, of equal ones the oldest. */
export function deadMails(tables: Tables): QueuedMail[] {
  const mails = [...tables.mails.values()].filter((queued) => queued.deadAt !== undefined);
  const died = (queued: QueuedMail): number => queued.deadAt ?? 0;
  return mails.sort((one, other) => died(one) - died(other) || one.place - other.place);
}
