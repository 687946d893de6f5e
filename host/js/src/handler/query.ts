/**
 * The query of a request, without the keys in it.
 *
 * @module
 */

/** A query that may be passed on and logged, and the keys that were removed from it. */
export class Query {
  /** The query without the keys, as received. */
  readonly rest: string;
  readonly #keys: readonly (readonly [string, string])[];

  /**
   * Removes the parameters with these names from a query (without the question mark). Names are
   * compared after percent-decoding, so that no spelling of a key remains.
   */
  constructor(query: string, names: readonly string[]) {
    const rest: string[] = [];
    const keys: (readonly [string, string])[] = [];
    for (const pair of query.split("&")) {
      const equals = pair.indexOf("=");
      const [name, value] =
        equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      const known = names.find((wanted) => wanted === decoded(name));
      if (known === undefined) rest.push(pair);
      else keys.push([known, decoded(value)]);
    }
    this.rest = rest.join("&");
    this.#keys = keys;
  }

  /** Whether the query contained a key. */
  get hadKey(): boolean {
    return this.#keys.length > 0;
  }

  /** The keys with this parameter name. Secret. */
  keys(name: string): readonly string[] {
    return this.#keys.filter(([known]) => known === name).map(([, value]) => value);
  }
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Percent-decodes a text. Invalid escapes are kept, and invalid UTF-8 becomes U+FFFD. */
export function decoded(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  const given = utf8.encode(encoded);
  const bytes: number[] = [];
  for (let place = 0; place < given.length; place += 1) {
    const byte = given[place] ?? 0;
    const pair = byte === 0x25 ? String.fromCharCode(...given.slice(place + 1, place + 3)) : "";
    if (/^[0-9A-Fa-f]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      place += 2;
    } else {
      bytes.push(byte);
    }
  }
  return text.decode(new Uint8Array(bytes));
}
