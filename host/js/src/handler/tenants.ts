/**
 * Finds the tenant of a request.
 *
 * @module
 */

import type { Clock } from "../clock.js";
import { CodemintError } from "../errors.js";
import type { Route } from "../module/types.js";
import { Gate } from "./auth/gate.js";
import { decoded } from "./query.js";
import type { Site, TenantSite } from "./site.js";
import { parameterNames } from "../issuer/addressing.js";
import { labelOf } from "./target.js";

/** A tenant and its configuration. */
export interface Tenant {
  readonly id: string;
  readonly site: TenantSite;
  /** The gates, one for each route of the module. */
  readonly gates: readonly Gate[];
}

/** The tenants that are served, and the gates for requests that name the tenant themselves. */
export class Tenants {
  readonly #all: readonly Tenant[];
  readonly #shared: readonly Gate[];

  /** @throws {CodemintError} `configuration` if a tenant's base URL or keys cannot be used. */
  constructor(site: Site, routes: readonly Route[], clock: Clock) {
    const gates = (tenant?: TenantSite) =>
      routes.map((route) => new Gate(route.authentication, tenant, site, clock));
    this.#all = Object.entries(site.tenants).map(([id, tenant]) => {
      if (!isBaseUrl(tenant.baseUrl)) {
        const path = `tenants.${id}.baseUrl`;
        const message = "not a base URL without a trailing slash";
        throw new CodemintError("configuration", message, { path });
      }
      return { id, site: tenant, gates: gates(tenant) };
    });
    this.#shared = gates();
  }

  /** The gate for a route; without a tenant, that for requests which name the tenant themselves. */
  gate(route: number, tenant: Tenant | undefined): Gate | undefined {
    return (tenant?.gates ?? this.#shared)[route];
  }

  /** The tenant of a request to that route, with these path parameters, on that host. */
  find(route: Route, values: readonly string[], host: string): Tenant | undefined {
    switch (route.tenant.from) {
      case "host":
        return this.#at(host);
      case "host-label":
        return this.#labelled(host) ?? this.#at(host);
      case "path": {
        const value = values[parameterNames(route.template).indexOf(route.tenant.name)];
        return this.#all.find((tenant) => value !== undefined && tenant.id === decoded(value));
      }
      case "request":
        return undefined;
    }
  }

  /** The tenant with this host name. */
  #at(host: string): Tenant | undefined {
    return this.#all.find(({ site }) => {
      const hosts = site.hosts ?? [];
      return hosts.length === 0 || hosts.includes(host);
    });
  }

  /** The tenant whose ID is the first label of this host name. An IP address has no labels. */
  #labelled(host: string): Tenant | undefined {
    const label = labelOf(host);
    return this.#all.find(({ id }) => id.toLowerCase() === label);
  }
}

/** Reports whether a text is an absolute HTTP URL without query, fragment and trailing slash. */
function isBaseUrl(text: string): boolean {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return false;
  return !text.includes("?") && !text.includes("#") && !text.endsWith("/");
}
