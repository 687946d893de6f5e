/**
 * Who sends a request, and whether the route and the tenant are open to that caller.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Authentication, Needs, Route } from "../module/types.js";
import type { IssueRequest } from "./request.js";

/** What an operator may do. */
export type Role = "issue" | "read" | "void" | "audit";

/**
 * Who sends a request, as the host has authenticated it. The issuer compares it with the
 * authentication that the route demands (`Route.authentication`) before it looks anything up. There
 * is no default, and no value that stands for every tenant.
 *
 * | the route demands | an operator | a tenant's caller | the public |
 * |---|---|---|---|
 * | `operator` | allowed with that role, for its tenants | 403 | 401 |
 * | a signed or opaque token, a key, a password | 403 | allowed, for that tenant | 401 |
 * | `public` | allowed, for its tenants | allowed, for that tenant | allowed |
 *
 * A route that demands one of several is open to each caller that one of them admits. A tenant that
 * the caller may not act for is answered with 403, whether it exists or not.
 */
export type Caller =
  /** An operator, who proved its identity with a key of its own. */
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
   * A caller that proved its identity to one tenant, with a key, a token or a password that is
   * registered there; or one from which that tenant demands no proof.
   */
  | {
      readonly kind: "tenant";
      /** The tenant. */
      readonly tenant: string;
      /** The name under which it authenticated; it goes to the audit trail. */
      readonly name: string;
    }
  /** A caller without any proof. On public routes the presented code is the proof. */
  | { readonly kind: "public" };

/** The name of public callers in the audit trail. */
const PUBLIC = "public";

/** The name that goes to the audit trail. */
export function nameOf(caller: Caller): string {
  return caller.kind === "public" ? PUBLIC : caller.name;
}

/**
 * Checks that the route is open to this caller.
 *
 * @throws {CodemintError} `unauthenticated` for the public where the route demands a proof;
 * `forbidden-route` for a caller of another kind than the route admits, for an operator without the
 * role, and for what is no caller.
 */
export function checkRoute(caller: Caller, route: Route): void {
  if (!isCaller(caller)) throw forbidden();
  const isPublic = route.authentication.some(({ scheme }) => scheme === "public");
  if (isPublic || hasProofFor(caller, route)) return;
  if (caller.kind !== "public") throw forbidden();
  throw new CodemintError("unauthenticated", "the route demands a proof of identity");
}

/**
 * Whether the caller may see the values of stored codes: an operator who may issue, and a tenant's
 * own callers; never on a route that admits the caller without proof.
 */
export function seesCodes(caller: Caller, route: Route): boolean {
  if (caller.kind === "public") return false;
  const allowed = caller.kind === "tenant" || caller.roles.includes("issue");
  return allowed && hasProofFor(caller, route);
}

function hasProofFor(caller: Caller, route: Route): boolean {
  return route.authentication.some((demanded) => isProof(caller, demanded));
}

function isProof(caller: Caller, demanded: Authentication): boolean {
  switch (demanded.scheme) {
    case "operator":
      return caller.kind === "operator" && caller.roles.some((role) => role === demanded.role);
    case "signed-token":
    case "opaque-token":
    case "key":
    case "basic":
      return caller.kind === "tenant";
    case "public":
      return false;
  }
}

/** Whether the caller may act for the tenant. */
function actsFor(caller: Caller, named: string): boolean {
  switch (caller.kind) {
    case "operator":
      return caller.tenants.includes(named);
    case "tenant":
      return caller.tenant === named;
    case "public":
      return true;
  }
}

/** The one tenant that the caller can mean where neither address nor request names one. */
function onlyTenant(caller: Caller): string | undefined {
  switch (caller.kind) {
    case "operator":
      return caller.tenants.length === 1 ? caller.tenants[0] : undefined;
    case "tenant":
      return caller.tenant;
    case "public":
      return undefined;
  }
}

/** The tenant that a request is addressed to: that of a tenant's caller where none is given. */
export function tenantOfAddress({ tenant, caller }: IssueRequest): string {
  return tenant ?? (caller.kind === "tenant" ? caller.tenant : "");
}

/**
 * The tenant that host name or path name, checked before the module sees the request; nothing where
 * the route leaves that to the request itself.
 *
 * @throws {CodemintError} `unknown-tenant` where the address names none; `foreign-tenant` where it
 * names one that the caller may not act for, or another one than the path does.
 */
export function addressed(request: IssueRequest, route: Route): string | undefined {
  const tenant = tenantOfAddress(request);
  const { from } = route.tenant;
  if (from === "request") {
    if (tenant === "") return undefined;
    throw foreign();
  }
  if (tenant === "") throw unknown();
  if (from === "path" && !isInPath(request, route, tenant)) throw foreign();
  if (!actsFor(request.caller, tenant)) throw foreign();
  return tenant;
}

/** Whether the path has the tenant where its template says so. */
function isInPath({ path }: IssueRequest, { tenant, template }: Route, named: string): boolean {
  if (tenant.from !== "path") return true;
  const value = path[valueNames(template).indexOf(tenant.name)];
  if (value === undefined) throw unknown();
  return decoded(value) === named;
}

/** The names of a template's values, in its order. */
export function valueNames(template: string): readonly string[] {
  const values = template.split("/").filter((part) => part.startsWith("{") && part.endsWith("}"));
  return values.map((part) => part.slice(1, -1));
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/**
 * The tenant that the request is for, once the module has read it. `address` is what the address
 * said.
 *
 * @throws {CodemintError} `foreign-tenant` where the caller may not act for it, or the request names
 * one although the address did; `unknown-tenant` where neither names one and it is not clear which
 * is meant.
 */
export function tenantOf(
  { caller }: IssueRequest,
  address: string | undefined,
  { tenant: named }: Needs,
): string {
  if (named === undefined) {
    const only = address ?? onlyTenant(caller);
    if (only === undefined) throw unknown();
    return only;
  }
  if (address !== undefined || !actsFor(caller, named)) throw foreign();
  return named;
}

/** Whether it is a caller at all: programs without types may hand over anything. */
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

function foreign(): CodemintError {
  const message = "the caller may not act for the tenant that the request names";
  return new CodemintError("foreign-tenant", message);
}

/** There is no such tenant. */
export function unknown(): CodemintError {
  return new CodemintError("unknown-tenant", "there is no such tenant");
}
