/**
 * The outbox: sends waiting mails, and removes each only after it was accepted.
 *
 * @module
 */

import { type Clock, time } from "../clock.js";
import type { Entropy } from "../entropy.js";
import { CodemintError } from "../errors.js";
import type { Keys } from "../keys/keys.js";
import type { WaitingMail } from "../store/store.js";
import type { Mailer } from "./mailer.js";
import { type MailEvent, type MailQueue, Delivery } from "./delivery.js";
import { checkedRetries, DEFAULT_RETRIES, type Retries } from "./retries.js";

export type { MailEvent, MailQueue };

/** The parts of an outbox. */
export interface OutboxParts {
  /** The store that holds the waiting mails. */
  readonly store: MailQueue;
  /** Decrypts their codes. */
  readonly keys: Pick<Keys, "unseal">;
  /** The clock. */
  readonly clock: Clock;
  /** Randomness for the pauses between attempts. */
  readonly entropy: Entropy;
  /** Sends the mails. */
  readonly mailer: Mailer;
  /** When further attempts are made; {@link DEFAULT_RETRIES} if not given. */
  readonly retries?: Retries;
  /** Called with every event of a mail, after it is durable. What it throws is ignored. */
  readonly report?: (event: MailEvent) => void;
}

/**
 * Sends the mails of a store. It has no background task: call {@link Outbox.drain} after a request
 * that ordered a mail, and periodically (by a timer, an alarm or a scheduled event), since a mail
 * that was not accepted waits for its next attempt.
 *
 * A mail is sent at least once, and normally exactly once. A durable write counts the attempt and
 * reserves the mail, so that several hosts on one store, or several concurrent drains, do not send
 * it twice; it is removed once the service has accepted it. If a host dies in between, the mail is
 * sent again some seconds after `Mailer.patience`, with the same record.
 */
export class Outbox {
  readonly #store: MailQueue;
  readonly #clock: Clock;
  readonly #delivery: Delivery;

  /**
   * @throws {CodemintError} `configuration` if the retries or the mailer's patience are not valid.
   */
  constructor(parts: OutboxParts) {
    const { store, keys, clock, entropy, mailer, report = () => {} } = parts;
    const retries = checkedRetries(parts.retries ?? DEFAULT_RETRIES);
    const patience = checkedPatience(mailer);
    this.#store = store;
    this.#clock = clock;
    this.#delivery = new Delivery({ store, keys, clock, entropy, mailer, retries, patience, report });
  }

  /** How many mails are read from the store at a time. */
  static readonly #BATCH = 8;

  /**
   * Makes one attempt at each mail of a tenant that is due, until none is or `limit` mails were
   * handled. It stops early if the service is unreachable (`connection`, `login`), since another
   * mail would fail too. A mail that the service rejects is rescheduled or dead, and does not delay
   * others.
   *
   * @param limit the maximum number of mails, at least 1; 100 if not given.
   * @returns how many mails were handled: sent, rescheduled or dead. `limit` if there may be more.
   * @throws {CodemintError} what the store or the clock threw. Mails sent before that remain sent;
   * the next attempt at the current one is due after the mailer's patience.
   */
  async drain(tenant: string, limit = 100): Promise<number> {
    let count = 0;
    while (count < limit) {
      const some = Math.min(limit - count, Outbox.#BATCH);
      const due = await this.#store.dueMails(tenant, await time(this.#clock), some);
      const { done, stop } = await this.#sendAll(due);
      count += done;
      if (done === 0 || stop) break;
    }
    return count;
  }

  async #sendAll(due: readonly WaitingMail[]): Promise<{ done: number; stop: boolean }> {
    let done = 0;
    for (const waiting of due) {
      const next = await this.#delivery.attempt(waiting);
      if (next !== "skip") done += 1;
      if (next === "stop") return { done, stop: true };
    }
    return { done, stop: false };
  }
}

/** The mailer's patience in seconds, checked. */
function checkedPatience({ patience = 60 }: Mailer): number {
  if (Number.isSafeInteger(patience) && patience >= 1 && patience <= 86_400) return patience;
  const message = "a mailer's patience is 1 to 86400 whole seconds";
  throw new CodemintError("configuration", message, { path: "mailer.patience" });
}
