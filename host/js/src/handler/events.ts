/**
 * The events that a handler reports for the host's log. They never contain a code, a key or a
 * token.
 *
 * @module
 */

import type { CodemintError } from "../errors.js";
import type { Problem } from "../module/types.js";

/** An event of a handler. */
export type HandlerEvent =
  /** A request was answered. */
  | {
      readonly kind: "answered";
      readonly id: string;
      readonly route: number;
      readonly tenant: string;
      readonly status: number;
      readonly issued: number;
      /** The names of members that were ignored, as the caller wrote them: escape them. */
      readonly ignored: readonly string[];
    }
  /** A key was sent in the query, where other systems may log it. */
  | { readonly kind: "key-in-query"; readonly id: string; readonly tenant: string }
  /** A caller was not authenticated, or too many passwords were being checked. */
  | {
      readonly kind: "turned-away";
      readonly id: string;
      readonly tenant: string;
      readonly route: number;
      readonly problem: Problem;
    }
  /**
   * Waiting mails could not be read, or `waitUntil` failed: they remain in the store, and are sent
   * when the outbox is next drained.
   */
  | { readonly kind: "mail-failed"; readonly tenant: string; readonly error: CodemintError }
  /**
   * A request was not carried out: nothing was written, unless the error is `store-unknown`.
   */
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly tenant: string;
      readonly problem: Problem;
      readonly error: CodemintError;
    };
