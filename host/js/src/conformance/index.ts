/**
 * The conformance suite for implementations of `Store`, for any test runner and platform.
 *
 * ```ts
 * import { storeCases } from "codemint/store-conformance";
 * for (const { name, run } of storeCases) test(name, () => run(async () => new YourStore()));
 * ```
 *
 * The cases are those of the Rust SDK, with the same names, except those about resealing: no store
 * of this package re-encrypts and re-hashes codes when a root key is rotated. Use the gateway for
 * that, on the same file.
 *
 * @module
 */

import type { Store } from "../store/store.js";
import { BrokenRule } from "./equal.js";
import { Fixture, type Sight } from "./fixture.js";
import { rules } from "./rules.js";

export { BrokenRule } from "./equal.js";
export type { Sight } from "./fixture.js";

/** Creates an empty store. */
export type MakeStore = () => Promise<Store>;

/** A rule for stores. */
export interface StoreCase {
  /** The rule. */
  readonly name: string;
  /**
   * Checks the rule with an empty store.
   *
   * @param sight access to the store's data beyond its interface, for more checks.
   * @throws {BrokenRule} if the store breaks the rule. The message has the rule and the difference;
   * an unexpected error of the store is the `cause`.
   */
  readonly run: (make: MakeStore, sight?: Sight) => Promise<void>;
}

/** All rules. */
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
