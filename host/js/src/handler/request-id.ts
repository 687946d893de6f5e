/**
 * Request IDs for the log and the caller: `x-request-id`.
 *
 * @module
 */

/** The characters of an ID: none that could break a log line or a header. */
const ID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/** The ID from the caller, or a new one. */
export function requestId(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && ID.test(given) ? given : crypto.randomUUID();
}
