/**
 * Replies as HTTP responses.
 *
 * @module
 */

import { reject } from "../module/calls.js";
import type { Problem, Reply } from "../module/types.js";

/** A request that the host rejects. */
export interface Rejected {
  readonly problem: Problem;
  readonly headers?: Fields;
}

/** Header fields by name. */
export type Fields = readonly (readonly [string, string])[];

/** Converts a reply to a response. Caches must not store codes (RFC 9111 section 5.2.2.5). */
export function responseOf(reply: Reply, more: Fields = []): Response {
  const headers = new Headers({ "cache-control": "no-store", "content-type": reply.contentType });
  for (const [name, value] of more) headers.append(name, value);
  // The module's body has a buffer of its own.
  return new Response(new Uint8Array(reply.body), { status: reply.status, headers });
}

/** The response to a request that the host rejects, in the route's dialect. */
export function rejection(route: number, { problem, headers = [] }: Rejected): Response {
  return responseOf(reject(route, problem), [...headers, ...retryAfter(problem, headers)]);
}

/** The header field that says after how many seconds to try again. */
export function retryIn(milliseconds: number): Fields {
  const seconds = Math.ceil(milliseconds / 1000);
  return [["retry-after", String(Number.isSafeInteger(seconds) ? Math.max(1, seconds) : 1)]];
}

/** RFC 9110 section 10.2.3, RFC 6585 section 4. */
function retryAfter(problem: Problem, given: Fields): Fields {
  if (problem !== "too-many-requests" && problem !== "unavailable") return [];
  return given.some(([name]) => name === "retry-after") ? [] : retryIn(1000);
}

/** The response to HEAD: the response to GET without its content (RFC 9110 section 9.3.2). */
export async function withoutContent(response: Response): Promise<Response> {
  const { byteLength } = await response.arrayBuffer();
  const headers = new Headers(response.headers);
  headers.set("content-length", String(byteLength));
  return new Response(null, { status: response.status, headers });
}
