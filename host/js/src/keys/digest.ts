/**
 * Keyed digests of codes and requests, which are stored for comparison.
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import type { Purpose } from "../module/types.js";
import { type Bytes, concat } from "../bytes.js";
import { type Derived, HEAD } from "./derive.js";
import { equal } from "./equal.js";
import { formatted, type Part } from "./parts.js";

/** What a code is bound to when it is stored. */
export interface Binding {
  /** The tenant that issued the code. */
  readonly tenant: string;
  /** The purpose of the code. */
  readonly purpose: Purpose;
  /** The subject of the code (canonical key). */
  readonly subject: string;
}

/**
 * The length of a digest in bytes: format, key ID, HMAC. The name that the digest was made for may
 * be stored after it.
 */
export const DIGEST_LENGTH = HEAD + 32;

/**
 * The name that is stored after a digest, if it is a spelling of this canonical key: it may differ
 * only in its normal form, since names have always been case-folded.
 */
export function spelling(stored: Uint8Array, subject: string): string | undefined {
  if (stored.length === 0) return undefined;
  const name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stored);
  return name.normalize("NFC") === subject ? name : undefined;
}

/** Computes the digest of a code: see `Keys.digest`. */
export function codeDigest(keys: Derived, binding: Binding, code: string): Promise<Bytes> {
  return signed(keys.head, keys.digest, [binding.tenant, binding.purpose, binding.subject, code]);
}

/** A stored digest that no code has. */
export const NO_DIGEST: Uint8Array = new Uint8Array(DIGEST_LENGTH);

/**
 * The digests of one code, one under each key of a ring, to be compared with many stored ones.
 * Secret.
 */
export class Digests {
  readonly #all: readonly Bytes[];

  constructor(all: readonly Bytes[]) {
    this.#all = all;
  }

  /**
   * Reports whether a stored digest is one of them. Each is compared, in constant time. A digest
   * with another format, key or length never matches.
   */
  contain(stored: Uint8Array): boolean {
    const compared = stored.length === DIGEST_LENGTH ? stored : NO_DIGEST;
    let found = false;
    for (const digest of this.#all) found = equal(digest, compared) || found;
    return found;
  }
}

/** Computes the digest of a request: see `Keys.requestDigest`. */
export function requestDigest(keys: Derived, parts: readonly Part[]): Promise<Bytes> {
  return signed(keys.head, keys.digest, ["request", ...parts]);
}

/** 37 bytes: format, key ID, and HMAC-SHA-256 over the part of the format and these parts. */
export async function signed(
  head: Bytes,
  key: SecretKey,
  parts: readonly Part[],
): Promise<Bytes> {
  const mac = await crypto.subtle.sign("HMAC", key, formatted(parts));
  return concat([head, new Uint8Array(mac)]);
}
