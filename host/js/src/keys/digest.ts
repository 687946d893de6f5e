/**
 * Digests: the forms in which a code, and what a request asked, are stored to be compared.
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
  /** Whose data it is. */
  readonly tenant: string;
  /** What the code grants. */
  readonly purpose: Purpose;
  /** Whose code it is (canonical key). */
  readonly subject: string;
}

/**
 * How long a digest is, in bytes: format, key id, HMAC. What is stored behind it is the name that it
 * was made for.
 */
export const DIGEST_LENGTH = HEAD + 32;

/**
 * The name that a digest carries behind itself, if it is a spelling of this canonical key: one that
 * differs in its normal form alone, since names were case-folded before too.
 */
export function spelling(carried: Uint8Array, subject: string): string | undefined {
  if (carried.length === 0) return undefined;
  const name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(carried);
  return name.normalize("NFC") === subject ? name : undefined;
}

/** The digest of a code: see `Keys.digest`. */
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
   * Whether a stored digest is one of them. Each is compared, in constant time; one of another
   * format or key, or of another length, is none.
   */
  contain(stored: Uint8Array): boolean {
    const compared = stored.length === DIGEST_LENGTH ? stored : NO_DIGEST;
    let found = false;
    for (const digest of this.#all) found = equal(digest, compared) || found;
    return found;
  }
}

/** The digest of what a request asks: see `Keys.requestDigest`. */
export function requestDigest(keys: Derived, parts: readonly Part[]): Promise<Bytes> {
  return signed(keys.head, keys.digest, ["request", ...parts]);
}

/** 37 bytes: what names format and key, and HMAC-SHA-256 over the format's part and these. */
export async function signed(
  head: Bytes,
  key: SecretKey,
  parts: readonly Part[],
): Promise<Bytes> {
  const mac = await crypto.subtle.sign("HMAC", key, formatted(parts));
  return concat([head, new Uint8Array(mac)]);
}
