/**
 * Request targets and host names.
 *
 * @module
 */

import { isIpv4 } from "./address.js";

/**
 * The target of a request, from the request line and the Host header: routes are matched against
 * the path exactly as received, tenants against the host.
 */
export interface RequestTarget {
  /** The path, percent-encoded as received; empty if the target has none. */
  readonly path: string;
  /** The query as received, without the question mark. */
  readonly query: string;
  /** The host name, with or without a port. */
  readonly host: string;
}

/**
 * The target of a request if only its URL is known. The URL parser has removed dot segments from
 * the path and turned backslashes into slashes (WHATWG URL, section 4.4).
 */
export function targetOf({ pathname, search, host }: UrlParts): RequestTarget {
  return { path: pathname, query: search.slice(1), host };
}

/** The members of a `URL` that are needed. */
interface UrlParts {
  readonly pathname: string;
  readonly search: string;
  readonly host: string;
}

/** A host name in lower case, without a port and without trailing dots. */
export function nameOfHost(host: string): string {
  const colon = host.lastIndexOf(":");
  const hasPort = colon >= 0 && PORT.test(host.slice(colon + 1));
  let end = hasPort ? colon : host.length;
  while (end > 0 && host[end - 1] === ".") end -= 1;
  return host.slice(0, end).toLowerCase();
}

/** The digits of a port after the last colon. */
const PORT = /^[0-9]*$/;

/** The first label of a host name; `undefined` for an IP address, which has no labels. */
export function labelOf(host: string): string | undefined {
  return host.startsWith("[") || isIpv4(host) ? undefined : host.split(".", 1)[0];
}
