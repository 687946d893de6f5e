/**
 * The key ring: the current root key and earlier ones.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { required, RootKey, trimmed } from "./root.js";

/**
 * The root keys of a host: the current one, for new codes, and earlier ones, under which codes may
 * still be stored. It has at least one key and at most {@link KeyRing.MAX_KEYS}.
 *
 * A ring is changed with the Rust SDK or the command line (`codemint keys`). Every stored value
 * contains the ID of its key, so that any host can read it.
 */
export class KeyRing {
  /** The maximum number of keys in a ring. */
  static readonly MAX_KEYS = 32;

  /** The current key. */
  readonly current: RootKey;
  /** The earlier keys. */
  readonly earlier: readonly RootKey[];

  private constructor(current: RootKey, earlier: readonly RootKey[]) {
    this.current = current;
    this.earlier = earlier;
  }

  /** Creates a ring with one key. */
  static of(key: RootKey): KeyRing {
    return new KeyRing(key, []);
  }

  /**
   * Parses a ring: one key per line in the format of {@link RootKey.fromHex}, the current one
   * first. Lines that begin with `#` are comments; they and blank lines are ignored.
   *
   * @throws {CodemintError} `key` if a line is not a key, if there is no key, a duplicate, or more
   * than {@link KeyRing.MAX_KEYS} keys.
   */
  static fromText(text: string): KeyRing {
    const lines = required(text).split("\n").map(trimmed);
    const digits = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const [current, ...earlier] = digits.map((line) => RootKey.fromHex(line));
    if (current === undefined) throw new CodemintError("key", "the ring has no key");
    if (digits.length > KeyRing.MAX_KEYS) {
      const message = `a ring has at most ${KeyRing.MAX_KEYS} keys: retire earlier ones`;
      throw new CodemintError("key", message);
    }
    const different = new Set(digits.map((line) => line.toLowerCase()));
    if (different.size < digits.length) throw duplicateId();
    return new KeyRing(current, earlier);
  }

  /** All keys, the current one first. */
  keys(): readonly RootKey[] {
    return [this.current, ...this.earlier];
  }
}

/** The error for two keys with the same ID: it could not be determined which one to use. */
export function duplicateId(): CodemintError {
  return new CodemintError("key", "two keys of the ring have the same id");
}
