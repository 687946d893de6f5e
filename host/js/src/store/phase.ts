/**
 * States and phases of codes.
 *
 * @module
 */

import type { Phase, Recorded, State } from "../module/types.js";

/** Reports whether a code in this state is live: it can conflict with new codes. */
export const isLive = (state: State): boolean => state === "pending" || state === "locked";

/** The phase of a record at a time. */
export function phaseOf({ state, notBefore, notAfter }: Recorded, now: number): Phase {
  if (!isLive(state)) return state;
  if (now > notAfter) return "expired";
  return state === "pending" && now < notBefore ? "not-yet-valid" : state;
}
