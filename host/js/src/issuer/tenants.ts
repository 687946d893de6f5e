/**
 * The tenants that an issuer serves.
 *
 * @module
 */

import type { OfflineKey } from "../offline/key.js";
import type { Policy, Purpose } from "../module/types.js";

/** The rules for one purpose of a tenant. */
export interface PurposeRules {
  /** The tenant's policy. */
  readonly policy: Policy;
  /**
   * How many seconds after its expiry the value of a code is removed, leaving a tombstone; never if
   * not given. The host calls `Store.removeExpired` periodically.
   */
  readonly removeAfter?: number;
}

/** An issuer's rules for a tenant. */
export interface TenantRules {
  /** The purposes that codes are issued for. Nothing is allowed for any other. */
  readonly purposes: { readonly [purpose in Purpose]?: PurposeRules };
  /**
   * Makes codes for computers offline codes, which a computer verifies with its own key and without
   * a network.
   */
  readonly offlineKey?: OfflineKey;
}

/** Tenants by ID. */
export type Tenants = ReadonlyMap<string, TenantRules>;

/** A policy that allows nothing, for purposes without rules and for tenants that do not exist. */
export const NOTHING: Policy = {
  format: { alphabet: "decimal", length: 32 },
  maxTries: 1,
  minValidity: 1,
  maxValidity: 1,
  issuingAllowed: false,
  spans: [],
};
