/**
 * Adapts a handler to `node:http` and `node:https`.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";

import type { FetchResponse } from "../globals.js";
import type { Handler, HandlerOptions } from "../handler/options.js";
import { problemResponse } from "../handler/problem.js";
import type { RequestTarget } from "../handler/target.js";
import { Body } from "./body.js";
import { targetOf } from "./target.js";

/** The methods that the Fetch standard forbids (section 2.2.1). */
const FORBIDDEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** A request listener for `http.createServer` or `https.createServer`. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * Returns a listener that answers with the handler. The handler receives every occurrence of a
 * header, so that a second credential cannot hide behind the first. Routes are matched against the
 * request target as received (`HandlerOptions.target`), not against a parsed URL.
 *
 * Create the server with the default `requireHostHeader`, and with a `requestTimeout`.
 *
 * @param options for each request; without `isSecure`, the connection decides.
 */
export function nodeListener(handler: Handler, options: HandlerOptions = {}): Listener {
  return (incoming, outgoing) => {
    void answer(handler, options, incoming, outgoing).catch(() => {
      // The client has gone, or the connection broke.
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
  const body = new Body(incoming);
  try {
    const target = targetOf(incoming);
    const request = target === undefined ? undefined : requestOf(incoming, target, body);
    const response =
      request === undefined || target === undefined
        ? badRequest()
        : await handler(request, { ...options, target });
    // No other request can follow a body that was not read to its end.
    if (!(await body.discard())) outgoing.setHeader("connection", "close");
    await send(response, outgoing);
  } finally {
    body.end();
  }
}

async function send(response: FetchResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  response.headers.forEach((value, name) => {
    // Each challenge gets a header of its own (RFC 9110 section 11.6.1).
    if (name !== "www-authenticate") outgoing.setHeader(name, value);
  });
  const challenges = challengesOf(response.headers);
  if (challenges.length > 0) outgoing.setHeader("www-authenticate", challenges);
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

/** The request as a Fetch `Request`; `undefined` if it cannot be one. */
function requestOf(
  incoming: IncomingMessage,
  target: RequestTarget,
  body: Body,
): Request | undefined {
  const given = incoming.method ?? "";
  // The Fetch standard allows no requests with these methods. No route has them either, so that the
  // response is the one to an unknown method.
  const method = FORBIDDEN.has(given) ? `NOT-${given}` : given;
  const bodyless = method === "GET" || method === "HEAD";
  try {
    return new Request(urlOf(incoming, target), {
      method,
      headers: headersOf(incoming),
      ...(bodyless ? {} : { body: body.stream, duplex: "half" }),
    } as RequestInit);
  } catch {
    return undefined;
  }
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const [name = "", value = ""] = rawHeaders.slice(place, place + 2);
    headers.append(name, value);
  }
  return headers;
}

/**
 * The URL that a request was sent to. If no URL has exactly this path and query, as with dot
 * segments and backslashes, it is the host's root, so that code that reads the URL cannot be
 * misled. A host that no URL can have is replaced by `host.invalid` (RFC 2606 section 2).
 */
function urlOf({ socket }: IncomingMessage, { path, query, host }: RequestTarget): URL {
  const scheme = (socket as Partial<TLSSocket>).encrypted === true ? "https" : "http";
  const origin = `${scheme}://${host}`;
  const root = new URL(host !== "" && URL.canParse(origin) ? origin : `${scheme}://host.invalid`);
  const wanted = query === "" ? path : `${path}?${query}`;
  if (!path.startsWith("/")) return root;
  const url = new URL(root);
  url.pathname = path;
  url.search = query;
  return `${url.pathname}${url.search}` === wanted ? url : root;
}

function challengesOf(headers: FetchResponse["headers"]): string[] {
  const all = headers.get("www-authenticate");
  // The challenges of this package contain commas only before a parameter.
  return all === null ? [] : all.split(/, (?=[A-Za-z]+(?: |$|,))/);
}

/** The same response as the gateway's: problem details (RFC 9457) without more than the status. */
function badRequest(): Response {
  const response = problemResponse(400, "Bad Request");
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}
