/**
 * For Node: a handler as a listener of `node:http` or `node:https`.
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

/** Listens: to be given to `http.createServer` or `https.createServer`. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * A listener that answers by that handler. Every header reaches it as often as it came, so that no
 * second proof can hide behind a first one. Routes are found by the request target as it came
 * (`HandlerOptions.target`), never by what a URL parser makes of target and Host header.
 *
 * Make the server with its usual `requireHostHeader`, and with a `requestTimeout`.
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
  const body = new Body(incoming);
  try {
    const target = targetOf(incoming);
    const request = target === undefined ? undefined : requestOf(incoming, target, body);
    const response =
      request === undefined || target === undefined
        ? badRequest()
        : await handler(request, { ...options, target });
    // What was not read to its end cannot be followed by another request.
    if (!(await body.discard())) outgoing.setHeader("connection", "close");
    await send(response, outgoing);
  } finally {
    body.end();
  }
}

async function send(response: FetchResponse, outgoing: ServerResponse): Promise<void> {
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
  target: RequestTarget,
  body: Body,
): Request | undefined {
  const named = incoming.method ?? "";
  // The Fetch standard has no requests of these methods. No route has them either, so that the
  // answer is that to a method that does not exist.
  const method = FORBIDDEN.has(named) ? `NOT-${named}` : named;
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
 * The URL that a request was sent to. Where no URL says exactly that path and query, as with dot
 * segments and backslashes, it is the host's root, so that what looks at URLs finds nothing else in
 * it. A host that no URL can have is `host.invalid` (RFC 2606 section 2).
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
  // Those of this package have commas within a challenge only before a parameter.
  return all === null ? [] : all.split(/, (?=[A-Za-z]+(?: |$|,))/);
}

/** As the gateway has it: problem details (RFC 9457) that say no more than the status. */
function badRequest(): Response {
  const response = problemResponse(400, "Bad Request");
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}
