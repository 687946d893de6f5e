/**
 * The tenants that an issuer serves, and for which of them a request is.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { OfflineKey } from "../offline/key.js";
import type { Needs, Policy, Purpose } from "../module/types.js";
import type { IssueRequest } from "./request.js";

/** The rules for one purpose of a tenant. */
export interface PurposeRules {
  /** What the tenant allows. */
  readonly policy: Policy;
  /**
   * After how many seconds the values of expired codes are removed, leaving a tombstone; never where
   * it is not given. Whoever runs the issuer calls `Store.removeExpired` now and then.
   */
  readonly removeAfter?: number;
}

/** What an issuer knows of a tenant. */
export interface TenantRules {
  /** The purposes that codes are issued for; nothing is allowed for others. */
  readonly purposes: { readonly [purpose in Purpose]?: PurposeRules };
  /**
   * Has codes for computers made so that the computer, with its own key, verifies them without a
   * network.
   */
  readonly offlineKey?: OfflineKey;
}

/** Tenants by their names. */
export type Tenants = ReadonlyMap<string, TenantRules>;

/** A policy that allows nothing: for purposes and tenants that there are none of. */
export const NOTHING: Policy = {
  format: { alphabet: "decimal", length: 32 },
  maxTries: 1,
  minValidity: 1,
  maxValidity: 1,
  usualValidity: 1,
  issuingAllowed: false,
  mailConfigured: false,
  mailDomains: [],
  linkBase: "",
  sealed: false,
  hiddenTold: false,
  reasonRequired: false,
  spans: [],
  qrTemplate: "",
  qrDataUri: false,
};

/**
 * The tenant of a request that was understood; nothing where nobody had to prove anything and there
 * is no such tenant.
 *
 * @throws {CodemintError} `foreign-tenant` when the caller may not speak for it; `unknown-tenant`
 * when there is none, or none is named and it is not clear.
 */
export function tenantOf(
  served: Tenants,
  request: IssueRequest,
  needs: Needs,
): string | undefined {
  const tenant = named(request, needs);
  if (served.has(tenant)) return tenant;
  if (request.tenant === "" && request.tenants === undefined) return undefined;
  throw unknown();
}

/** The tenant that the request, or else the caller's only one, names. */
function named(request: IssueRequest, needs: Needs): string {
  const { tenant, tenants: allowed } = request;
  if (needs.tenant !== undefined) {
    const may = allowed === undefined || allowed.includes(needs.tenant);
    if (tenant === "" && may) return needs.tenant;
    throw new CodemintError("foreign-tenant", "the caller may not speak for that tenant");
  }
  if (tenant !== "") return tenant;
  const only = allowed?.length === 1 ? allowed[0] : undefined;
  if (only === undefined) throw unknown();
  return only;
}

function unknown(): CodemintError {
  return new CodemintError("unknown-tenant", "there is no such tenant");
}
