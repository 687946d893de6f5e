/**
 * Derives keys from a root key by HKDF-SHA-256 (RFC 5869) with an empty salt and this info:
 *
 * | info | bytes | use |
 * |---|---|---|
 * | `codemint/key-id/v1` | 4 | the ID of the root key in stored values, so that keys can be rotated |
 * | `codemint/digest/v1` | 32 | the key for digests |
 * | `codemint/seal/v1` | 32 | the key for encryption |
 * | `codemint/audit/v1` | 32 | the key for checkpoints of the audit trail |
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import { type Bytes, concat, toHex } from "../bytes.js";
import { FORMAT } from "./parts.js";
import { duplicateId, type KeyRing } from "./ring.js";
import type { RootKey } from "./root.js";
import { Xaes } from "./xaes.js";

/** The number of bytes at the start of a stored value that identify its format and its key. */
export const HEAD = 1 + 4;

/** The ID of a root key. Not secret. */
export interface KeyId {
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** The first bytes of every value that is stored under it. */
  readonly head: Bytes;
}

/** The keys for codes that are derived from one root key. They cannot be exported. */
export interface Derived extends KeyId {
  readonly digest: SecretKey;
  readonly seal: Xaes;
}

/** The key for checkpoints that is derived from one root key. It cannot be exported. */
export interface DerivedAudit extends KeyId {
  readonly key: SecretKey;
}

const utf8 = new TextEncoder();

/** Derives the keys for codes. */
export async function derived(root: RootKey): Promise<Derived> {
  const source = await root.source();
  const [id, digest, seal] = await Promise.all([
    keyId(source),
    macKey(source, "codemint/digest/v1"),
    crypto.subtle
      .deriveKey(hkdf("codemint/seal/v1"), source, { name: "AES-CBC", length: 256 }, false, [
        "encrypt",
      ])
      .then((key) => Xaes.of(key)),
  ]);
  return { ...id, digest, seal };
}

/** Derives the key for checkpoints. */
export async function derivedAudit(root: RootKey): Promise<DerivedAudit> {
  const source = await root.source();
  const [id, key] = await Promise.all([keyId(source), macKey(source, "codemint/audit/v1")]);
  return { ...id, key };
}

/** The keys derived from each root key of a ring, the current one first. */
export type OfRing<T> = readonly [current: T, ...earlier: T[]];

/**
 * Derives keys from each root key of a ring.
 *
 * @throws {CodemintError} `key` if two of them have the same ID.
 */
export async function ofRing<T extends KeyId>(
  ring: KeyRing,
  derive: (root: RootKey) => Promise<T>,
): Promise<OfRing<T>> {
  const current = await derive(ring.current);
  const earlier = await Promise.all(ring.earlier.map(derive));
  const ids = new Set([current, ...earlier].map((one) => one.id));
  if (ids.size <= earlier.length) throw duplicateId();
  return [current, ...earlier];
}

/** The keys that a value is stored under, if they are in the ring. Which ones is not secret. */
export function ofStored<T extends KeyId>(known: OfRing<T>, stored: Uint8Array): T | undefined {
  const head = toHex(stored.subarray(0, HEAD));
  return known.find((one) => toHex(one.head) === head);
}

async function keyId(source: SecretKey): Promise<KeyId> {
  const bits = await crypto.subtle.deriveBits(hkdf("codemint/key-id/v1"), source, 32);
  const id = new Uint8Array(bits);
  return { id: toHex(id), head: concat([Uint8Array.of(FORMAT), id]) };
}

function macKey(source: SecretKey, info: string): Promise<SecretKey> {
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  return crypto.subtle.deriveKey(hkdf(info), source, hmac, false, ["sign"]);
}

function hkdf(info: string): HkdfParams {
  const salt = new Uint8Array(0);
  return { name: "HKDF", hash: "SHA-256", salt, info: utf8.encode(info) };
}
