/**
 * Registered keys, in a header or in the query.
 *
 * @module
 */

import { type Brought, proven, type Scheme } from "./caller.js";
import { equal } from "../../keys/equal.js";
import { find, type Known, sha256 } from "./known.js";

/** Where a tenant takes its keys. */
export interface KeyRules {
  readonly keys: readonly Known[];
  /** Whether a key may stand in the query. */
  readonly inQuery: boolean;
  /** Whether nobody needs a key, as long as there is none. */
  readonly open: boolean;
}

/** Checks the keys of one tenant's callers, in the header or parameter `name`. */
export function keys(name: string, rules: KeyRules): Scheme {
  const isOpen = rules.open && rules.keys.length === 0;
  return {
    challenge: `ApiKey name="${name}"`,
    isOpen,
    isTried: ({ headers, query }: Brought) => headers.has(name) || query.keys(name).length > 0,
    authenticate: async (brought: Brought) => {
      if (isOpen) return { kind: "anonymous" };
      const given = await only(name, rules, brought);
      const known = given === undefined ? undefined : await find(rules.keys, given);
      return known === undefined ? "unauthenticated" : proven(known.name);
    },
  };
}

/**
 * The one key that was given. A key in both places must be one key; two in one place are none, since
 * it cannot be known which of them others have looked at. (Two headers arrive as one with a comma,
 * which is nobody's key.)
 */
async function only(
  name: string,
  rules: KeyRules,
  { headers, query }: Brought,
): Promise<string | undefined> {
  const header = headers.get(name) ?? undefined;
  const [parameter, ...more] = query.keys(name);
  if (more.length > 0 || (parameter !== undefined && !rules.inQuery)) return undefined;
  if (header === undefined || parameter === undefined) return header ?? parameter;
  return equal(await sha256(header), await sha256(parameter)) ? header : undefined;
}
