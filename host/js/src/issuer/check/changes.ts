/**
 * What becomes of codes that are there.
 *
 * @module
 */

import type {
  Change,
  Commit,
  Findings,
  LiveCode,
  Needs,
  Phase,
  Recorded,
  Route,
} from "../../module/types.js";
import { presents } from "./effects.js";
import { distinct, insist } from "./insist.js";

/**
 * Checks changes: only records that were found, with their versions, each once and none that is
 * superseded too, and only what the request and the record's state allow.
 */
export function checkChanged(
  commit: Commit,
  needs: Needs,
  found: Findings,
  route: Route,
): void {
  const { changed, superseded } = commit;
  insist(distinct([...changed, ...superseded].map((one) => one.id)), "position", "a code twice");
  // A text may be presented that cannot be any code: then there is nothing to compare.
  const presented = presents(route);
  for (const change of changed) {
    const is = (code: { id: string; version: number }): boolean =>
      code.id === change.id && code.version === change.version;
    const named = [found.record?.recorded].find((code) => code !== undefined && is(code));
    const live = (found.live ?? []).find(is);
    const there = named !== undefined || live !== undefined;
    insist(there, "superseded", "a changed code that was not found");
    const fits = isAllowed(change, { presented, asked: needs.record }, found.now, named, live);
    insist(fits, "change", "a change that the code does not allow");
  }
}

function isAllowed(
  { id, transition }: Change,
  { presented, asked }: { readonly presented: boolean; readonly asked: string | undefined },
  now: number,
  found: Recorded | undefined,
  live: LiveCode | undefined,
): boolean {
  const named = asked === id;
  switch (transition) {
    case "use":
      return presented && found !== undefined && phaseOf(found, now) === "pending";
    case "try":
      return presented && live !== undefined && isUsable(live, now);
    case "void":
      // Of codes that were presented none is revoked.
      if (!named) return live !== undefined && !presented;
      return found?.state === "pending" || found?.state === "locked";
    case "unlock":
      return named && found?.state === "locked";
  }
}

/** Whether it would be accepted at that time, had it been typed. */
export function isUsable({ state, notBefore, notAfter }: LiveCode, now: number): boolean {
  return state === "pending" && notBefore <= now && now <= notAfter;
}

/** Where a code is at that time. */
export function phaseOf({ state, notBefore, notAfter }: Recorded, now: number): Phase {
  if (state !== "pending" && state !== "locked") return state;
  if (now > notAfter) return "expired";
  return state === "pending" && now < notBefore ? "not-yet-valid" : state;
}
