/**
 * Replies as HTTP.
 *
 * @module
 */

import type { Reply } from "../module/types.js";

/** A reply as HTTP. Codes must not be kept by anything in between (RFC 9111 section 5.2.2.5). */
export function responseOf(reply: Reply, more: Iterable<readonly [string, string]> = []): Response {
  const headers = new Headers({ "cache-control": "no-store", "content-type": reply.contentType });
  for (const [name, value] of more) headers.append(name, value);
  // A body that the module made has a buffer of its own.
  return new Response(new Uint8Array(reply.body), { status: reply.status, headers });
}

/** Problem details (RFC 9457) that say no more than the status. */
export function problemResponse(status: number, title: string): Response {
  const body = JSON.stringify({ type: "about:blank", title, status });
  return new Response(body, { status, headers: { "content-type": "application/problem+json" } });
}
