/**
 * RSA public keys in PEM, checked when a handler is made: the Web Cryptography API imports keys
 * asynchronously, and a key that cannot be used must not wait for the first token that names it.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { type Bytes, fromBase64, toHex } from "../../bytes.js";

const BEGIN = "-----BEGIN PUBLIC KEY-----";
const END = "-----END PUBLIC KEY-----";

/** `rsaEncryption` with its null parameters, as an AlgorithmIdentifier has it (RFC 8017 appendix C). */
const RSA = "06092a864886f70d0101010500";

/** The tags of DER (X.690 section 8) that a public key is made of. */
const [SEQUENCE, BIT_STRING, INTEGER] = [0x30, 0x03, 0x02];

/** The least and greatest size of a modulus, in bits; those of the gateway. */
const [LEAST, GREATEST] = [2048, 8192];

/**
 * The bytes of a SubjectPublicKeyInfo (RFC 5280 section 4.1) that has an RSA key of 2,048 to 8,192
 * bits and an odd exponent of at least 3.
 *
 * @param pem as RFC 7468 section 13 has it; text around it is passed over.
 * @throws {CodemintError} `configuration` for anything else.
 */
export function rsaPublicKey(pem: string, path: string): Bytes {
  const der = typeof pem === "string" ? decoded(pem) : undefined;
  if (der !== undefined && isRsa(der)) return der;
  const what = `an access key is an RSA public key in PEM, of ${LEAST} to ${GREATEST} bits`;
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
  return size >= LEAST && size <= GREATEST && isOdd && bitLength(exponent) >= 2;
}

/** How many bits a positive integer has; 0 where it is negative or zero. */
function bitLength(integer: Uint8Array): number {
  if ((integer[0] ?? 0x80) >= 0x80) return 0;
  const from = integer.findIndex((byte) => byte !== 0);
  if (from < 0) return 0;
  return (integer.length - from) * 8 - (Math.clz32(integer[from] ?? 0) - 24);
}

/** The contents of elements with these tags, one behind the other and nothing behind them. */
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

/** A length of at most two bytes (X.690 section 8.1.3), and where what it is of begins. */
function lengthAt(der: Bytes, at: number): { length: number; from: number } | undefined {
  const [first, high, low] = der.subarray(at, at + 3);
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, from: at + 1 };
  if (first === 0x81 && high !== undefined) return { length: high, from: at + 2 };
  if (first !== 0x82 || high === undefined || low === undefined) return undefined;
  return { length: high * 256 + low, from: at + 3 };
}
