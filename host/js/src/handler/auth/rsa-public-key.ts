/**
 * RSA public keys in PEM, checked when a handler is created: the Web Cryptography API imports keys
 * asynchronously, and an unusable key must not be discovered by the first token that needs it.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { type Bytes, fromBase64, toHex } from "../../bytes.js";

const BEGIN = "-----BEGIN PUBLIC KEY-----";
const END = "-----END PUBLIC KEY-----";

/** The AlgorithmIdentifier `rsaEncryption` with null parameters (RFC 8017 appendix C). */
const RSA = "06092a864886f70d0101010500";

/** The DER tags (X.690 section 8) in a public key. */
const [SEQUENCE, BIT_STRING, INTEGER] = [0x30, 0x03, 0x02];

/** The minimum and maximum size of a modulus in bits, as in the gateway. */
const [MIN_BITS, MAX_BITS] = [2048, 8192];

/**
 * Decodes a SubjectPublicKeyInfo (RFC 5280 section 4.1) with an RSA key of 2,048 to 8,192 bits and
 * an odd exponent of at least 3.
 *
 * @param pem in the format of RFC 7468 section 13; text around it is ignored.
 * @throws {CodemintError} `configuration` for anything else.
 */
export function rsaPublicKey(pem: string, path: string): Bytes {
  const der = typeof pem === "string" ? decoded(pem) : undefined;
  if (der !== undefined && isRsa(der)) return der;
  const what = `not an RSA public key in PEM of ${MIN_BITS} to ${MAX_BITS} bits`;
  throw new CodemintError("configuration", `${path}: ${what}`, { path });
}

function decoded(pem: string): Bytes | undefined {
  const begin = pem.indexOf(BEGIN);
  const end = begin < 0 ? -1 : pem.indexOf(END, begin);
  if (end < 0) return undefined;
  try {
    return fromBase64(pem.slice(begin + BEGIN.length, end).replace(/\s/g, ""));
  } catch {
    return undefined;
  }
}

function isRsa(der: Bytes): boolean {
  const [info] = elements(der, SEQUENCE) ?? [];
  if (info === undefined) return false;
  const [algorithm, bits] = elements(info, SEQUENCE, BIT_STRING) ?? [];
  // The bit string has no unused bits.
  if (algorithm === undefined || bits?.[0] !== 0 || toHex(algorithm) !== RSA) return false;
  const [key] = elements(bits.subarray(1), SEQUENCE) ?? [];
  const [modulus, exponent] = key === undefined ? [] : (elements(key, INTEGER, INTEGER) ?? []);
  if (modulus === undefined || exponent === undefined) return false;
  const size = bitLength(modulus);
  const isOdd = ((exponent.at(-1) ?? 0) & 1) === 1;
  return size >= MIN_BITS && size <= MAX_BITS && isOdd && bitLength(exponent) >= 2;
}

/** The bit length of a positive integer; 0 if it is negative or zero. */
function bitLength(integer: Uint8Array): number {
  if ((integer[0] ?? 0x80) >= 0x80) return 0;
  const from = integer.findIndex((byte) => byte !== 0);
  if (from < 0) return 0;
  return (integer.length - from) * 8 - (Math.clz32(integer[from] ?? 0) - 24);
}

/** The contents of consecutive elements with exactly these tags; `undefined` for anything else. */
function elements(der: Bytes, ...tags: readonly number[]): readonly Bytes[] | undefined {
  const found: Bytes[] = [];
  let at = 0;
  for (const tag of tags) {
    const head = lengthAt(der, at + 1);
    if (der[at] !== tag || head === undefined || head.from + head.length > der.length) {
      return undefined;
    }
    at = head.from + head.length;
    found.push(der.subarray(head.from, at));
  }
  return at === der.length ? found : undefined;
}

/** A length of at most two bytes (X.690 section 8.1.3), and the start of the content. */
function lengthAt(der: Bytes, at: number): { length: number; from: number } | undefined {
  const [first, high, low] = der.subarray(at, at + 3);
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, from: at + 1 };
  if (first === 0x81 && high !== undefined) return { length: high, from: at + 2 };
  if (first !== 0x82 || high === undefined || low === undefined) return undefined;
  return { length: high * 256 + low, from: at + 3 };
}
