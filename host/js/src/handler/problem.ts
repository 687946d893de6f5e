/**
 * Problem details (RFC 9457) of the host's own.
 *
 * @module
 */

/** Problem details that say no more than the status. */
export function problemResponse(status: number, title: string): Response {
  const body = JSON.stringify({ type: "about:blank", title, status });
  return new Response(body, { status, headers: { "content-type": "application/problem+json" } });
}
