/**
 * What a nonsensical answer of the module is refused with.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";

/**
 * In which way an answer makes no sense: a position out of bounds, or one twice; a code that is not
 * due; a time or a number beyond the policy; a record that was not found so; a text that is not
 * well-formed; an HTTP status; something that the route or the caller may not do; a code that policy
 * or directory forbid; a change that the record's state does not allow; a mail to an address that is
 * not allowed; audit entries that do not fit what is done.
 */
export type Nonsense =
  | "position"
  | "code"
  | "bounds"
  | "superseded"
  | "text"
  | "status"
  | "effect"
  | "forbidden"
  | "change"
  | "address"
  | "audit";

/** @throws {CodemintError} `nonsense`, whose message has the kind, unless it fits. */
export function insist(fits: boolean, kind: Nonsense, what: string): void {
  if (!fits) throw new CodemintError("nonsense", `the module answers nonsense (${kind}): ${what}`);
}

/** Whether it is a whole number that a position, a version or a time can be. */
export function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Whether it is a text of at most that many UTF-16 units, or nothing. */
export function isShort(value: unknown, most: number): boolean {
  return value === undefined || (typeof value === "string" && value.length <= most);
}

/** Whether no text is there twice. */
export function distinct(texts: readonly string[]): boolean {
  return texts.every((text) => typeof text === "string") && new Set(texts).size === texts.length;
}

/** Whether positions rise, none twice, all below `end`. */
export function ascending(positions: readonly number[], end: number): boolean {
  return positions.every((position, place) => {
    const before = place === 0 ? -1 : (positions[place - 1] ?? -1);
    return isWhole(position) && position > before && position < end;
  });
}
