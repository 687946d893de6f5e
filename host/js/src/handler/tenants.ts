/**
 * Whom a call is for.
 *
 * @module
 */

import type { Clock } from "../clock.js";
import { CodemintError } from "../errors.js";
import type { Route } from "../module/types.js";
import { Gate } from "./auth/gate.js";
import { decoded } from "./query.js";
import type { Site, TenantSite } from "./site.js";
import { valueNames } from "../issuer/caller.js";
import { labelOf } from "./target.js";

/** A tenant that was found. */
export interface Tenant {
  readonly id: string;
  readonly site: TenantSite;
  /** The ways in, one for each route of the module. */
  readonly gates: readonly Gate[];
}

/** The tenants that are served, and the ways in where the request itself says for which it is. */
export class Tenants {
  readonly #all: readonly Tenant[];
  readonly #shared: readonly Gate[];

  /** @throws {CodemintError} `configuration` where a tenant's keys cannot be used. */
  constructor(site: Site, routes: readonly Route[], clock: Clock) {
    const gates = (tenant?: TenantSite) =>
      routes.map((route) => new Gate(route.authentication, tenant, site, clock));
    this.#all = Object.entries(site.tenants).map(([id, tenant]) => {
      if (!isBaseUrl(tenant.baseUrl)) {
        const path = `tenants.${id}.baseUrl`;
        throw new CodemintError("configuration", "no base URL without a slash at its end", { path });
      }
      return { id, site: tenant, gates: gates(tenant) };
    });
    this.#shared = gates();
  }

  /** The way in by a route; where there is no tenant, that of requests which say it themselves. */
  gate(route: number, tenant: Tenant | undefined): Gate | undefined {
    return (tenant?.gates ?? this.#shared)[route];
  }

  /** The tenant of a call by that route, with those values in its path, sent to that host. */
  find(route: Route, values: readonly string[], host: string): Tenant | undefined {
    switch (route.tenant.from) {
      case "host":
        return this.#at(host);
      case "host-label":
        return this.#labelled(host) ?? this.#at(host);
      case "path": {
        const value = values[valueNames(route.template).indexOf(route.tenant.name)];
        return this.#all.find((tenant) => value !== undefined && tenant.id === decoded(value));
      }
      case "request":
        return undefined;
    }
  }

  /** The tenant that is served under this host name. */
  #at(host: string): Tenant | undefined {
    return this.#all.find(({ site }) => {
      const hosts = site.hosts ?? [];
      return hosts.length === 0 || hosts.includes(host);
    });
  }

  /** The tenant that the first label of this host name names. An address has no labels. */
  #labelled(host: string): Tenant | undefined {
    const label = labelOf(host);
    return this.#all.find(({ id }) => id.toLowerCase() === label);
  }
}

/** Whether it is an absolute URL over HTTP, with neither query nor fragment nor a slash at its end. */
function isBaseUrl(text: string): boolean {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return false;
  return !text.includes("?") && !text.includes("#") && !text.endsWith("/");
}
