/**
 * Finds the first difference of two values, and plants differences.
 *
 * @module
 */

/**
 * The first place, at any depth, where two values differ; undefined if they are equal. Bytes are
 * compared one by one, members by name, and lists must have equal lengths.
 */
export function firstDifference(at, expected, got) {
  if (expected instanceof Uint8Array && got instanceof Uint8Array) {
    return bytesDiffer(at, expected, got);
  }
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
    return firstOf(expected.keys(), (place) =>
      firstDifference(`${at}[${place}]`, expected[place], got[place]));
  }
  if (isRecord(expected) && isRecord(got) && sameNames(expected, got)) {
    return firstOf(Object.keys(expected), (name) =>
      firstDifference(at === "" ? name : `${at}.${name}`, expected[name], got[name]));
  }
  return Object.is(expected, got) ? undefined : { at, expected: shown(expected), got: shown(got) };
}

function firstOf(places, compare) {
  for (const place of places) {
    const found = compare(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isRecord = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  !(value instanceof Uint8Array);

const sameNames = (one, other) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.keys(one).every((name) => Object.hasOwn(other, name));

function bytesDiffer(at, expected, got) {
  const most = Math.max(expected.length, got.length);
  for (let place = 0; place < most; place += 1) {
    if (expected[place] !== got[place]) {
      const around = (bytes) =>
        new TextDecoder().decode(bytes.subarray(Math.max(0, place - 60), place + 120));
      return { at: `${at}, byte ${place}`, expected: around(expected), got: around(got) };
    }
  }
  return undefined;
}

const shown = (value) =>
  value instanceof Uint8Array ? `${value.length} bytes` : JSON.stringify(value) ?? String(value);

/** The paths of a value's leaves: texts, bytes, empty lists. */
export function leaves(value, path = []) {
  const names = Array.isArray(value) || isRecord(value) ? Object.keys(value) : [];
  if (names.length === 0) return [path];
  return names.flatMap((name) => leaves(value[name], [...path, name]));
}

/** A copy of the value with the leaf at that path changed. */
export function planted(value, [name, ...rest], change) {
  if (name === undefined) return change(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = planted(value[name], rest, change);
  return copy;
}

/** A leaf with one bit flipped, at a place derived from a number. */
export function flipBit(leaf, number) {
  if (leaf instanceof Uint8Array && leaf.length > 0) {
    const bytes = Uint8Array.from(leaf);
    bytes[number % bytes.length] ^= 1;
    return bytes;
  }
  if (typeof leaf === "string" && leaf !== "") {
    const place = number % leaf.length;
    const other = String.fromCharCode(leaf.charCodeAt(place) ^ 1);
    return leaf.slice(0, place) + other + leaf.slice(place + 1);
  }
  if (typeof leaf === "number") return leaf + 1;
  if (typeof leaf === "boolean") return !leaf;
  return Array.isArray(leaf) ? ["planted"] : "planted";
}
