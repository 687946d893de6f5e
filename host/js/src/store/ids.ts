/**
 * Names of records: UUIDs of version 7 (RFC 9562) in lower case, stored as their 16 bytes.
 *
 * @module
 */

import { CodemintError } from "../errors.js";

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The 16 bytes of a record's name.
 *
 * @throws {CodemintError} `argument` for a text that is no UUID in lower case.
 */
export function idBytes(id: string): Uint8Array<ArrayBuffer> {
  if (!SHAPE.test(id)) throw new CodemintError("argument", "a name of a record is no UUID");
  const digits = id.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let place = 0; place < 16; place += 1) {
    bytes[place] = Number.parseInt(digits.slice(2 * place, 2 * place + 2), 16);
  }
  return bytes;
}

/**
 * The name that these bytes are.
 *
 * @throws {CodemintError} `store-damaged` where there are not 16 of them.
 */
export function idText(bytes: Uint8Array): string {
  if (bytes.length !== 16) {
    throw new CodemintError("store-damaged", "a name of a record has not 16 bytes");
  }
  const digits = hex(bytes);
  const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]] as const;
  return parts.map(([from, to]) => digits.slice(from, to)).join("-");
}

/** The second that a UUID of version 7 was made in: its first 48 bits count milliseconds. */
export function createdAt(id: string): number {
  return Math.floor(Number.parseInt(id.replace("-", "").slice(0, 12), 16) / 1000);
}

/** Two hexadecimal digits a byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
