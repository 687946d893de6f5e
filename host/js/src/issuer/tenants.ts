/**
 * The tenants that an issuer serves.
 *
 * @module
 */

import type { OfflineKey } from "../offline/key.js";
import type { Policy, Purpose } from "../module/types.js";

/** The rules for one purpose of a tenant. */
export interface PurposeRules {
  /** What the tenant allows. */
  readonly policy: Policy;
  /**
   * After how many seconds the values of expired codes are removed, leaving a tombstone; never where
   * it is not given. Whoever runs the issuer calls `Store.removeExpired` now and then.
   */
  readonly removeAfter?: number;
}

/** What an issuer knows of a tenant. */
export interface TenantRules {
  /** The purposes that codes are issued for; nothing is allowed for others. */
  readonly purposes: { readonly [purpose in Purpose]?: PurposeRules };
  /**
   * Has codes for computers made so that the computer, with its own key, verifies them without a
   * network.
   */
  readonly offlineKey?: OfflineKey;
}

/** Tenants by their names. */
export type Tenants = ReadonlyMap<string, TenantRules>;

/** A policy that allows nothing: for purposes and tenants that there are none of. */
export const NOTHING: Policy = {
  format: { alphabet: "decimal", length: 32 },
  maxTries: 1,
  minValidity: 1,
  maxValidity: 1,
  issuingAllowed: false,
  spans: [],
};
