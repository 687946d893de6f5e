/**
 * Registered keys, in a header or in the query.
 *
 * @module
 */

import { type AuthRequest, proven, type Scheme } from "./caller.js";
import { equal } from "../../keys/equal.js";
import { find, type Known, sha256 } from "./known.js";

/** How a tenant accepts keys. */
export interface KeyRules {
  readonly keys: readonly Known[];
  /** Whether a key may be sent in the query. */
  readonly inQuery: boolean;
  /** Whether callers need no key as long as none is registered. */
  readonly open: boolean;
}

/** Checks the keys of one tenant's callers, in the header or parameter `name`. */
export function keys(name: string, rules: KeyRules): Scheme {
  const isOpen = rules.open && rules.keys.length === 0;
  return {
    challenge: `ApiKey name="${name}"`,
    isOpen,
    isPresent: ({ headers, query }: AuthRequest) =>
      headers.has(name) || query.keys(name).length > 0,
    authenticate: async (request: AuthRequest) => {
      if (isOpen) return { kind: "anonymous" };
      const given = await only(name, rules, request);
      const known = given === undefined ? undefined : await find(rules.keys, given);
      return known === undefined ? "unauthenticated" : proven(known.name);
    },
  };
}

/**
 * The key of a request. If it is in both places, both must be equal; two in one place are rejected,
 * since other systems may have read the other one. (Two headers are joined with a comma, which no
 * key matches.)
 */
async function only(
  name: string,
  rules: KeyRules,
  { headers, query }: AuthRequest,
): Promise<string | undefined> {
  const header = headers.get(name) ?? undefined;
  const [parameter, ...more] = query.keys(name);
  if (more.length > 0 || (parameter !== undefined && !rules.inQuery)) return undefined;
  if (header === undefined || parameter === undefined) return header ?? parameter;
  return equal(await sha256(header), await sha256(parameter)) ? header : undefined;
}
