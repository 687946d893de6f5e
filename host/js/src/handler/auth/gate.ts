/**
 * The way in by one route to one tenant: each scheme that the route names.
 *
 * @module
 */

import type { Clock } from "../../clock.js";
import type { Authentication, Problem } from "../../module/types.js";
import type { Site, TenantSite } from "../site.js";
import { basic } from "./basic.js";
import { opaqueTokens, operators } from "./bearer.js";
import type { Brought, Identity, Scheme } from "./caller.js";
import { keys } from "./key.js";
import { signedTokens } from "./signed-token.js";

/** The way in by one route to one tenant. */
export class Gate {
  /** The names of query parameters that hold keys, which are taken out of the query. */
  readonly keyNames: readonly string[];
  readonly #schemes: readonly Scheme[];

  /** Where there is no tenant yet, the schemes that need one let nobody in. */
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
   * The caller, by the first scheme for which it brought anything. What it brought for others makes
   * no difference, so that nobody can try two things at once.
   */
  async authenticate(brought: Brought): Promise<Identity | Problem> {
    const tried = this.#schemes.find((scheme) => scheme.isTried(brought));
    if (tried !== undefined) return tried.authenticate(brought);
    return this.#schemes.some((scheme) => scheme.isOpen) ? { kind: "anonymous" } : "unauthenticated";
  }

  /** What a 401 names as the ways in, each once. */
  get challenges(): readonly string[] {
    return [...new Set(this.#schemes.map((scheme) => scheme.challenge))];
  }
}

/** Lets everybody in. */
const open: Scheme = {
  challenge: "Bearer",
  isOpen: false,
  isTried: () => true,
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
