/**
 * Secrets that are known by their SHA-256.
 *
 * @module
 */

import { equal } from "../../keys/equal.js";

/** A secret that opens a way in, and whose it is. */
export interface Known {
  /** The name of whoever has it. */
  readonly name: string;
  /** Its SHA-256: all have the same length, so that a comparison tells nothing of theirs. */
  readonly sha256: Uint8Array;
}

const utf8 = new TextEncoder();

/** The SHA-256 of a secret. */
export async function sha256(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(secret)));
}

/** A secret as a site keeps it: its name, and its SHA-256. */
export async function knownSecret(name: string, secret: string): Promise<Known> {
  return { name, sha256: await sha256(secret) };
}

/**
 * Whose secret it is. Each is compared, in constant time, so that the time does not tell which. Of
 * two that are one, the last.
 */
export async function find<T extends Known>(
  known: readonly T[],
  secret: string,
): Promise<T | undefined> {
  const hash = await sha256(secret);
  let found: T | undefined;
  for (const one of known) {
    if (equal(one.sha256, hash)) found = one;
  }
  return found;
}
