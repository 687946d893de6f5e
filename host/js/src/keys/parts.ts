/**
 * Encodes lists of parts as bytes, so that different lists have different encodings.
 *
 * @module
 */

import { type Bytes, concat } from "../bytes.js";

/** One part: bytes, or a text in UTF-8. */
export type Part = string | Uint8Array;

/** The version of the formats: the first byte of every stored value, and its first part. */
export const FORMAT = 1;

const utf8 = new TextEncoder();

/**
 * Encodes each part as its length in bytes (a 32-bit number, most significant byte first) followed
 * by its bytes: `part(x)` in the descriptions of the formats.
 */
export function joined(parts: readonly Part[]): Bytes {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    const bytes = typeof part === "string" ? utf8.encode(part) : part;
    pieces.push(bigEndian(bytes.length), bytes);
  }
  return concat(pieces);
}

/** Encodes the parts after that of the format. */
export function formatted(parts: readonly Part[]): Bytes {
  return joined([Uint8Array.of(FORMAT), ...parts]);
}

function bigEndian(length: number): Uint8Array {
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length);
}
