/**
 * Bytes, and their encodings as text.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** Bytes in an `ArrayBuffer`, as the Web Cryptography API requires. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Encodes bytes as hexadecimal digits in lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Decodes hexadecimal digits in either case; `undefined` if the text contains anything else. */
export function fromHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

/** A record ID: a UUID (RFC 9562 section 4) in lower case. */
export const RECORD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reports whether a text is a UUID, in either case. */
export function isUuid(text: string): boolean {
  return RECORD_ID.test(text.toLowerCase());
}

/**
 * Returns the 16 bytes of a record ID.
 *
 * @throws {CodemintError} `argument` if it is not a UUID.
 */
export function recordBytes(record: string): Bytes {
  const bytes = isUuid(record) ? fromHex(record.replaceAll("-", "")) : undefined;
  if (bytes !== undefined) return bytes;
  throw new CodemintError("argument", "a record ID must be a UUID", { path: "record" });
}

/** Concatenates byte arrays. */
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
 * Decodes base64 (RFC 4648 section 4), with or without padding.
 *
 * @throws {DOMException} if the text is not base64.
 */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}
