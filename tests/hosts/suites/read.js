/**
 * Reads vector files and the package's answers strictly: no unknown and no missing members.
 *
 * @module
 */

/** Marks a required member in a shape. */
export const required = Symbol("required");

/**
 * The members of an object by a shape, which has every allowed name with its default. `null` counts as
 * absent, as in the Rust runner.
 *
 * @throws {Error} for a value that is not an object, an unknown member, or a missing one.
 */
export function closed(at, value, shape) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`\`${at}\` is not an object`);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape, name)) throw new Error(`\`${at}.${name}\` is not known`);
  }
  const read = Object.entries(shape).map(([name, usual]) => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined && usual === required) throw new Error(`\`${at}.${name}\` is missing`);
    return [name, found ?? (usual === required ? found : usual)];
  });
  return Object.fromEntries(read);
}

/** The same for each element of a list, mapped. */
export function closedAll(at, list, shape, map = (one) => one) {
  if (!Array.isArray(list)) throw new Error(`\`${at}\` is not a list`);
  return list.map((one, place) => map(closed(`${at}[${place}]`, one, shape), `${at}[${place}]`));
}

/** The mapped value, or `null` if it is absent. */
export const perhaps = (value, map) => (value == null ? null : map(value));

/**
 * Decodes pairs of hexadecimal digits.
 *
 * @throws {Error} for any other text.
 */
export function bytesOf(digits) {
  if (!/^(?:[0-9a-fA-F]{2})*$/u.test(digits)) throw new Error("not pairs of hexadecimal digits");
  return Uint8Array.from(digits.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Without `null` members: in some places the package distinguishes `null` from an absent member. */
export const present = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
