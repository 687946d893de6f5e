/**
 * The root key: where everything else that is secret in a host comes from.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { type Bytes, fromHex } from "../bytes.js";

/** How many bytes a key has. */
const LENGTH = 32;

/** White space at either end, as Unicode has it and the SDK for Rust takes it. */
const AROUND = /^\p{White_Space}+|\p{White_Space}+$/gu;

/** A text without the white space around it. */
export function trimmed(text: string): string {
  return text.replace(AROUND, "");
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
    const bytes = fromHex(trimmed(text));
    if (bytes !== undefined && isKey(bytes)) return new RootKey(bytes);
    throw new CodemintError("key", "a key is 64 hexadecimal digits, not all the same");
  }

  /** What HKDF (RFC 5869) draws other keys from. It cannot be exported. */
  source(): Promise<CryptoKey> {
    return crypto.subtle.importKey("raw", this.#bytes, "HKDF", false, ["deriveBits", "deriveKey"]);
  }
}
