/**
 * Encrypts and decrypts stored values that must be read again.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { type Bytes, concat, recordBytes } from "../bytes.js";
import { type Derived, HEAD } from "./derive.js";
import { formatted } from "./parts.js";
import { NONCE, unsealable } from "./xaes.js";

/** The associated data of an encrypted code. */
export function ofCode(tenant: string, record: string): Bytes {
  return formatted([tenant, recordBytes(record)]);
}

/** The associated data of an encrypted answer. */
export function ofAnswer(tenant: string, name: Uint8Array): Bytes {
  if (name.length === 32) return formatted([tenant, "answer", name]);
  throw new CodemintError("argument", "the name of an answer must be a SHA-256", { path: "name" });
}

/** Encrypts a value. Returns format byte, key ID, nonce and ciphertext. */
export async function seal(
  keys: Derived,
  associated: Bytes,
  secret: Bytes,
  nonce: Uint8Array,
): Promise<Bytes> {
  if (nonce.length !== NONCE) {
    throw new CodemintError("argument", `a nonce must have ${NONCE} bytes`, { path: "nonce" });
  }
  const own = nonce.slice();
  return concat([keys.head, own, await keys.seal.seal(own, associated, secret)]);
}

/** Decrypts a value. */
export async function unseal(
  keys: Derived | undefined,
  associated: Bytes,
  bytes: Uint8Array,
): Promise<Bytes> {
  const rest = bytes.slice(HEAD);
  if (keys === undefined || rest.length < NONCE) throw unsealable();
  return keys.seal.unseal(rest.subarray(0, NONCE), associated, rest.subarray(NONCE));
}
