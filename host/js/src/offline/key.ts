/**
 * The tenant's key for offline codes, and the computers' keys that it gives.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { type Bytes, concat, fromHex, toHex } from "../bytes.js";
import { joined } from "../keys/parts.js";
import { isKey, RootKey, set, trimmed } from "../keys/root.js";
import type { Computer } from "./computer.js";

const utf8 = new TextEncoder();

/**
 * The key from which a tenant's computers get theirs: 32 random bytes, one for each tenant, and not
 * the root key that stored codes are hashed under. It is never shown.
 *
 * It is changed at least every two years, since the codes' minute counter comes round after 728
 * days; and when it is lost. Then every computer is provisioned anew.
 */
export class OfflineKey {
  readonly #root: RootKey;

  private constructor(root: RootKey) {
    this.#root = root;
  }

  /**
   * A key from its 64 hexadecimal digits, in either case; white space around them is ignored.
   *
   * @throws {CodemintError} `key`, also when all bytes are the same: that is a placeholder.
   */
  static fromHex(text: string): OfflineKey {
    return new OfflineKey(RootKey.fromHex(text));
  }

  /**
   * The key of one of the tenant's computers, by HKDF-SHA-256 (RFC 5869), 32 bytes:
   *
   * | input | is |
   * |---|---|
   * | key material | this key, 32 bytes |
   * | salt | the tenant's id in UTF-8 |
   * | info | `codemint/offline/v1 ‖ part(name) ‖ part(domain) ‖ part(device id)` |
   *
   * The label stands in the info as its 19 bytes, without a length; `part(x)` is the length of `x`
   * in bytes as a 32-bit number, most significant byte first, and then `x` in UTF-8; a device id
   * that is not there is empty.
   *
   * A tenant's id has no zero bytes at its end, which HMAC could not tell from its own.
   *
   * @returns 32 bytes. Secret: whoever has them can mint the computer's codes.
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

/** A computer's own key as 64 hexadecimal digits, to be handed to it. Secret. */
export function deviceKeyToHex(key: Uint8Array): string {
  return toHex(checked(key));
}

/**
 * A computer's own key from its 64 hexadecimal digits, in either case; white space around them is
 * ignored.
 *
 * @returns 32 bytes. Secret.
 * @throws {CodemintError} `key`, also when all bytes are the same: that is a placeholder.
 */
export function deviceKeyFromHex(text: string): Bytes {
  return checked(fromHex(trimmed(set(text))) ?? new Uint8Array(0));
}

function checked<T extends Uint8Array>(key: T): T {
  if (isKey(key)) return key;
  throw new CodemintError("key", "a device key is 64 hexadecimal digits, not all the same");
}
