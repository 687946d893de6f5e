/**
 * The module's replies, checked before anything is written: one that cannot be sent as HTTP must not
 * be found out after a commit.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Reply } from "../module/types.js";

/** A media type of visible ASCII with spaces within (RFC 9110 sections 5.5 and 8.3.1). */
const MEDIA_TYPE = /^[!-~](?:[ -~]{0,126}[!-~])?$/;

/** Statuses whose answers have no content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
const WITHOUT_CONTENT: ReadonlySet<number> = new Set([204, 205, 304]);

/** @throws {CodemintError} `nonsense` for a reply that is none. */
export function checkReply({ status, contentType, body }: Reply): void {
  const fits =
    Number.isSafeInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    !WITHOUT_CONTENT.has(status) &&
    body instanceof Uint8Array &&
    MEDIA_TYPE.test(contentType);
  if (!fits) throw new CodemintError("nonsense", "the module answers nonsense: a reply that is none");
}
