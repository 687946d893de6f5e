/**
 * What the parts of an issuer share.
 *
 * @module
 */

import { type Clock, time } from "../clock.js";
import type { Directory } from "../directory.js";
import type { Seeds } from "../entropy.js";
import type { Keys } from "../keys/keys.js";
import type { Needs, Policy, Purpose } from "../module/types.js";
import type { Store } from "../store/store.js";
import { NOTHING, type PurposeRules, type Tenants } from "./tenants.js";
import type { Ticks } from "./ticks.js";

/** The parts of an issuer that a request needs. */
export interface Context {
  readonly store: Store;
  readonly directory: Directory;
  readonly clock: Clock;
  /** The order of settlements within a second. */
  readonly ticks: Ticks;
  readonly seeds: Seeds;
  readonly keys: Keys;
  readonly tenants: Tenants;
}

/** The module's needs for a request, and its tenant. */
export interface Asked {
  readonly tenant: string;
  readonly needs: Needs;
}

/** A tenant's rules for a purpose. */
export function rules(
  context: Context,
  tenant: string,
  purpose: Purpose,
): PurposeRules | undefined {
  return context.tenants.get(tenant)?.purposes[purpose];
}

/** The policy that applies; one that allows nothing if the tenant has none for the purpose. */
export function policy(context: Context, tenant: string, purpose: Purpose): Policy {
  return rules(context, tenant, purpose)?.policy ?? NOTHING;
}

/**
 * The clock's time, or the latest time of any write if that is later, so that no expired code
 * becomes valid again when the clock goes back.
 */
export async function now(context: Context): Promise<number> {
  const [clock, latest] = await Promise.all([time(context.clock), context.store.latest()]);
  return Math.max(clock, latest ?? 0);
}
