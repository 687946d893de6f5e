/**
 * Bytes as texts.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** Bytes in memory of their own, as the Web Cryptography API takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The two hexadecimal digits of each byte, in lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of hexadecimal digits, in either case; `undefined` where there is anything else. */
export function fromHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

/** A UUID (RFC 9562 section 4) in lower case, as records are named. */
export const RECORD_NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID, in either case. */
export function isUuid(text: string): boolean {
  return RECORD_NAME.test(text.toLowerCase());
}

/**
 * The 16 bytes of a record's name.
 *
 * @throws {CodemintError} `argument` where it is no UUID.
 */
export function recordBytes(record: string): Bytes {
  const bytes = isUuid(record) ? fromHex(record.replaceAll("-", "")) : undefined;
  if (bytes !== undefined) return bytes;
  throw new CodemintError("argument", "a record's name is a UUID", { path: "record" });
}

/** All of them, one behind the other. */
export function concat(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * The bytes of base 64 (RFC 4648 section 4), with padding or without.
 *
 * @throws {DOMException} for anything else.
 */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}
