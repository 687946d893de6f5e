/** A queue of mails, a sender and a clock for one test. */

import { toHex } from "../../src/bytes.js";
import { Keys } from "../../src/keys/keys.js";
import { KeyRing } from "../../src/keys/ring.js";
import type { Mail, Mailer, MailFault } from "../../src/mail/mailer.js";
import { Outbox, type OutboxParts } from "../../src/mail/outbox.js";
import type { MailEvent, MailQueue } from "../../src/mail/delivery.js";
import type { MailStep, WaitingMail } from "../../src/store/store.js";

/** For how long a mail in hand is nobody else's. */
export const PATIENCE = 60;

/** For how long a mail in hand is kept from others: its patience, and what counting it may take. */
export const LEASE = PATIENCE + 6;

/** The last second in which each code is valid. */
export const NOT_AFTER = 10_000;

/** What became of a mail that was not sent and will not be. */
export interface Dead {
  readonly record: string;
  readonly fault: MailFault;
  readonly attempts: number;
  readonly diedAt: number;
}

/** Keeps mails as a store does: a step wants the number of tries that its caller has seen. */
export class Queue implements MailQueue {
  readonly waiting = new Map<string, WaitingMail>();
  readonly dead: Dead[] = [];
  /** The planted fault: steps are made whatever was seen. */
  careless = false;
  /** What the next step fails with. */
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

  /** The only mail there is. */
  one(): WaitingMail {
    const [mail] = this.waiting.values();
    if (mail === undefined) throw new Error("no mail waits");
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

/** Notes what it sends, and fails as it was told to. */
export class Noting implements Mailer {
  readonly patience = PATIENCE;
  sent: string[] = [];
  /** What the next tries end in; where there is none left, well. */
  readonly answers: (() => MailFault | undefined)[] = [];

  async send(mail: Mail): Promise<MailFault | undefined> {
    // Another drain may go on in between.
    await new Promise<void>((resume) => setImmediate(resume));
    const answer = this.answers.shift()?.();
    if (answer === undefined) this.sent.push(`${mail.to} ${mail.code}`);
    return answer;
  }
}

export const keysOf = (first: string): Promise<Keys> =>
  Keys.of(KeyRing.fromText(`${first}${"5a".repeat(31)}`));

/** The record of that number. */
export const recordOf = (number: number): string =>
  `018cc251-f400-7000-8000-${toHex(Uint8Array.of(0, 0, 0, 0, number >> 8, number))}`;

export class House {
  readonly queue = new Queue();
  readonly mailer = new Noting();
  readonly events: MailEvent[] = [];
  now = 1000;

  /** An outbox without chance: the longest pause each time. */
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

  /** What was sent since this was asked last. */
  sent(): string[] {
    const { sent } = this.mailer;
    this.mailer.sent = [];
    return sent;
  }
}
