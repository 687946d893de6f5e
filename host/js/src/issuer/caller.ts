/**
 * The caller of a request, and which routes and tenants are open to it.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Authentication, Route } from "../module/types.js";

/** What an operator may do. */
export type Role = "issue" | "read" | "void" | "audit";

/**
 * The caller of a request, as authenticated by the host. The issuer compares it with the
 * authentication that the route requires (`Route.authentication`) before it looks anything up.
 * There is no default, and no value that means every tenant.
 *
 * | the route requires | an operator | a tenant's caller | the public |
 * |---|---|---|---|
 * | `operator` | allowed with that role, for its tenants | 403 | 401 |
 * | a signed or opaque token, a key, a password | 403 | allowed, for that tenant | 401 |
 * | `public` | allowed, for its tenants | allowed, for that tenant | allowed |
 *
 * A route with several alternatives is open to every caller that one of them admits. For a tenant
 * that the caller may not act for the status is 403, whether the tenant exists or not.
 */
export type Caller =
  /** An operator that authenticated with its own key. */
  | {
      readonly kind: "operator";
      /** The name under which it authenticated; it goes to the audit trail. */
      readonly name: string;
      /** The tenants that it may act for. An empty list means none. */
      readonly tenants: readonly string[];
      /** What it may do. An empty list means nothing. */
      readonly roles: readonly Role[];
    }
  /**
   * A caller that authenticated to one tenant with a key, a token or a password that is registered
   * there; or one from which that tenant requires no authentication.
   */
  | {
      readonly kind: "tenant";
      /** The tenant. */
      readonly tenant: string;
      /** The name under which it authenticated; it goes to the audit trail. */
      readonly name: string;
    }
  /** An unauthenticated caller. On public routes the presented code is the proof. */
  | { readonly kind: "public" };

/** The name of public callers in the audit trail. */
const PUBLIC = "public";

/** The caller's name for the audit trail. */
export function nameOf(caller: Caller): string {
  return caller.kind === "public" ? PUBLIC : caller.name;
}

/**
 * Checks that the route is open to this caller.
 *
 * @throws {CodemintError} `unauthenticated` for a public caller if the route requires
 * authentication; `forbidden-route` for a kind of caller that the route does not admit, for an
 * operator without the role, and for a value that is not a caller.
 */
export function checkRoute(caller: Caller, route: Route): void {
  if (!isCaller(caller)) throw forbidden();
  const isPublic = route.authentication.some(({ scheme }) => scheme === "public");
  if (isPublic || isAdmitted(caller, route)) return;
  if (caller.kind !== "public") throw forbidden();
  throw new CodemintError("unauthenticated", "the route requires authentication");
}

/**
 * Reports whether the caller may see the values of stored codes: an operator that may issue, and a
 * tenant's own callers; never on a route that admits the caller without authentication.
 */
export function seesCodes(caller: Caller, route: Route): boolean {
  if (caller.kind === "public") return false;
  const allowed = caller.kind === "tenant" || caller.roles.includes("issue");
  return allowed && isAdmitted(caller, route);
}

function isAdmitted(caller: Caller, route: Route): boolean {
  return route.authentication.some((required) => satisfies(caller, required));
}

function satisfies(caller: Caller, required: Authentication): boolean {
  switch (required.scheme) {
    case "operator":
      return caller.kind === "operator" && caller.roles.some((role) => role === required.role);
    case "signed-token":
    case "opaque-token":
    case "key":
    case "basic":
      return caller.kind === "tenant";
    case "public":
      return false;
  }
}

/** Reports whether the caller may act for the tenant. */
export function actsFor(caller: Caller, tenant: string): boolean {
  switch (caller.kind) {
    case "operator":
      return caller.tenants.includes(tenant);
    case "tenant":
      return caller.tenant === tenant;
    case "public":
      return true;
  }
}

/** Reports whether a value is a caller: a program without types may pass anything. */
function isCaller(caller: unknown): caller is Caller {
  if (typeof caller !== "object" || caller === null || !("kind" in caller)) return false;
  const { kind, name, tenant, tenants, roles } = caller as Record<string, unknown>;
  if (kind === "public") return true;
  if (typeof name !== "string") return false;
  if (kind === "tenant") return typeof tenant === "string" && tenant !== "";
  return kind === "operator" && Array.isArray(tenants) && Array.isArray(roles);
}

function forbidden(): CodemintError {
  return new CodemintError("forbidden-route", "the route is not open to this caller");
}
