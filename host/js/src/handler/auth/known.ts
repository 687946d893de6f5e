/**
 * Secrets that are known by their SHA-256.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { equal } from "../../keys/equal.js";

/** A secret that opens a way in, and whose it is. */
export interface Known {
  /** The name of its owner, for the audit trail. */
  readonly name: string;
  /** Its SHA-256: all have the same length, so that a comparison does not reveal theirs. */
  readonly sha256: Uint8Array;
}

/** The least length of a secret, in bytes of UTF-8. The gateway has the same bound. */
export const LEAST_SECRET = 16;

const utf8 = new TextEncoder();

/** The SHA-256 of a secret. */
export async function sha256(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(secret)));
}

/**
 * A secret as a site keeps it: its name, and its SHA-256.
 *
 * @param secret at least 16 bytes, for instance of `openssl rand -base64 32`.
 * @throws {CodemintError} `configuration` where the secret is absent, as an environment variable
 * that is not set, empty, blank, or shorter.
 */
export async function knownSecret(name: string, secret: string): Promise<Known> {
  // Programs without types hand over what an environment has, or has not.
  const given: unknown = secret;
  if (typeof given !== "string") throw unusable(name, "is not set");
  if (given.trim() === "") throw unusable(name, "is empty");
  if (utf8.encode(given).length < LEAST_SECRET) {
    throw unusable(name, `has fewer than ${LEAST_SECRET} bytes`);
  }
  return { name, sha256: await sha256(given) };
}

function unusable(name: string, what: string): CodemintError {
  return new CodemintError("configuration", `the secret \`${name}\` ${what}`, { path: "secret" });
}

/**
 * Whose secret it is. Each is compared, in constant time, so that timing does not reveal which. An
 * empty secret belongs to no one.
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
  return secret === "" ? undefined : found;
}
