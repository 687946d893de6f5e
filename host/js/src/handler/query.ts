/**
 * The query of a request, without the keys in it.
 *
 * @module
 */

/** A query that may be passed on and logged, and the keys that were taken out of it. */
export class Query {
  /** What is left, as it came. */
  readonly rest: string;
  readonly #keys: readonly (readonly [string, string])[];

  /**
   * Takes the parameters of these names out of a query (what follows the question mark). Names are
   * compared after they are percent-decoded, so that no spelling of one stays behind.
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

  /** Whether a key was in it. */
  get hadKey(): boolean {
    return this.#keys.length > 0;
  }

  /** The keys that were given under this name. Secret. */
  keys(name: string): readonly string[] {
    return this.#keys.filter(([known]) => known === name).map(([, value]) => value);
  }
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Percent-decoded, byte by byte: what is no escape stays, as what is no UTF-8 becomes U+FFFD. */
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
