/**
 * The target and the host of a request as received, by the rules of HTTP, not those of the URL
 * standard.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";
import type { RequestTarget } from "../handler/target.js";
import { isHost } from "./host.js";

/** The schemes (RFC 3986 section 3.1) of targets in absolute form (RFC 9110 section 4.2). */
const SCHEMES = ["http://", "https://"];

/** The characters of a target and a host: visible ASCII (RFC 9112 section 3.2). */
const VISIBLE = /^[!-~]*$/;

/**
 * The target of a request. `undefined` if it is malformed, or the host is missing, given twice or
 * malformed (RFC 9112 section 3.2): such a request is answered with 400.
 */
export function targetOf({ url = "", rawHeaders, httpVersion }: IncomingMessage): RequestTarget | undefined {
  const hosts = hostsOf(rawHeaders);
  // RFC 9112 section 3.2: exactly one since HTTP/1.1, at most one before.
  const isValid = hosts.length === 1 || (hosts.length === 0 && httpVersion === "1.0");
  if (!isValid || !hosts.every(isHost) || !VISIBLE.test(url)) return undefined;
  const [host = ""] = hosts;
  if (url.startsWith("/") || url === "*") return { ...split(url), host };
  const scheme = SCHEMES.find((known) => url.slice(0, known.length).toLowerCase() === known);
  return scheme === undefined ? undefined : absolute(url.slice(scheme.length));
}

/** The absolute form (RFC 9112 section 3.2.2): its authority replaces the Host header. */
function absolute(rest: string): RequestTarget | undefined {
  let end = 0;
  while (end < rest.length && !"/?#".includes(rest[end] ?? "")) end += 1;
  const host = rest.slice(0, end);
  if (host === "" || !isHost(host)) return undefined;
  const { path, query } = split(rest.slice(end));
  return { path: path === "" ? "/" : path, query, host };
}

/** Path and query. A fragment is not part of a target (RFC 9112 section 3.2), and is ignored. */
function split(target: string): { path: string; query: string } {
  const hash = target.indexOf("#");
  const whole = hash < 0 ? target : target.slice(0, hash);
  const mark = whole.indexOf("?");
  if (mark < 0) return { path: whole, query: "" };
  return { path: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

function hostsOf(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter(
    (_, place) => place % 2 === 1 && rawHeaders[place - 1]?.toLowerCase() === "host",
  );
}
