/**
 * Digests: the forms in which a code, and what a request asked, are stored to be compared.
 *
 * @module
 */

import type { SecretKey } from "../globals.js";
import type { Purpose } from "../module/types.js";
import { type Bytes, concat } from "../bytes.js";
import type { Derived } from "./derive.js";
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

/** The digest of a code: see `Keys.digest`. */
export function codeDigest(keys: Derived, binding: Binding, code: string): Promise<Bytes> {
  return signed(keys.head, keys.digest, [binding.tenant, binding.purpose, binding.subject, code]);
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
