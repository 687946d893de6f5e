/**
 * Registered opaque bearer tokens (RFC 6750 section 2.1): those of a tenant's callers, and those of
 * operators, which may act for several tenants.
 *
 * @module
 */

import type { Problem } from "../../module/types.js";
import type { Operator } from "../site.js";
import { credentials, hasScheme } from "./authorization.js";
import { type AuthRequest, type Identity, proven, type Scheme } from "./caller.js";
import { find, type Known } from "./known.js";

/** Checks the registered tokens of one tenant's callers. */
export function opaqueTokens(tokens: readonly Known[]): Scheme {
  return bearer(async (token) => {
    const known = await find(tokens, token);
    return known === undefined ? "unauthenticated" : proven(known.name);
  });
}

/** Checks the keys of operators for one role: an operator without it is `forbidden`. */
export function operators(role: string, known: readonly Operator[]): Scheme {
  return bearer(async (key) => {
    const operator = await find(known, key);
    if (operator === undefined) return "unauthenticated";
    const { name, tenants, roles } = operator;
    if (!roles.some((one) => one === role)) return "forbidden";
    return { kind: "operator", name, tenants, roles };
  });
}

/** `Authorization: Bearer`, with a function that identifies the owner of a token. */
export function bearer(identify: (token: string) => Promise<Identity | Problem>): Scheme {
  return {
    challenge: "Bearer",
    isOpen: false,
    isPresent: ({ headers }: AuthRequest) => hasScheme(headers, "bearer"),
    authenticate: async ({ headers }: AuthRequest) => {
      const token = credentials(headers, "bearer");
      return token === undefined ? "unauthenticated" : identify(token);
    },
  };
}
