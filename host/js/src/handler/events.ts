/**
 * What a handler tells its host's log. Never a code, a key or a token.
 *
 * @module
 */

import type { CodemintError } from "../errors.js";
import type { Problem } from "../module/types.js";

/** What happened. */
export type HandlerEvent =
  /** A request was answered. */
  | {
      readonly kind: "answered";
      readonly id: string;
      readonly route: number;
      readonly tenant: string;
      readonly status: number;
      readonly issued: number;
      /** Names of members that were passed over, as the caller wrote them: escape them. */
      readonly ignored: readonly string[];
    }
  /** A key came in the query, where others may log it. */
  | { readonly kind: "key-in-query"; readonly id: string; readonly tenant: string }
  /** A caller did not prove who it is, or too many passwords were being checked. */
  | {
      readonly kind: "turned-away";
      readonly id: string;
      readonly tenant: string;
      readonly route: number;
      readonly problem: Problem;
    }
  /**
   * Mails that wait could not be looked at, or `waitUntil` failed: they stay where they are and are
   * sent when the outbox is drained next.
   */
  | { readonly kind: "mail-failed"; readonly tenant: string; readonly error: CodemintError }
  /**
   * A request could not be done: nothing of it is in force, unless the error is `store-unknown`.
   */
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly tenant: string;
      readonly problem: Problem;
      readonly error: CodemintError;
    };
