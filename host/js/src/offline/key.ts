/**
 * A tenant's key for offline codes, and the computers' keys that are derived from it.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { type Bytes, concat, fromHex, toHex } from "../bytes.js";
import { joined } from "../keys/parts.js";
import { isKey, required, RootKey, trimmed } from "../keys/root.js";
import type { Computer } from "./computer.js";

const utf8 = new TextEncoder();

/**
 * The key from which the keys of a tenant's computers are derived: 32 random bytes, different for
 * each tenant and from the root key for stored codes. It is never shown.
 *
 * Change it at least every two years, since the minute counter of the codes wraps around after 728
 * days, and when it is compromised. Then every computer must be provisioned again.
 */
export class OfflineKey {
  readonly #root: RootKey;

  private constructor(root: RootKey) {
    this.#root = root;
  }

  /**
   * Parses a key from 64 hexadecimal digits in either case; surrounding white space is ignored.
   *
   * @throws {CodemintError} `key` for anything else, and for a placeholder with all bytes the same.
   */
  static fromHex(text: string): OfflineKey {
    return new OfflineKey(RootKey.fromHex(text));
  }

  /**
   * Derives the key of one of the tenant's computers by HKDF-SHA-256 (RFC 5869), 32 bytes:
   *
   * | input | value |
   * |---|---|
   * | key material | this key, 32 bytes |
   * | salt | the tenant's ID in UTF-8 |
   * | info | `codemint/offline/v1 ‖ part(name) ‖ part(domain) ‖ part(device ID)` |
   *
   * The label is in the info as its 19 bytes, without a length; `part(x)` is the length of `x` in
   * bytes as a 32-bit number, most significant byte first, followed by `x` in UTF-8. A missing
   * device ID is empty.
   *
   * A tenant's ID must not end in zero bytes, which HMAC cannot distinguish from its padding.
   *
   * @returns 32 bytes. Secret: they suffice to mint the computer's codes.
   */
  async deviceKey(tenant: string, computer: Computer): Promise<Bytes> {
    const parts = joined([computer.name, computer.domain, computer.device]);
    const info = concat([utf8.encode("codemint/offline/v1"), parts]);
    const salt = utf8.encode(tenant);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
    const bits = await crypto.subtle.deriveBits(hkdf, await this.#root.source(), 256);
    return checked(new Uint8Array(bits));
  }
}

/** Formats a computer's own key as 64 hexadecimal digits, for provisioning. Secret. */
export function deviceKeyToHex(key: Uint8Array): string {
  return toHex(checked(key));
}

/**
 * Parses a computer's own key from 64 hexadecimal digits in either case; surrounding white space is
 * ignored.
 *
 * @returns 32 bytes. Secret.
 * @throws {CodemintError} `key` for anything else, and for a placeholder with all bytes the same.
 */
export function deviceKeyFromHex(text: string): Bytes {
  return checked(fromHex(trimmed(required(text))) ?? new Uint8Array(0));
}

function checked<T extends Uint8Array>(key: T): T {
  if (isKey(key)) return key;
  throw new CodemintError("key", "a device key must be 64 hexadecimal digits, not all the same");
}
