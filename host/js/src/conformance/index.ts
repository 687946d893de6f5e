/**
 * What every store is held to: a suite for those who write one, in any test runner and on any host.
 *
 * ```ts
 * import { storeCases } from "codemint/store-conformance";
 * for (const { name, run } of storeCases) test(name, () => run(async () => new YourStore()));
 * ```
 *
 * The cases are those of the Rust SDK, by the same names, except those about resealing: no store of
 * this package puts new forms of codes in the place of old ones when a root key is replaced. A host
 * that must renew does it with the gateway, on the same file.
 *
 * @module
 */

import type { Store } from "../store/store.js";
import { BrokenRule } from "./equal.js";
import { Fixture, type Sight } from "./fixture.js";
import { rules } from "./rules.js";

export { BrokenRule } from "./equal.js";
export type { Sight } from "./fixture.js";

/** Makes an empty store. */
export type MakeStore = () => Promise<Store>;

/** A rule that every store keeps. */
export interface StoreCase {
  /** The rule. */
  readonly name: string;
  /**
   * Holds an empty store to the rule.
   *
   * @param sight what can be seen of the store beyond its interface; with it more is looked at.
   * @throws {BrokenRule} when the store breaks it: the message says the rule, and what was seen
   * instead. What the store throws itself, where it must not, is its `cause`.
   */
  readonly run: (make: MakeStore, sight?: Sight) => Promise<void>;
}

/** Every rule. */
export const storeCases: readonly StoreCase[] = rules.map(([name, check]) => ({
  name,
  run: async (make, sight) => {
    const fixture = new Fixture(await make(), sight);
    try {
      await check(fixture);
    } catch (cause) {
      const seen = cause instanceof Error ? cause.message : String(cause);
      throw new BrokenRule(`the store breaks the rule \`${name}\`: ${seen}`, { cause });
    }
  },
}));
