/**
 * Secrets that are stored as SHA-256.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { equal } from "../../keys/equal.js";

/** A registered secret and its owner. */
export interface Known {
  /** The name of its owner, for the audit trail. */
  readonly name: string;
  /** The SHA-256 of the secret: a comparison does not reveal the secret's length. */
  readonly sha256: Uint8Array;
}

/** The minimum length of a secret, in bytes of UTF-8. The gateway has the same limit. */
export const MIN_SECRET = 16;

const utf8 = new TextEncoder();

/** Computes the SHA-256 of a secret. */
export async function sha256(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(secret)));
}

/**
 * Converts a secret to the form that a site stores: its owner's name and its SHA-256.
 *
 * @param secret at least 16 bytes, for instance from `openssl rand -base64 32`.
 * @throws {CodemintError} `configuration` if the secret is absent (such as an environment variable
 * that is not set), empty, blank or too short.
 */
export async function knownSecret(name: string, secret: string): Promise<Known> {
  // A program without types may pass an environment variable that is not set.
  const given: unknown = secret;
  if (typeof given !== "string") throw unusable(name, "is not set");
  if (given.trim() === "") throw unusable(name, "is empty");
  if (utf8.encode(given).length < MIN_SECRET) {
    throw unusable(name, `has fewer than ${MIN_SECRET} bytes`);
  }
  return { name, sha256: await sha256(given) };
}

function unusable(name: string, what: string): CodemintError {
  return new CodemintError("configuration", `the secret \`${name}\` ${what}`, { path: "secret" });
}

/**
 * Finds the entry for a secret. Each is compared, in constant time, so that timing does not reveal
 * which one matches. An empty secret matches none.
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
