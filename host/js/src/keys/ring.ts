/**
 * The ring: the current root key and earlier ones.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { RootKey, set, trimmed } from "./root.js";

/**
 * The root keys of a host: the current one, under which new codes are stored, and earlier ones,
 * under which codes may still be stored. At least one, at most {@link KeyRing.MAX_KEYS}.
 *
 * A ring is changed by the SDK for Rust or the command line (`codemint keys`): whatever is stored
 * names the key that it is under, so that every host can read what another one has written.
 */
export class KeyRing {
  /** The most keys in a ring. */
  static readonly MAX_KEYS = 32;

  /** The current key. */
  readonly current: RootKey;
  /** Earlier ones. */
  readonly earlier: readonly RootKey[];

  private constructor(current: RootKey, earlier: readonly RootKey[]) {
    this.current = current;
    this.earlier = earlier;
  }

  /** A ring of one key. */
  static of(key: RootKey): KeyRing {
    return new KeyRing(key, []);
  }

  /**
   * The ring that a text describes: one key a line, as {@link RootKey.fromHex}, the current one
   * first. Lines that begin with `#` are comments; they and lines of white space are passed over.
   *
   * @throws {CodemintError} `key` when a line is no key or there is none, when a key stands there
   * twice, and beyond {@link KeyRing.MAX_KEYS}.
   */
  static fromText(text: string): KeyRing {
    const lines = set(text).split("\n").map(trimmed);
    const digits = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const [current, ...earlier] = digits.map((line) => RootKey.fromHex(line));
    if (current === undefined) throw new CodemintError("key", "the ring has no key");
    if (digits.length > KeyRing.MAX_KEYS) {
      const message = `a ring has at most ${KeyRing.MAX_KEYS} keys; retire earlier ones`;
      throw new CodemintError("key", message);
    }
    const different = new Set(digits.map((line) => line.toLowerCase()));
    if (different.size < digits.length) throw twice();
    return new KeyRing(current, earlier);
  }

  /** All keys, the current one first. */
  keys(): readonly RootKey[] {
    return [this.current, ...this.earlier];
  }
}

/** Two keys of a ring have one id, so that nobody could tell which of them something is under. */
export function twice(): CodemintError {
  return new CodemintError("key", "two keys of the ring have the same id");
}
