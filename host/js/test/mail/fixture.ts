/** A queue of mails, a mailer and a clock for one test. */

import { toHex } from "../../src/bytes.js";
import { Keys } from "../../src/keys/keys.js";
import { KeyRing } from "../../src/keys/ring.js";
import type { Mail, Mailer, MailFault } from "../../src/mail/mailer.js";
import { Outbox, type OutboxParts } from "../../src/mail/outbox.js";
import type { MailEvent, MailQueue } from "../../src/mail/delivery.js";
import type { MailStep, WaitingMail } from "../../src/store/store.js";

/** The mailer's patience in seconds. */
export const PATIENCE = 60;

/** How long an attempt reserves a mail: its patience, and the time for counting it. */
export const LEASE = PATIENCE + 6;

/** The last second in which each code is valid. */
export const NOT_AFTER = 10_000;

/** A dead letter. */
export interface Dead {
  readonly record: string;
  readonly fault: MailFault;
  readonly attempts: number;
  readonly diedAt: number;
}

/** Keeps mails like a store: a step requires the current number of attempts. */
export class Queue implements MailQueue {
  readonly waiting = new Map<string, WaitingMail>();
  readonly dead: Dead[] = [];
  /** The planted fault: steps ignore the number of attempts. */
  careless = false;
  /** The error of the next step. */
  failing: Error | undefined;

  async dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]> {
    const due = [...this.waiting.values()].filter(
      (one) => one.tenant === tenant && one.nextAttemptAt <= now,
    );
    due.sort((one, other) => one.nextAttemptAt - other.nextAttemptAt);
    return due.slice(0, limit);
  }

  async stepMail(record: string, attempts: number, step: MailStep): Promise<boolean> {
    if (this.failing !== undefined) throw this.failing;
    const found = this.waiting.get(record);
    if (found === undefined || (found.attempts !== attempts && !this.careless)) return false;
    if (step.kind === "die") {
      this.waiting.delete(record);
      this.dead.push({ record, fault: step.fault, attempts: found.attempts, diedAt: step.at });
    } else {
      this.waiting.set(record, after(found, step));
    }
    return true;
  }

  async forgetMail(record: string): Promise<void> {
    this.waiting.delete(record);
  }

  /** The only waiting mail. */
  one(): WaitingMail {
    const [mail] = this.waiting.values();
    if (mail === undefined) throw new Error("no mail is waiting");
    return mail;
  }
}

function after(mail: WaitingMail, step: Exclude<MailStep, { kind: "die" }>): WaitingMail {
  switch (step.kind) {
    case "try": {
      const attempts = mail.attempts + 1;
      return { ...mail, attempts, nextAttemptAt: step.until, lastError: "unanswered" };
    }
    case "fail":
      return { ...mail, nextAttemptAt: step.againAt, lastError: step.fault };
    case "hurry":
      return { ...mail, nextAttemptAt: step.at };
  }
}

/** Records what it sends, and fails on request. */
export class RecordingMailer implements Mailer {
  readonly patience = PATIENCE;
  sent: string[] = [];
  /** The results of the next attempts; success if there are none left. */
  readonly answers: (() => MailFault | undefined)[] = [];

  async send(mail: Mail): Promise<MailFault | undefined> {
    // Another drain may continue in between.
    await new Promise<void>((resume) => setImmediate(resume));
    const answer = this.answers.shift()?.();
    if (answer === undefined) this.sent.push(`${mail.to} ${mail.code}`);
    return answer;
  }
}

export const keysOf = (first: string): Promise<Keys> =>
  Keys.of(KeyRing.fromText(`${first}${"5a".repeat(31)}`));

/** The record ID with a number. */
export const recordOf = (number: number): string =>
  `018cc251-f400-7000-8000-${toHex(Uint8Array.of(0, 0, 0, 0, number >> 8, number))}`;

/** A queue, a mailer and a clock. */
export class MailFixture {
  readonly queue = new Queue();
  readonly mailer = new RecordingMailer();
  readonly events: MailEvent[] = [];
  now = 1000;

  /** An outbox without randomness: it always uses the longest pause. */
  async outbox(parts: Partial<OutboxParts> = {}): Promise<Outbox> {
    return new Outbox({
      store: this.queue,
      keys: await keysOf("01"),
      clock: { now: async () => this.now },
      entropy: { fill: async (bytes) => void bytes.fill(0) },
      mailer: this.mailer,
      report: (event) => this.events.push(event),
      ...parts,
    });
  }

  /** Orders a mail with a code that is valid until {@link NOT_AFTER}. */
  async order(number: number, to = "a@example.com", tenant = "demo"): Promise<void> {
    const [record, code] = [recordOf(number), `${number}`.padStart(9, "0")];
    const keys = await keysOf("01");
    const sealedCode = await keys.seal(tenant, record, code, new Uint8Array(24).fill(7));
    const mail = { record, to, sealedCode };
    const fresh = { attempts: 0, nextAttemptAt: 0, notAfter: NOT_AFTER };
    this.queue.waiting.set(record, { tenant, purpose: "enrolment", ...fresh, mail });
  }

  /** The mails that were sent since the last call. */
  sent(): string[] {
    const { sent } = this.mailer;
    this.mailer.sent = [];
    return sent;
  }
}
