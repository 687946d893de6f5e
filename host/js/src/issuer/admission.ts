/**
 * Whether a tenant may be asked for something now.
 *
 * @module
 */

import type { Route } from "../module/types.js";

/** What asks to be let in. */
export interface Asking {
  /** The route that it came by, which says what it counts towards (`Route.limit`). */
  readonly route: Route;
  /**
   * The tenant it is for. Where nobody had to prove anything it may be any text, and the answer must
   * not tell whether there is such a tenant.
   */
  readonly tenant: string;
  /** How many codes it is about, 1 to 1,000. */
  readonly codes: number;
}

/**
 * Lets requests in, or turns them away because there were too many. An issuer asks once for each
 * request, when it is clear for which tenant that is, and before anything is looked up or stored
 * for it. A repetition that is answered as it was before is not asked about.
 */
export interface Admission {
  /**
   * @returns nothing where it is let in, and then it is counted; else in how many milliseconds the
   * same would be, if nobody else is meanwhile: nothing is counted and nothing is done then.
   */
  admit(asking: Asking): Promise<number | undefined>;
}
