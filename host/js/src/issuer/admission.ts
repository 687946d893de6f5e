/**
 * Rate limits on requests.
 *
 * @module
 */

import type { Route } from "../module/types.js";

/** A request that asks for admission. */
export interface Asking {
  /** The route, which says what the request counts towards (`Route.limit`). */
  readonly route: Route;
  /**
   * The tenant. On a public route it may be any text, and the answer must not reveal whether there
   * is such a tenant.
   */
  readonly tenant: string;
  /** The number of codes in the request, 1 to 1,000. */
  readonly codes: number;
}

/**
 * Admits requests, or rejects them if there are too many. An issuer asks once per request, when it
 * knows the tenant and before it looks up or stores anything for it. It does not ask about a
 * repeated request that gets the stored answer.
 */
export interface Admission {
  /**
   * @returns `undefined` if the request is admitted, which counts it; otherwise after how many
   * milliseconds the same request would be, without other requests in between. Then it is not
   * counted.
   */
  admit(asking: Asking): Promise<number | undefined>;
}
