/**
 * Checks the module's replies before anything is written: a reply that cannot be sent over HTTP
 * must not be discovered after a commit.
 *
 * @module
 */

import type { Problem, Reply } from "../module/types.js";
import { insist, isWhole } from "./check/insist.js";

/** A media type: visible ASCII, with spaces inside (RFC 9110 sections 5.5 and 8.3.1). */
const MEDIA_TYPE = /^[!-~](?:[ -~]{0,126}[!-~])?$/;

/** Statuses of responses without content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
const WITHOUT_CONTENT: ReadonlySet<number> = new Set([204, 205, 304]);

/** @throws {CodemintError} `nonsense` if the reply cannot be sent over HTTP. */
export function checkReply({ status, contentType, body }: Reply): void {
  const isFinal = isWhole(status) && status >= 200 && status <= 599;
  const hasContent = isFinal && !WITHOUT_CONTENT.has(status);
  insist(hasContent, "status", "not the status of a response with content");
  insist(body instanceof Uint8Array && MEDIA_TYPE.test(contentType), "text", "not a media type");
}

/** The HTTP status of each problem (RFC 9110 section 15, RFC 6585 section 4). */
const STATUSES: Readonly<Record<Problem, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  "plain-transport": 403,
  "unknown-tenant": 404,
  "method-not-allowed": 405,
  timeout: 408,
  "too-large": 413,
  "media-type": 415,
  "repeat-differs": 422,
  "too-many-requests": 429,
  internal: 500,
  "outcome-unknown": 500,
  unavailable: 503,
};

/** @throws {CodemintError} `nonsense` if a rejection does not have the status of its problem. */
export function checkRejection(reply: Reply, problem: Problem): void {
  checkReply(reply);
  insist(reply.status === STATUSES[problem], "status", "another problem's status");
}
