/**
 * Identities of callers, and the interface of authentication schemes.
 *
 * @module
 */

import type { Caller, Role } from "../../issuer/caller.js";
import type { Problem } from "../../module/types.js";
import type { Query } from "../query.js";

/** The identity of a caller, as a gate determined it. */
export type Identity =
  /** An operator. */
  | {
      readonly kind: "operator";
      readonly name: string;
      /** The tenants that it may act for. */
      readonly tenants: readonly string[];
      readonly roles: readonly Role[];
    }
  /** A caller that authenticated to the tenant of the gate. */
  | { readonly kind: "tenant"; readonly name: string }
  /** A caller from which the tenant of the gate requires no authentication. */
  | { readonly kind: "anonymous" }
  /** A caller on a public route. */
  | { readonly kind: "public" };

/** The parts of a request that may contain credentials. */
export interface AuthRequest {
  readonly headers: Headers;
  /** The query, and the keys that were removed from it. */
  readonly query: Query;
}

/** Authenticates the callers of one tenant by one scheme. */
export interface Scheme {
  /** Reports whether the request has credentials for this scheme, valid or not. */
  isPresent(request: AuthRequest): boolean;
  /** Returns the identity, or the problem. The exact reason is not revealed. */
  authenticate(request: AuthRequest): Promise<Identity | Problem>;
  /** The challenge in a 401 response (RFC 9110 section 11.6.1). */
  readonly challenge: string;
  /** Whether it admits callers without credentials. */
  readonly isOpen: boolean;
}

/** The identity of a caller that authenticated to a tenant. */
export function proven(name: string): Identity {
  return { kind: "tenant", name };
}

/** The name of unauthenticated callers, if a tenant requires no authentication. */
const ANONYMOUS = "anonymous";

/** The caller for the issuer; `tenant` is the gate's, empty if it has none. */
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
