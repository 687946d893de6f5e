/**
 * IDs of requests, for the log and the caller: `x-request-id`.
 *
 * @module
 */

/** What an ID may be made of: nothing that a log line or a header could misread. */
const ID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/** The ID that the caller gave its request, or else a new one. */
export function requestId(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && ID.test(given) ? given : crypto.randomUUID();
}
