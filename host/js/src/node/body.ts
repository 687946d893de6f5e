/**
 * The body of a request to Node: read as it is wanted, and to its end when it is not.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";

/** How much of a body that is not wanted is read and thrown away, in bytes. */
const MAX_DISCARDED = 4 * 1024 * 1024;

/** How long a body may take to arrive, wanted or not, in milliseconds. */
const PATIENCE = 20_000;

/** The body of one request. Its patience begins when it is made. */
export class Body {
  /** What the handler reads. Cancelling it leaves the connection as it is. */
  readonly stream: ReadableStream<Uint8Array>;
  readonly #incoming: IncomingMessage;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #late: Promise<boolean>;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    this.#pieces = incoming[Symbol.asyncIterator]();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const piece = await this.#pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(piece.value);
    };
    this.stream = new ReadableStream({ pull }, { highWaterMark: 0 });
    let pass = (_: boolean): void => undefined;
    this.#late = new Promise<boolean>((resolve) => (pass = resolve));
    this.#timer = setTimeout(() => pass(false), PATIENCE);
  }

  /**
   * Reads what is left, and throws it away; `false` when there is too much of it, or its patience is
   * over. Most callers write all of a request before they read: one that is answered earlier, and
   * whose connection is closed then, hears that the connection broke, and not why (RFC 9112 section
   * 9.6).
   */
  async discard(): Promise<boolean> {
    if (this.#incoming.complete) return true;
    if (this.#incoming.headers.expect !== undefined) return false;
    const rest = this.#rest().catch(() => false);
    return Promise.race([this.#late, rest]);
  }

  /** The request is over: its timer is stopped. */
  end(): void {
    clearTimeout(this.#timer);
  }

  async #rest(): Promise<boolean> {
    for (let left = MAX_DISCARDED; left >= 0; ) {
      const piece = await this.#pieces.next();
      if (piece.done === true) return true;
      left -= piece.value.length;
    }
    return false;
  }
}
