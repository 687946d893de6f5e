/**
 * The delivery of one mail that is due.
 *
 * @module
 */

import { type Clock, time } from "../clock.js";
import type { Entropy } from "../entropy.js";
import type { Keys } from "../keys/keys.js";
import { quietly } from "../quietly.js";
import type { MailStep, Store, WaitingMail } from "../store/store.js";
import { isMailFault, isNoService, isPermanent } from "./faults.js";
import type { Mailer, MailFault } from "./mailer.js";
import { pause, type Retries } from "./retries.js";

/** The methods of a store that an outbox needs. */
export type MailQueue = Pick<Store, "dueMails" | "stepMail" | "forgetMail">;

/** What happened to a mail. It never contains the code. */
export type MailEvent =
  /** The mail service accepted it. */
  | { readonly kind: "sent"; readonly tenant: string; readonly record: string }
  /** The attempt failed. */
  | {
      readonly kind: "failed";
      readonly tenant: string;
      readonly record: string;
      /** Why it failed. */
      readonly fault: MailFault;
      /** How many attempts there have been. */
      readonly attempts: number;
      /** When the next attempt is due; absent if this was the last one. */
      readonly againAt?: number;
    }
  /**
   * It is dead without another attempt: its code has expired, or all its attempts were started and
   * the result of the last one is unknown.
   */
  | {
      readonly kind: "died";
      readonly tenant: string;
      readonly record: string;
      readonly fault: MailFault;
    };

/** What a delivery needs; the outbox has checked it. */
export interface DeliveryParts {
  readonly store: MailQueue;
  readonly keys: Pick<Keys, "unseal">;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly mailer: Mailer;
  readonly retries: Retries;
  /** How long the mailer may take, in seconds. */
  readonly patience: number;
  readonly report: (event: MailEvent) => void;
}

/**
 * What to do after a mail. `continue`: the mail was handled. `skip`: another process has it.
 * `stop`: the mail service is unreachable, so that another mail would fail too.
 */
export type Next = "continue" | "skip" | "stop";

/**
 * How long it may take to count an attempt, in seconds: a store waits that long for other
 * processes. A mail is reserved for this time, plus the mailer's patience, plus one second because
 * the clock counts whole seconds.
 */
const LEEWAY = 5;

/** Delivers single mails. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Makes one attempt at a mail, unless its code has expired. A mail is sent even if its code has
   * been superseded: it was promised.
   */
  async attempt(waiting: WaitingMail): Promise<Next> {
    const { store, retries, patience, report } = this.#parts;
    const now = await time(this.#parts.clock);
    if (now > waiting.notAfter) return this.#markDead(waiting, now, "expired");
    if (waiting.attempts >= retries.attempts) {
      return this.#markDead(waiting, now, waiting.lastError ?? "unanswered");
    }
    // The attempt is counted before the service is contacted.
    const until = now + LEEWAY + patience + 1;
    if (!(await this.#step(waiting, waiting.attempts, { kind: "try", until }))) return "skip";
    // If counting took too long, another host may be sending it already.
    if ((await time(this.#parts.clock)) > now + LEEWAY) return "skip";
    const fault = await this.#send(waiting, now);
    if (fault !== undefined) return this.#reschedule(waiting, fault);
    const { tenant, mail } = waiting;
    await store.forgetMail(mail.record);
    quietly(() => report({ kind: "sent", tenant, record: mail.record }));
    return "continue";
  }

  async #send(waiting: WaitingMail, now: number): Promise<MailFault | undefined> {
    const { tenant, purpose, notAfter, mail } = waiting;
    const { record, to, locale } = mail;
    let code: string;
    try {
      code = await this.#parts.keys.unseal(tenant, record, mail.sealedCode);
    } catch {
      return "unsealable";
    }
    const known = locale === undefined ? {} : { locale };
    try {
      const whole = { tenant, record, to, ...known, purpose, code, notAfter, now };
      const answer: unknown = await this.#parts.mailer.send(whole);
      // Any other value does not say whether the mail was accepted.
      return answer === undefined || isMailFault(answer) ? answer : "unanswered";
    } catch {
      // The error may quote the mail: it is not reported.
      return "connection";
    }
  }

  /** After a failed attempt: schedules the next one, or marks the mail as dead. */
  async #reschedule(waiting: WaitingMail, fault: MailFault): Promise<Next> {
    const { clock, retries, report } = this.#parts;
    const [now, attempts] = [await time(clock), waiting.attempts + 1];
    const isLast = attempts >= retries.attempts || now > waiting.notAfter;
    const record = waiting.mail.record;
    const event = { kind: "failed", tenant: waiting.tenant, record, fault, attempts } as const;
    if (isPermanent(fault) || isLast) {
      await this.#step(waiting, attempts, { kind: "die", at: now, fault });
      quietly(() => report(event));
    } else {
      const later = now + pause(retries, attempts, await this.#random());
      // A mail that would come too late is due one second after its expiry, to be marked as dead.
      const againAt = Math.min(later, waiting.notAfter + 1);
      await this.#step(waiting, attempts, { kind: "fail", againAt, fault });
      quietly(() => report({ ...event, againAt }));
    }
    return isNoService(fault) ? "stop" : "continue";
  }

  async #markDead(waiting: WaitingMail, at: number, fault: MailFault): Promise<Next> {
    if (!(await this.#step(waiting, waiting.attempts, { kind: "die", at, fault }))) {
      return "skip";
    }
    const { tenant, mail } = waiting;
    quietly(() => this.#parts.report({ kind: "died", tenant, record: mail.record, fault }));
    return "continue";
  }

  #step(waiting: WaitingMail, attempts: number, step: MailStep): Promise<boolean> {
    return this.#parts.store.stepMail(waiting.mail.record, attempts, step);
  }

  /** 32 random bits; 0, which gives the longest pause, if the source fails. */
  async #random(): Promise<number> {
    const bytes = new Uint8Array(4);
    try {
      await this.#parts.entropy.fill(bytes);
    } catch {
      return 0;
    }
    return new DataView(bytes.buffer).getUint32(0, true);
  }
}
