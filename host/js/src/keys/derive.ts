/**
 * What a root key gives, by HKDF-SHA-256 (RFC 5869) with an empty salt and a named info:
 *
 * | info | bytes | use |
 * |---|---|---|
 * | `codemint/key-id/v1` | 4 | names the root key in what is stored, so that keys can be rotated |
 * | `codemint/digest/v1` | 32 | the key of the digest |
 * | `codemint/seal/v1` | 32 | the key of the seal |
 * | `codemint/audit/v1` | 32 | the key of the audit trail's checkpoints |
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import { type Bytes, concat, toHex } from "../bytes.js";
import { FORMAT } from "./parts.js";
import { type KeyRing, twice } from "./ring.js";
import type { RootKey } from "./root.js";
import { Xaes } from "./xaes.js";

/** How many bytes of a stored form name its format and its key: the first ones. */
export const HEAD = 1 + 4;

/** A root key's name. No secret. */
export interface Named {
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** The bytes with which everything begins that is stored under it. */
  readonly head: Bytes;
}

/** The keys for codes that one root key gives. They cannot be exported. */
export interface Derived extends Named {
  readonly digest: SecretKey;
  readonly seal: Xaes;
}

/** The key for checkpoints that one root key gives. It cannot be exported. */
export interface DerivedAudit extends Named {
  readonly key: SecretKey;
}

const utf8 = new TextEncoder();

/** The keys for codes. */
export async function derived(root: RootKey): Promise<Derived> {
  const source = await root.source();
  const [name, digest, seal] = await Promise.all([
    named(source),
    macKey(source, "codemint/digest/v1"),
    crypto.subtle
      .deriveKey(hkdf("codemint/seal/v1"), source, { name: "AES-CBC", length: 256 }, false, [
        "encrypt",
      ])
      .then((key) => Xaes.of(key)),
  ]);
  return { ...name, digest, seal };
}

/** The key for checkpoints. */
export async function derivedAudit(root: RootKey): Promise<DerivedAudit> {
  const source = await root.source();
  const [name, key] = await Promise.all([named(source), macKey(source, "codemint/audit/v1")]);
  return { ...name, key };
}

/** What each root key of a ring gives, the current one's first. */
export type OfRing<T> = readonly [current: T, ...earlier: T[]];

/**
 * Derives from each root key of a ring.
 *
 * @throws {CodemintError} `key` when two of them have one id.
 */
export async function ofRing<T extends Named>(
  ring: KeyRing,
  derive: (root: RootKey) => Promise<T>,
): Promise<OfRing<T>> {
  const current = await derive(ring.current);
  const earlier = await Promise.all(ring.earlier.map(derive));
  const ids = new Set([current, ...earlier].map((one) => one.id));
  if (ids.size <= earlier.length) throw twice();
  return [current, ...earlier];
}

/** What something was stored under, if that is known. Which key it is, is no secret. */
export function ofStored<T extends Named>(known: OfRing<T>, stored: Uint8Array): T | undefined {
  const head = toHex(stored.subarray(0, HEAD));
  return known.find((one) => toHex(one.head) === head);
}

async function named(source: SecretKey): Promise<Named> {
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
