/**
 * The seal: the form in which something is stored that must be read once more.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { type Bytes, concat, recordBytes } from "../bytes.js";
import { type Derived, HEAD } from "./derive.js";
import { formatted } from "./parts.js";
import { NONCE, unsealable } from "./xaes.js";

/** What a sealed code is bound to. */
export function ofCode(tenant: string, record: string): Bytes {
  return formatted([tenant, recordBytes(record)]);
}

/** What a sealed answer is bound to. */
export function ofAnswer(tenant: string, name: Uint8Array): Bytes {
  if (name.length === 32) return formatted([tenant, "answer", name]);
  throw new CodemintError("argument", "a request's name is a SHA-256", { path: "name" });
}

/** Format byte, key id, nonce, and what was encrypted. */
export async function seal(
  keys: Derived,
  associated: Bytes,
  secret: Bytes,
  nonce: Uint8Array,
): Promise<Bytes> {
  if (nonce.length !== NONCE) {
    throw new CodemintError("argument", `a nonce has ${NONCE} bytes`, { path: "nonce" });
  }
  const own = nonce.slice();
  return concat([keys.head, own, await keys.seal.seal(own, associated, secret)]);
}

/** What was sealed. */
export async function unseal(
  keys: Derived | undefined,
  associated: Bytes,
  bytes: Uint8Array,
): Promise<Bytes> {
  const rest = bytes.slice(HEAD);
  if (keys === undefined || rest.length < NONCE) throw unsealable();
  return keys.seal.unseal(rest.subarray(0, NONCE), associated, rest.subarray(NONCE));
}
