/**
 * Assertions, without a test framework.
 *
 * @module
 */

/** The error for a store that breaks a rule. */
export class BrokenRule extends Error {
  override readonly name = "BrokenRule";
}

/** @throws {BrokenRule} unless the condition holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new BrokenRule(what);
}

/**
 * Compares bytes by value and objects by members; a member that is `undefined` equals an absent
 * one.
 *
 * @throws {BrokenRule} with both values if they differ.
 */
export function equal(seen: unknown, expected: unknown, what = ""): void {
  if (same(seen, expected)) return;
  const about = what === "" ? "" : `${what}: `;
  throw new BrokenRule(`${about}seen: ${shown(seen)}, expected: ${shown(expected)}`);
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (isBytes(one) || isBytes(other)) {
    return isBytes(one) && isBytes(other) && sameItems(one, other);
  }
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && sameItems(one, other);
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(Reflect.get(one, name), Reflect.get(other, name)));
}

function sameItems(one: ArrayLike<unknown>, other: ArrayLike<unknown>): boolean {
  return one.length === other.length && Array.from(one).every((item, n) => same(item, other[n]));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isBytes = (value: object): value is Uint8Array => value instanceof Uint8Array;

/** The first 600 characters of a value as text. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, member: unknown) =>
    isObject(member) && isBytes(member) ? `bytes ${[...member].join(" ")}` : member,
  );
  return (text ?? String(value)).slice(0, 600);
}
