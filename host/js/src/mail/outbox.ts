/**
 * The outbox: sends what waits, and forgets it only when it was taken.
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

/** What an outbox is put together from. */
export interface OutboxParts {
  /** Where mails wait. */
  readonly store: MailQueue;
  /** What opens their codes. */
  readonly keys: Pick<Keys, "unseal">;
  /** The time. */
  readonly clock: Clock;
  /** Chance, for the pauses between tries. */
  readonly entropy: Entropy;
  /** What sends. */
  readonly mailer: Mailer;
  /** When a mail is tried again; {@link DEFAULT_RETRIES} if not given. */
  readonly retries?: Retries;
  /** Is called with everything that happens to a mail, after it is durable. What it throws is ignored. */
  readonly report?: (event: MailEvent) => void;
}

/**
 * Sends the mails of a store. It has no thread: whoever has one drains it, after a request that
 * ordered a mail and then now and again (a timer, an alarm, a scheduled event), since a mail that
 * nobody took waits for its next try.
 *
 * A mail is sent at least once, and once in the ordinary case. It is taken up by a durable write
 * that counts the try and keeps others away, so that several hosts on one store, or several drains
 * at once, do not send it twice; it is forgotten when the service took it. If a host dies in
 * between, the mail is sent again some seconds after `Mailer.patience`, with the same record.
 */
export class Outbox {
  readonly #store: MailQueue;
  readonly #clock: Clock;
  readonly #delivery: Delivery;

  /** @throws {CodemintError} `configuration` for retries or a patience that make no sense. */
  constructor(parts: OutboxParts) {
    const { store, keys, clock, entropy, mailer, report = () => {} } = parts;
    const retries = checkedRetries(parts.retries ?? DEFAULT_RETRIES);
    const patience = checkedPatience(mailer);
    this.#store = store;
    this.#clock = clock;
    this.#delivery = new Delivery({ store, keys, clock, entropy, mailer, retries, patience, report });
  }

  /** How many mails are taken from the store at once. */
  static readonly #SOME = 8;

  /**
   * Tries the mails of a tenant that are due, each of them once, until none is or `limit` of them
   * were dealt with. Where there is no service at all (`connection`, `login`) it ends, since
   * another mail would fare no better; one that the service refuses is put off or dies, and keeps
   * no other one waiting.
   *
   * @param limit how many mails at the most, at least 1; 100 if not given.
   * @returns how many mails were dealt with: sent, put off, or dead. As many as `limit` when there
   * may be more.
   * @throws {CodemintError} what the store or the clock threw. What was sent until then is sent; a
   * mail that was in hand is tried again after the mailer's patience.
   */
  async drain(tenant: string, limit = 100): Promise<number> {
    let count = 0;
    while (count < limit) {
      const some = Math.min(limit - count, Outbox.#SOME);
      const due = await this.#store.dueMails(tenant, await time(this.#clock), some);
      const { done, stop } = await this.#take(due);
      count += done;
      if (done === 0 || stop) break;
    }
    return count;
  }

  async #take(due: readonly WaitingMail[]): Promise<{ done: number; stop: boolean }> {
    let done = 0;
    for (const waiting of due) {
      const next = await this.#delivery.takeUp(waiting);
      if (next !== "pass-over") done += 1;
      if (next === "stop") return { done, stop: true };
    }
    return { done, stop: false };
  }
}

/** For how long a mail in hand is nobody else's, in seconds. */
function checkedPatience({ patience = 60 }: Mailer): number {
  if (Number.isSafeInteger(patience) && patience >= 1 && patience <= 86_400) return patience;
  const message = "a mailer's patience is 1 to 86400 whole seconds";
  throw new CodemintError("configuration", message, { path: "mailer.patience" });
}
