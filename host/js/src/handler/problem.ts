/**
 * Problem details (RFC 9457) from the host itself.
 *
 * @module
 */

/** A response with problem details that contain only the status. */
export function problemResponse(status: number, title: string): Response {
  const body = JSON.stringify({ type: "about:blank", title, status });
  return new Response(body, { status, headers: { "content-type": "application/problem+json" } });
}
