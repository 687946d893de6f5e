/**
 * Where two values part, and how one is made to part from another.
 *
 * @module
 */

/**
 * The first place, deep inside, where two values part; nothing where they are the same. Bytes are
 * compared one by one, members by their names, and no list may have more or less in it.
 */
export function parting(at, expected, got) {
  if (expected instanceof Uint8Array && got instanceof Uint8Array) {
    return bytesPart(at, expected, got);
  }
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
    return firstOf(expected.keys(), (place) =>
      parting(`${at}[${place}]`, expected[place], got[place]));
  }
  if (isRecord(expected) && isRecord(got) && sameNames(expected, got)) {
    return firstOf(Object.keys(expected), (name) =>
      parting(at === "" ? name : `${at}.${name}`, expected[name], got[name]));
  }
  return Object.is(expected, got) ? undefined : { at, expected: said(expected), got: said(got) };
}

function firstOf(places, look) {
  for (const place of places) {
    const found = look(place);
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

function bytesPart(at, expected, got) {
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

const said = (value) =>
  value instanceof Uint8Array ? `${value.length} bytes` : JSON.stringify(value) ?? String(value);

/** The places of everything in a value that holds nothing else: texts, bytes, an empty list. */
export function leaves(value, path = []) {
  const names = Array.isArray(value) || isRecord(value) ? Object.keys(value) : [];
  if (names.length === 0) return [path];
  return names.flatMap((name) => leaves(value[name], [...path, name]));
}

/** The value with another one at that place. */
export function planted(value, [name, ...rest], turn) {
  if (name === undefined) return turn(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = planted(value[name], rest, turn);
  return copy;
}

/** What a leaf looks like with one bit of it turned over, at a place that follows from a number. */
export function turned(leaf, number) {
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
