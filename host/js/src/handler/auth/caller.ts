/**
 * Who is asking, and what they brought to prove it.
 *
 * @module
 */

import type { Caller, Role } from "../../issuer/caller.js";
import type { Problem } from "../../module/types.js";
import type { Query } from "../query.js";

/** Who is asking, as a gate found out. */
export type Identity =
  /** An operator. */
  | {
      readonly kind: "operator";
      readonly name: string;
      /** The tenants that it may act for. */
      readonly tenants: readonly string[];
      readonly roles: readonly Role[];
    }
  /** A caller that proved its identity to the tenant of the gate. */
  | { readonly kind: "tenant"; readonly name: string }
  /** A caller from which the tenant of the gate demands no proof. */
  | { readonly kind: "anonymous" }
  /** A caller on a public route. */
  | { readonly kind: "public" };

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
  /** Who it is, or why it is turned away. Which of the many reasons it was is not revealed. */
  authenticate(brought: Brought): Promise<Identity | Problem>;
  /** What a 401 names as the way in (RFC 9110 section 11.6.1). */
  readonly challenge: string;
  /** Whether it lets in callers that bring nothing. */
  readonly isOpen: boolean;
}

/** A caller that proved its identity to a tenant. */
export function proven(name: string): Identity {
  return { kind: "tenant", name };
}

/** The name of callers without a proof, where a tenant demands none. */
const ANONYMOUS = "anonymous";

/** The caller as the issuer takes it; `tenant` is the gate's, empty where it has none. */
export function callerAt(identity: Identity, tenant: string): Caller {
  switch (identity.kind) {
    case "operator":
    case "public":
      return identity;
    case "tenant":
      return { kind: "tenant", tenant, name: identity.name };
    case "anonymous":
      return { kind: "tenant", tenant, name: ANONYMOUS };
  }
}
