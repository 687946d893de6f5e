/**
 * The body of a request to Node: read on demand, or discarded.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";

/** How much of an unread body is read and discarded, in bytes. */
const MAX_DISCARDED = 4 * 1024 * 1024;

/** How long a body may take to arrive, whether it is read or discarded, in milliseconds. */
const TIMEOUT = 20_000;

/** The body of one request. Its timeout starts when it is constructed. */
export class Body {
  /** The stream that the handler reads. Cancelling it does not close the connection. */
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
    this.#timer = setTimeout(() => pass(false), TIMEOUT);
  }

  /**
   * Reads and discards the rest. Returns `false` if that is too long, or does not arrive in time.
   * Most clients write the whole request before they read: if the connection is closed before that,
   * they see a connection error instead of the response (RFC 9112 section 9.6).
   */
  async discard(): Promise<boolean> {
    if (this.#incoming.complete) return true;
    if (this.#incoming.headers.expect !== undefined) return false;
    const rest = this.#rest().catch(() => false);
    return Promise.race([this.#late, rest]);
  }

  /** Stops the timer, at the end of the request. */
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
