/**
 * The module's defaults for absent members of a policy, as far as the checks need them. A test
 * compares them with the module.
 *
 * @module
 */

import type { CheckScheme, Policy } from "../../module/types.js";

/** Members of a policy. */
export const DEFAULTS = {
  issuingAllowed: true,
  mailConfigured: false,
  mailDomains: [] as string[],
  maxLive: 1,
  maxUses: 1,
  revealable: false,
} satisfies Partial<Policy>;

/** The check symbols of a format. */
export const DEFAULT_CHECK: CheckScheme = "none";
