/**
 * Password hashes. The Web Cryptography API has PBKDF2 (RFC 8018) but not Argon2; a host that has a
 * better function provides its own check.
 *
 * @module
 */

import { fromBase64 } from "../../bytes.js";
import { equal } from "../../keys/equal.js";
import { CodemintError } from "../../errors.js";

/**
 * Reports whether a password matches a hash, in a time that does not depend on where they differ.
 * A hash in another format matches no password.
 */
export type PasswordCheck = (password: string, hash: string) => Promise<boolean>;

/** The rounds of a new hash, by OWASP's password storage cheat sheet for PBKDF2-HMAC-SHA-256. */
const ROUNDS = 600_000;

/** The PHC string format: `$pbkdf2-sha256$i=600000$salt$hash`, in base64 without padding. */
const FORMAT = /^\$pbkdf2-sha256\$i=([1-9][0-9]{0,7})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/;

const utf8 = new TextEncoder();

/** Reports whether a text is a hash in this format. */
export function isHash(text: string): boolean {
  return FORMAT.test(text);
}

/**
 * The cost of checking a hash: its rounds; 0 for another format, whose cost only the host's own
 * check knows.
 */
export function cost(hash: string): number {
  return Number(FORMAT.exec(hash)?.[1] ?? 0);
}

/** Checks hashes in the format `$pbkdf2-sha256$i=…$salt$hash`. */
export const pbkdf2: PasswordCheck = async (password, hash) => {
  const [, rounds, salt, wanted] = FORMAT.exec(hash) ?? [];
  if (rounds === undefined || salt === undefined || wanted === undefined) return false;
  const found = await derive(password, fromBase64(salt), Number(rounds));
  return equal(found, fromBase64(wanted));
};

/**
 * Hashes a password for a configuration.
 *
 * @param rounds 10,000 to 99,999,999; some platforms allow at most 100,000.
 * @throws {CodemintError} `argument` for any other number.
 */
export async function hashPassword(password: string, rounds = ROUNDS): Promise<string> {
  if (!Number.isSafeInteger(rounds) || rounds < 10_000 || rounds > 99_999_999) {
    throw new CodemintError("argument", "rounds must be 10,000 to 99,999,999", { path: "rounds" });
  }
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await derive(password, salt, rounds);
  return `$pbkdf2-sha256$i=${rounds}$${base64Of(salt)}$${base64Of(hash)}`;
}

async function derive(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const usage: KeyUsage[] = ["deriveBits"];
  const key = await crypto.subtle.importKey("raw", utf8.encode(password), "PBKDF2", false, usage);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

const base64Of = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll("=", "");
