/**
 * What becomes of one mail that is due.
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

/** What an outbox needs of a store. */
export type MailQueue = Pick<Store, "dueMails" | "stepMail" | "forgetMail">;

/** What happened to a mail. Never holds its code. */
export type MailEvent =
  /** A service took it. */
  | { readonly kind: "sent"; readonly tenant: string; readonly record: string }
  /** Nobody took it. */
  | {
      readonly kind: "failed";
      readonly tenant: string;
      readonly record: string;
      /** Why. */
      readonly fault: MailFault;
      /** How often it has been tried. */
      readonly attempts: number;
      /** When it is tried again; absent when it died of this try. */
      readonly againAt?: number;
    }
  /**
   * It died without another try: its code was over, or tries had begun as often as they may of
   * which nobody knows how they ended.
   */
  | {
      readonly kind: "died";
      readonly tenant: string;
      readonly record: string;
      readonly fault: MailFault;
    };

/** What trying takes; an outbox has checked it. */
export interface PostParts {
  readonly store: MailQueue;
  readonly keys: Pick<Keys, "unseal">;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly mailer: Mailer;
  readonly retries: Retries;
  /** Seconds. */
  readonly patience: number;
  readonly report: (event: MailEvent) => void;
}

/**
 * What is to be done after a mail. `go-on`: something was done, look for more. `pass-over`:
 * somebody else has this one. `stop`: there is no service, another mail would fare no better.
 */
export type Next = "go-on" | "pass-over" | "stop";

/**
 * How long it may take until a try is counted, in seconds: a store waits for other processes as long.
 * A mail in hand is kept from others for that time, for the mailer's patience, and for the second
 * that the clock has already begun.
 */
const LEEWAY = 5;

/** Tries single mails. */
export class Delivery {
  readonly #parts: PostParts;

  constructor(parts: PostParts) {
    this.#parts = parts;
  }

  /**
   * Tries a mail, unless its time is over. One whose code was superseded is sent: it was promised.
   */
  async takeUp(waiting: WaitingMail): Promise<Next> {
    const { store, retries, patience, report } = this.#parts;
    const now = await time(this.#parts.clock);
    if (now > waiting.notAfter) return this.#bury(waiting, now, "expired");
    if (waiting.attempts >= retries.attempts) {
      return this.#bury(waiting, now, waiting.lastError ?? "unanswered");
    }
    // The try is counted before the service hears of it.
    const until = now + LEEWAY + patience + 1;
    if (!(await this.#step(waiting, waiting.attempts, { kind: "try", until }))) return "pass-over";
    // What took too long to be counted must not be sent when another host may send it too.
    if ((await time(this.#parts.clock)) > now + LEEWAY) return "pass-over";
    const fault = await this.#send(waiting, now);
    if (fault !== undefined) return this.#putOff(waiting, fault);
    const { tenant, mail } = waiting;
    await store.forgetMail(mail.record);
    quietly(() => report({ kind: "sent", tenant, record: mail.record }));
    return "go-on";
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
      // What is neither nothing nor a word tells not whether the mail was taken.
      return answer === undefined || isMailFault(answer) ? answer : "unanswered";
    } catch {
      // What was thrown may repeat the mail: nobody hears of it.
      return "connection";
    }
  }

  /** After a try in vain: later again, or never. */
  async #putOff(waiting: WaitingMail, fault: MailFault): Promise<Next> {
    const { clock, retries, report } = this.#parts;
    const [now, attempts] = [await time(clock), waiting.attempts + 1];
    const isLast = attempts >= retries.attempts || now > waiting.notAfter;
    const record = waiting.mail.record;
    const told = { kind: "failed", tenant: waiting.tenant, record, fault, attempts } as const;
    if (isPermanent(fault) || isLast) {
      await this.#step(waiting, attempts, { kind: "die", at: now, fault });
      quietly(() => report(told));
    } else {
      const later = now + pause(retries, attempts, await this.#random());
      // A mail that would come too late is looked at once more, to bury it.
      const againAt = Math.min(later, waiting.notAfter + 1);
      await this.#step(waiting, attempts, { kind: "fail", againAt, fault });
      quietly(() => report({ ...told, againAt }));
    }
    return isNoService(fault) ? "stop" : "go-on";
  }

  async #bury(waiting: WaitingMail, at: number, fault: MailFault): Promise<Next> {
    if (!(await this.#step(waiting, waiting.attempts, { kind: "die", at, fault }))) {
      return "pass-over";
    }
    const { tenant, mail } = waiting;
    quietly(() => this.#parts.report({ kind: "died", tenant, record: mail.record, fault }));
    return "go-on";
  }

  #step(waiting: WaitingMail, attempts: number, step: MailStep): Promise<boolean> {
    return this.#parts.store.stepMail(waiting.mail.record, attempts, step);
  }

  /** Without chance a pause is as long as it can be. */
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
