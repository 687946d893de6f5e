/**
 * For Node: a handler as a listener of `node:http` or `node:https`.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";

import type { Handler, HandlerOptions } from "../handler/handler.js";

/** How much of a body that nobody wanted is read and thrown away, in bytes. */
const MAX_DISCARDED = 4 * 1024 * 1024;

/** How long a body that nobody wanted may take to arrive, in milliseconds. */
const PATIENCE = 20_000;

/** The methods that the Fetch standard forbids (section 2.2.1). */
const FORBIDDEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Listens: to be given to `http.createServer` or `https.createServer`. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * A listener that answers by that handler. Every header reaches it as often as it came, so that
 * nobody can hide a second proof behind a first one.
 *
 * @param options for each request; `isSecure` is what the connection says where it is not given.
 */
export function nodeListener(handler: Handler, options: HandlerOptions = {}): Listener {
  return (incoming, outgoing) => {
    void answer(handler, options, incoming, outgoing).catch(() => {
      // The caller is gone, or the connection broke.
      outgoing.destroy();
    });
  };
}

async function answer(
  handler: Handler,
  options: HandlerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const secure = (incoming.socket as Partial<TLSSocket>).encrypted === true;
  const body = new Body(incoming);
  const request = requestOf(incoming, secure, body);
  const response = request === undefined ? badRequest() : await handler(request, options);
  // What was not read to its end cannot be followed by another request.
  if (!(await body.discard())) outgoing.setHeader("connection", "close");
  outgoing.statusCode = response.status;
  response.headers.forEach((value, name) => {
    // Challenges are told one by one (RFC 9110 section 11.6.1).
    if (name !== "www-authenticate") outgoing.setHeader(name, value);
  });
  const challenges = challengesOf(response.headers);
  if (challenges.length > 0) outgoing.setHeader("www-authenticate", challenges);
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

/** The request as the Fetch standard has it; nothing where it is none. */
function requestOf(
  incoming: IncomingMessage,
  secure: boolean,
  body: Body,
): Request | undefined {
  const headers = new Headers();
  const hosts: string[] = [];
  for (let place = 0; place + 1 < incoming.rawHeaders.length; place += 2) {
    const [name = "", value = ""] = incoming.rawHeaders.slice(place, place + 2);
    headers.append(name, value);
    if (name.toLowerCase() === "host") hosts.push(value);
  }
  const target = incoming.url ?? "";
  if (!target.startsWith("/")) return undefined;
  // Of two hosts nobody can tell which is meant; this one is nobody's (RFC 2606 section 2).
  const host = hosts.length === 1 ? hosts[0] : "host.invalid";
  const named = incoming.method ?? "";
  // The Fetch standard has no requests of these methods. No route has them either, so that one that
  // nobody has hears the same: which methods there are.
  const method = FORBIDDEN.has(named) ? `NOT-${named}` : named;
  const bodyless = method === "GET" || method === "HEAD";
  try {
    return new Request(`${secure ? "https" : "http"}://${host}${target}`, {
      method,
      headers,
      ...(bodyless ? {} : { body: body.stream, duplex: "half" }),
    } as RequestInit);
  } catch {
    return undefined;
  }
}

function challengesOf(headers: Headers): string[] {
  const all = headers.get("www-authenticate");
  // Those of this package have commas within a challenge only before a parameter.
  return all === null ? [] : all.split(/, (?=[A-Za-z]+(?: |$|,))/);
}

function badRequest(): Response {
  return new Response(null, { status: 400, headers: { "content-length": "0" } });
}

/** The body of a request: read as it is wanted, and to its end when it is not. */
class Body {
  /** What the handler reads. Cancelling it leaves the connection as it is. */
  readonly stream: ReadableStream<Uint8Array>;
  readonly #incoming: IncomingMessage;
  readonly #pieces: AsyncIterator<Uint8Array>;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    this.#pieces = incoming[Symbol.asyncIterator]();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const piece = await this.#pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(piece.value);
    };
    this.stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  /**
   * Reads what is left, and throws it away; `false` when there is too much of it, or it takes too
   * long. Most callers write all of a request before they read: one that is answered earlier, and
   * whose connection is closed then, hears that the connection broke, and not why (RFC 9112 section
   * 9.6).
   */
  async discard(): Promise<boolean> {
    if (this.#incoming.complete) return true;
    if (this.#incoming.headers.expect !== undefined) return false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE);
    });
    const rest = this.#rest().catch(() => false);
    const done = await Promise.race([rest, late]);
    clearTimeout(timer);
    return done;
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
