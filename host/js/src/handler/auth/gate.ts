/**
 * Authenticates callers of one tenant on one route, by each scheme that the route allows.
 *
 * @module
 */

import type { Clock } from "../../clock.js";
import type { Authentication, Problem } from "../../module/types.js";
import type { Site, TenantSite } from "../site.js";
import { basic } from "./basic.js";
import { opaqueTokens, operators } from "./bearer.js";
import type { AuthRequest, Identity, Scheme } from "./caller.js";
import { keys } from "./key.js";
import { signedTokens } from "./signed-token.js";

/** The authentication for one route and one tenant. */
export class Gate {
  /** The names of query parameters that contain keys, which are removed from the query. */
  readonly keyNames: readonly string[];
  readonly #schemes: readonly Scheme[];

  /** Without a tenant, the schemes that need one admit no caller. */
  constructor(
    wanted: readonly Authentication[],
    tenant: TenantSite | undefined,
    site: Site,
    clock: Clock,
  ) {
    this.keyNames = wanted.flatMap((one) => (one.scheme === "key" ? [one.name] : []));
    this.#schemes = wanted.flatMap((one) => schemeOf(one, tenant, site, clock) ?? []);
  }

  /**
   * Authenticates by the first scheme for which the request has credentials. Those for other
   * schemes are ignored, so that a caller cannot test two at once.
   */
  async authenticate(request: AuthRequest): Promise<Identity | Problem> {
    const presented = this.#schemes.find((scheme) => scheme.isPresent(request));
    if (presented !== undefined) return presented.authenticate(request);
    return this.#schemes.some((scheme) => scheme.isOpen) ? { kind: "anonymous" } : "unauthenticated";
  }

  /** The challenges in a 401 response, without duplicates. */
  get challenges(): readonly string[] {
    return [...new Set(this.#schemes.map((scheme) => scheme.challenge))];
  }
}

/** Admits every caller. */
const open: Scheme = {
  challenge: "Bearer",
  isOpen: false,
  isPresent: () => true,
  authenticate: async () => ({ kind: "public" }),
};

function schemeOf(
  wanted: Authentication,
  tenant: TenantSite | undefined,
  site: Site,
  clock: Clock,
): Scheme | undefined {
  if (wanted.scheme === "public") return open;
  if (wanted.scheme === "operator") return operators(wanted.role, site.operators ?? []);
  if (tenant === undefined) return undefined;
  switch (wanted.scheme) {
    case "signed-token":
      return signedTokens(wanted, tenant.baseUrl, tenant.accessKeys ?? [], clock);
    case "opaque-token":
      return opaqueTokens(tenant.tokens ?? []);
    case "key":
      return keys(wanted.name, {
        keys: tenant.keys ?? [],
        inQuery: tenant.keyInQuery ?? true,
        open: tenant.allowUnauthenticated ?? false,
      });
    case "basic":
      return basic(tenant.accounts ?? [], site.checkPassword);
  }
}
