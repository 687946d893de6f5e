/**
 * XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-256-GCM under a key that is derived from the first half
 * of the nonce, so that random nonces never repeat.
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import { CodemintError } from "../errors.js";
import { type Bytes, concat } from "../bytes.js";

/** The length of a nonce in bytes. */
export const NONCE = 24;

/** The first half of the nonce derives the key, the second half is GCM's nonce. */
const HALF = 12;

const BLOCK = 16;

/** A 256-bit key in the form in which the Web Cryptography API encrypts single AES blocks. */
export class Xaes {
  readonly #key: SecretKey;
  /** The subkey K1 of CMAC (NIST SP 800-38B section 6.1). */
  readonly #subkey: Bytes;

  private constructor(key: SecretKey, subkey: Bytes) {
    this.#key = key;
    this.#subkey = subkey;
  }

  /** Creates the cipher from a 256-bit `AES-CBC` key with the usage `encrypt`. */
  static async of(key: SecretKey): Promise<Xaes> {
    const zero = new Uint8Array(BLOCK);
    return new Xaes(key, doubled(await block(key, zero, zero)));
  }

  /** Encrypts. Returns the ciphertext followed by the tag of 16 bytes. The nonce must be random. */
  async seal(nonce: Bytes, associated: Bytes, secret: Bytes): Promise<Bytes> {
    const key = await this.#derived(nonce, "encrypt");
    return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, associated), key, secret));
  }

  /**
   * Decrypts.
   *
   * @throws {CodemintError} `unsealable` if it was not encrypted under this key with this nonce and
   * associated data.
   */
  async unseal(nonce: Bytes, associated: Bytes, sealed: Bytes): Promise<Bytes> {
    const key = await this.#derived(nonce, "decrypt");
    try {
      return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, associated), key, sealed));
    } catch {
      throw unsealable();
    }
  }

  /**
   * Derives the key for a nonce: CMAC in counter mode (NIST SP 800-108 section 4.1) over the label
   * `X` and the first half of the nonce. CBC adds the initialization vector to a block before it
   * encrypts it, as CMAC adds its subkey.
   */
  async #derived(nonce: Bytes, use: "encrypt" | "decrypt"): Promise<SecretKey> {
    const context = nonce.subarray(0, HALF);
    const halves = await Promise.all(
      [1, 2].map((counter) => {
        const message = concat([Uint8Array.of(0, counter, 0x58, 0), context]);
        return block(this.#key, this.#subkey, message);
      }),
    );
    const bytes = concat(halves);
    try {
      return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [use]);
    } finally {
      for (const secret of [bytes, ...halves]) secret.fill(0);
    }
  }
}

/** The error for a value that cannot be decrypted: missing key, other record, or damaged. */
export function unsealable(): CodemintError {
  const message = "the value cannot be decrypted with these keys for this record";
  return new CodemintError("unsealable", message);
}

function gcm(nonce: Bytes, associated: Bytes): AesGcmParams {
  const iv = nonce.subarray(HALF);
  return { name: "AES-GCM", iv, additionalData: associated, tagLength: 8 * BLOCK };
}

/** Encrypts one block after adding `iv` to it. The block of padding after it is dropped. */
async function block(key: SecretKey, iv: Bytes, message: Bytes): Promise<Bytes> {
  const blocks = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, message));
  return blocks.slice(0, BLOCK);
}

/** Multiplies a block by x in CMAC's field, without a branch on secret data. */
function doubled(bytes: Bytes): Bytes {
  const carry = (bytes[0] ?? 0) >>> 7;
  const twice = bytes.map((byte, at) => (byte << 1) | ((bytes[at + 1] ?? 0) >>> 7));
  twice[BLOCK - 1] = (twice[BLOCK - 1] ?? 0) ^ (0x87 * carry);
  return twice;
}
