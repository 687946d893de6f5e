/**
 * Where a request was sent.
 *
 * @module
 */

import { isIpv4 } from "./address.js";

/**
 * Where a request was sent, as its first line and its Host header say: routes are found by the path
 * exactly as it came, and tenants by the host.
 */
export interface RequestTarget {
  /** The path, percent-encoded as it came; empty where the target has none. */
  readonly path: string;
  /** What follows the question mark, as it came. */
  readonly query: string;
  /** The host name, with or without a port. */
  readonly host: string;
}

/**
 * The target of a request of which only the URL is known. A URL parser has removed the dot segments
 * of its path and turned backslashes into slashes (WHATWG URL, section 4.4).
 */
export function targetOf({ pathname, search, host }: UrlParts): RequestTarget {
  return { path: pathname, query: search.slice(1), host };
}

/** What is wanted of a `URL`. */
interface UrlParts {
  readonly pathname: string;
  readonly search: string;
  readonly host: string;
}

/** A host name in lower case, without a port and without dots at its end. */
export function nameOfHost(host: string): string {
  const colon = host.lastIndexOf(":");
  const hasPort = colon >= 0 && PORT.test(host.slice(colon + 1));
  let end = hasPort ? colon : host.length;
  while (end > 0 && host[end - 1] === ".") end -= 1;
  return host.slice(0, end).toLowerCase();
}

/** What may follow the last colon, if that is a port. */
const PORT = /^[0-9]*$/;

/** The first label of a host name; nothing for an address, which has no labels. */
export function labelOf(host: string): string | undefined {
  return host.startsWith("[") || isIpv4(host) ? undefined : host.split(".", 1)[0];
}
