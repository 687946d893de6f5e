/**
 * Lists of parts as bytes, so that no two lists give the same ones.
 *
 * @module
 */

import { type Bytes, concat } from "../bytes.js";

/** One part: bytes, or a text in UTF-8. */
export type Part = string | Uint8Array;

/** The first byte of everything that is stored under these formats, and its first part. */
export const FORMAT = 1;

const utf8 = new TextEncoder();

/**
 * The parts, each behind its length in bytes as a 32-bit number, most significant byte first:
 * `part(x)` in the formats' descriptions.
 */
export function joined(parts: readonly Part[]): Bytes {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    const bytes = typeof part === "string" ? utf8.encode(part) : part;
    pieces.push(bigEndian(bytes.length), bytes);
  }
  return concat(pieces);
}

/** The parts behind that of the format. */
export function formatted(parts: readonly Part[]): Bytes {
  return joined([Uint8Array.of(FORMAT), ...parts]);
}

function bigEndian(length: number): Uint8Array {
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length);
}
