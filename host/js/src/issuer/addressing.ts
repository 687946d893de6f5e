/**
 * The tenant that a request is for.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Needs, Route } from "../module/types.js";
import { actsFor, type Caller } from "./caller.js";
import type { IssueRequest } from "./request.js";

/** The only tenant that the caller may act for, if there is exactly one. */
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

/** The tenant of the request's address; without one, that of a tenant's caller. */
export function tenantOfAddress({ tenant, caller }: IssueRequest): string {
  return tenant ?? (caller.kind === "tenant" ? caller.tenant : "");
}

/**
 * The tenant from the host name or the path, checked before the module reads the request;
 * `undefined` if the route takes the tenant from the request itself.
 *
 * @throws {CodemintError} `unknown-tenant` if the address names no tenant; `foreign-tenant` if the
 * caller may not act for it, or if the path names another one.
 */
export function addressed(request: IssueRequest, route: Route): string | undefined {
  const tenant = tenantOfAddress(request);
  const { from } = route.tenant;
  if (from === "request") {
    if (tenant === "") return undefined;
    throw foreignTenant();
  }
  if (tenant === "") throw unknownTenant();
  if (from === "path" && !isInPath(request, route, tenant)) throw foreignTenant();
  if (!actsFor(request.caller, tenant)) throw foreignTenant();
  return tenant;
}

/** Reports whether the path has this tenant at the position that the template defines. */
function isInPath({ path }: IssueRequest, { tenant, template }: Route, id: string): boolean {
  if (tenant.from !== "path") return true;
  const value = path[parameterNames(template).indexOf(tenant.name)];
  if (value === undefined) throw unknownTenant();
  return decoded(value) === id;
}

/** The names of a template's parameters, in order. */
export function parameterNames(template: string): readonly string[] {
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
 * The tenant of a request, once the module has read it. `address` is the tenant from the address.
 *
 * @throws {CodemintError} `foreign-tenant` if the caller may not act for it, or if both the request
 * and the address name a tenant; `unknown-tenant` if neither does and the caller may act for more
 * or fewer than one.
 */
export function tenantOf(
  { caller }: IssueRequest,
  address: string | undefined,
  { tenant: requested }: Needs,
): string {
  if (requested === undefined) {
    const only = address ?? onlyTenant(caller);
    if (only === undefined) throw unknownTenant();
    return only;
  }
  if (address !== undefined || !actsFor(caller, requested)) throw foreignTenant();
  return requested;
}

function foreignTenant(): CodemintError {
  const message = "the caller may not act for the tenant that the request names";
  return new CodemintError("foreign-tenant", message);
}

/** The error for a tenant that does not exist. */
export function unknownTenant(): CodemintError {
  return new CodemintError("unknown-tenant", "there is no such tenant");
}
