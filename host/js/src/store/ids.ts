/**
 * Names of records: UUIDs of version 7 (RFC 9562) in lower case, stored as their 16 bytes.
 *
 * @module
 */

import { type Bytes, RECORD_NAME, recordBytes, toHex } from "../bytes.js";
import { CodemintError } from "../errors.js";

/**
 * The 16 bytes of a record's name.
 *
 * @throws {CodemintError} `argument` for a text that is no UUID in lower case.
 */
export function idBytes(id: string): Bytes {
  if (!RECORD_NAME.test(id)) throw new CodemintError("argument", "a name of a record is no UUID");
  return recordBytes(id);
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
  const digits = toHex(bytes);
  const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]] as const;
  return parts.map(([from, to]) => digits.slice(from, to)).join("-");
}

/** The second that a UUID of version 7 was made in: its first 48 bits count milliseconds. */
export function createdAt(id: string): number {
  return Math.floor(Number.parseInt(id.replace("-", "").slice(0, 12), 16) / 1000);
}
