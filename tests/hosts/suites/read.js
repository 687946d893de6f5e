/**
 * Reading what a vector file and the package's answers hold: every member known, none missing.
 *
 * @module
 */

/** Stands in a shape for a member that must be there. */
export const wanted = Symbol("wanted");

/**
 * The members of an object by a shape, which has every name that may be there with what counts
 * where it is not. `null` is as good as nothing, as it is to the runner in Rust.
 *
 * @throws {Error} for what is no object, an unknown member, or one that is missing.
 */
export function closed(at, value, shape) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`\`${at}\` is no object`);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape, name)) throw new Error(`\`${at}.${name}\` is not known`);
  }
  const read = Object.entries(shape).map(([name, usual]) => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined && usual === wanted) throw new Error(`\`${at}.${name}\` is missing`);
    return [name, found ?? (usual === wanted ? found : usual)];
  });
  return Object.fromEntries(read);
}

/** The same for each of a list. */
export function closedAll(at, list, shape, turn = (one) => one) {
  if (!Array.isArray(list)) throw new Error(`\`${at}\` is no list`);
  return list.map((one, place) => turn(closed(`${at}[${place}]`, one, shape), `${at}[${place}]`));
}

/** What is there, turned; else nothing. */
export const perhaps = (value, turn) => (value == null ? null : turn(value));

/**
 * The bytes that pairs of hexadecimal digits stand for.
 *
 * @throws {Error} for anything else.
 */
export function bytesOf(digits) {
  if (!/^(?:[0-9a-fA-F]{2})*$/u.test(digits)) throw new Error("no pairs of hexadecimal digits");
  return Uint8Array.from(digits.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Without the members that are not there: the package tells `null` from nothing in some places. */
export const present = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
