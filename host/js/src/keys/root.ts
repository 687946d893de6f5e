/**
 * The root key: where everything else that is secret in a host comes from.
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import { CodemintError } from "../errors.js";
import { type Bytes, fromHex } from "../bytes.js";

/** How many bytes a key has. */
const LENGTH = 32;

/** One character of white space, as Unicode has it and the SDK for Rust takes it. */
const BLANK = /^\p{White_Space}$/u;

/** A text without the white space around it, in one pass. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && BLANK.test(text[from] ?? "")) from += 1;
  while (to > from && BLANK.test(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
}

/**
 * A secret text, which a program without types may have read where there is none.
 *
 * @throws {CodemintError} `key` where it is not set.
 */
export function set(text: unknown): string {
  if (typeof text === "string") return text;
  throw new CodemintError("key", "the key is not set");
}

/** Whether these bytes can be a key: 32 of them, not all the same. */
export function isKey(bytes: Uint8Array): boolean {
  return bytes.length === LENGTH && bytes.some((byte) => byte !== bytes[0]);
}

/**
 * 32 random bytes, written as 64 hexadecimal digits. They are never shown: not as text, not as
 * JSON, not where an object is inspected.
 */
export class RootKey {
  readonly #bytes: Bytes;

  private constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /**
   * A key from its 64 hexadecimal digits, in either case; white space around them is ignored.
   *
   * @throws {CodemintError} `key`, also when all bytes are the same: that is a placeholder.
   */
  static fromHex(text: string): RootKey {
    const bytes = fromHex(trimmed(set(text)));
    if (bytes !== undefined && isKey(bytes)) return new RootKey(bytes);
    throw new CodemintError("key", "a key is 64 hexadecimal digits, not all the same");
  }

  /** What HKDF (RFC 5869) draws other keys from. It cannot be exported. */
  source(): Promise<SecretKey> {
    return crypto.subtle.importKey("raw", this.#bytes, "HKDF", false, ["deriveBits", "deriveKey"]);
  }
}
