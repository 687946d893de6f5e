/**
 * Passwords as they are kept. The Web Cryptography API has no Argon2; it has PBKDF2 (RFC 8018), and
 * a host that has something better gives its own check.
 *
 * @module
 */

import { fromBase64 } from "../../bytes.js";
import { equal } from "../../keys/equal.js";
import { CodemintError } from "../../errors.js";

/**
 * Whether a password is the one of that hash, in a time that does not depend on where they differ.
 * What is no hash of its kind is nobody's password.
 */
export type PasswordCheck = (password: string, hash: string) => Promise<boolean>;

/** How many rounds a new hash has: OWASP's password storage cheat sheet for PBKDF2-HMAC-SHA-256. */
const ROUNDS = 600_000;

/** The form of the PHC string format: `$pbkdf2-sha256$i=600000$salt$hash`, base 64 without padding. */
const FORM = /^\$pbkdf2-sha256\$i=([1-9][0-9]{0,7})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/;

const utf8 = new TextEncoder();

/** Whether it is a hash of that form. */
export function isHash(text: string): boolean {
  return FORM.test(text);
}

/**
 * What checking a hash costs: its rounds; 0 where it is of another form, whose cost only the host's
 * own check knows.
 */
export function cost(hash: string): number {
  return Number(FORM.exec(hash)?.[1] ?? 0);
}

/** Checks hashes of the form `$pbkdf2-sha256$i=…$salt$hash`. */
export const pbkdf2: PasswordCheck = async (password, hash) => {
  const [, rounds, salt, wanted] = FORM.exec(hash) ?? [];
  if (rounds === undefined || salt === undefined || wanted === undefined) return false;
  const found = await derive(password, fromBase64(salt), Number(rounds));
  return equal(found, fromBase64(wanted));
};

/**
 * A password's hash, to be kept in a configuration.
 *
 * @param rounds at least 10,000; some hosts allow no more than 100,000.
 * @throws {CodemintError} `argument` for fewer.
 */
export async function hashPassword(password: string, rounds = ROUNDS): Promise<string> {
  if (!Number.isSafeInteger(rounds) || rounds < 10_000 || rounds > 99_999_999) {
    throw new CodemintError("argument", "rounds are 10,000 to 99,999,999", { path: "rounds" });
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
