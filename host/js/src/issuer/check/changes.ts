/**
 * Checks changes of stored codes.
 *
 * @module
 */

import type {
  Change,
  Commit,
  Findings,
  LiveCode,
  Needs,
  Recorded,
  Route,
} from "../../module/types.js";
import { phaseOf } from "../../store/phase.js";
import { presents } from "./effects.js";
import { distinct, insist } from "./insist.js";

/**
 * Checks changes: they affect only records that were found, in the same version, each once and none
 * that is also superseded, and are allowed by the request and the record's state.
 */
export function checkChanged(
  commit: Commit,
  needs: Needs,
  found: Findings,
  route: Route,
): void {
  const { changed, superseded } = commit;
  insist(distinct([...changed, ...superseded].map((one) => one.id)), "position", "a code twice");
  // A presented text that cannot be a code leaves nothing to compare.
  const presented = presents(route);
  for (const change of changed) {
    const is = (code: { id: string; version: number }): boolean =>
      code.id === change.id && code.version === change.version;
    const recorded = found.record?.recorded;
    const record = recorded !== undefined && is(recorded) ? recorded : undefined;
    const live = (found.live ?? []).find(is);
    const isFound = record !== undefined || live !== undefined;
    insist(isFound, "superseded", "a changed code that was not found");
    const fits = isAllowed(change, { presented, requested: needs.record }, found.now, record, live);
    insist(fits, "change", "a change that the code does not allow");
  }
}

function isAllowed(
  { id, transition }: Change,
  { presented, requested }: { readonly presented: boolean; readonly requested: string | undefined },
  now: number,
  found: Recorded | undefined,
  live: LiveCode | undefined,
): boolean {
  const isRequested = requested === id;
  switch (transition) {
    case "use":
      return presented && found !== undefined && phaseOf(found, now) === "pending";
    case "try":
      return presented && live !== undefined && isUsable(live, now);
    case "void":
      // A presented code is never voided.
      if (!isRequested) return live !== undefined && !presented;
      return found?.state === "pending" || found?.state === "locked";
    case "unlock":
      return isRequested && found?.state === "locked";
  }
}

/** Reports whether the code could be redeemed at that time. */
export function isUsable({ state, notBefore, notAfter }: LiveCode, now: number): boolean {
  return state === "pending" && notBefore <= now && now <= notAfter;
}
