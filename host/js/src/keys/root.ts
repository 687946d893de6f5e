/**
 * The root key, from which a host's other keys are derived.
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import { CodemintError } from "../errors.js";
import { type Bytes, fromHex } from "../bytes.js";

/** The length of a key in bytes. */
const LENGTH = 32;

/** One character of white space by Unicode's definition, as in the Rust SDK. */
const BLANK = /^\p{White_Space}$/u;

/** Removes surrounding white space, in one pass. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && BLANK.test(text[from] ?? "")) from += 1;
  while (to > from && BLANK.test(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
}

/**
 * Checks that a secret text is set: a program without types may pass anything.
 *
 * @throws {CodemintError} `key` if it is not set.
 */
export function required(text: unknown): string {
  if (typeof text === "string") return text;
  throw new CodemintError("key", "the key is not set");
}

/** Reports whether bytes can be a key: 32 bytes, not all the same. */
export function isKey(bytes: Uint8Array): boolean {
  return bytes.length === LENGTH && bytes.some((byte) => byte !== bytes[0]);
}

/**
 * 32 random bytes, written as 64 hexadecimal digits. They are never shown: neither as text, nor as
 * JSON, nor when the object is inspected.
 */
export class RootKey {
  readonly #bytes: Bytes;

  private constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /**
   * Parses a key from 64 hexadecimal digits in either case; surrounding white space is ignored.
   *
   * @throws {CodemintError} `key` for anything else, and for a placeholder with all bytes the same.
   */
  static fromHex(text: string): RootKey {
    const bytes = fromHex(trimmed(required(text)));
    if (bytes !== undefined && isKey(bytes)) return new RootKey(bytes);
    throw new CodemintError("key", "a key must be 64 hexadecimal digits, not all the same");
  }

  /** The key material for HKDF (RFC 5869). It cannot be exported. */
  source(): Promise<SecretKey> {
    return crypto.subtle.importKey("raw", this.#bytes, "HKDF", false, ["deriveBits", "deriveKey"]);
  }
}
