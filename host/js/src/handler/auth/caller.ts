/**
 * Who is asking, and what they brought to prove it.
 *
 * @module
 */

import type { Problem } from "../../module/types.js";
import type { Query } from "../query.js";

/** Who is asking. */
export interface Caller {
  /** The name, for the audit trail. */
  readonly name: string;
  /**
   * For which tenants it may speak: for the one that it proved itself to, for these, or for nobody,
   * since it brings a code.
   */
  readonly speaks: "for-the-tenant" | "for-nobody" | readonly string[];
  /** Whether it may see the values of codes that are kept. */
  readonly seesCodes: boolean;
  /** Whether it has proved who it is. */
  readonly proven: boolean;
}

/** What a caller brought to prove who it is. */
export interface Brought {
  readonly headers: Headers;
  /** The query, and the keys that were taken out of it. */
  readonly query: Query;
}

/** Checks callers of one tenant for one scheme. */
export interface Scheme {
  /** Whether the caller brought anything for it, right or wrong. */
  isTried(brought: Brought): boolean;
  /** Who it is, or why it is turned away. Which of the many reasons it was is not told. */
  authenticate(brought: Brought): Promise<Caller | Problem>;
  /** What a 401 names as the way in (RFC 9110 section 11.6.1). */
  readonly challenge: string;
  /** Whether it lets in whoever brings nothing. */
  readonly isOpen: boolean;
}

/** Somebody who proved itself to a tenant. What it may see is the tenant's business. */
export function proven(name: string): Caller {
  return { name, speaks: "for-the-tenant", seesCodes: true, proven: true };
}

/** Somebody of whom the tenant wants no proof. */
export const ANONYMOUS: Caller = {
  name: "anonymous",
  speaks: "for-the-tenant",
  seesCodes: true,
  proven: false,
};

/** Somebody who brings a code, which is the proof. */
export const PUBLIC: Caller = {
  name: "public",
  speaks: "for-nobody",
  seesCodes: false,
  proven: false,
};
