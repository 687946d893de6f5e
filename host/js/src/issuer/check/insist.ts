/**
 * The error for an inconsistent answer of the module, and basic checks.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";

/**
 * Why an answer is inconsistent: a position that is out of bounds or repeated; a code of unexpected
 * form; a time or a number beyond the policy; a record that was not found, or not in this version;
 * a malformed text; an HTTP status; an effect that the route or the caller may not have; a code
 * that policy or directory forbid; a change that the record's state does not allow; a mail to an
 * address that is not allowed; audit entries that differ from what was done.
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

/** @throws {CodemintError} `nonsense`, with the kind in its message, unless the condition holds. */
export function insist(condition: boolean, kind: Nonsense, what: string): void {
  if (condition) return;
  throw new CodemintError("nonsense", `the module's answer is not valid (${kind}): ${what}`);
}

/** Reports whether a value is a whole number from 0, as positions, versions and times are. */
export function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Reports whether a value is absent, or a text of at most so many UTF-16 code units. */
export function isShort(value: unknown, most: number): boolean {
  return value === undefined || (typeof value === "string" && value.length <= most);
}

/** Reports whether all values are texts, and no two are equal. */
export function distinct(texts: readonly string[]): boolean {
  return texts.every((text) => typeof text === "string") && new Set(texts).size === texts.length;
}

/** Reports whether positions are strictly ascending and below `end`. */
export function ascending(positions: readonly number[], end: number): boolean {
  return positions.every((position, place) => {
    const before = place === 0 ? -1 : (positions[place - 1] ?? -1);
    return isWhole(position) && position > before && position < end;
  });
}
