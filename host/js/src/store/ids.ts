/**
 * Record IDs: UUIDs of version 7 (RFC 9562) in lower case, stored as 16 bytes.
 *
 * @module
 */

import { type Bytes, RECORD_ID, recordBytes, toHex } from "../bytes.js";
import { CodemintError } from "../errors.js";

/**
 * Returns the 16 bytes of a record ID.
 *
 * @throws {CodemintError} `argument` if it is not a UUID in lower case.
 */
export function idBytes(id: string): Bytes {
  if (!RECORD_ID.test(id)) throw new CodemintError("argument", "a record ID must be a UUID");
  return recordBytes(id);
}

/**
 * Returns the record ID with these bytes.
 *
 * @throws {CodemintError} `store-damaged` unless there are 16 bytes.
 */
export function idText(bytes: Uint8Array): string {
  if (bytes.length !== 16) {
    throw new CodemintError("store-damaged", "a record ID does not have 16 bytes");
  }
  const digits = toHex(bytes);
  const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]] as const;
  return parts.map(([from, to]) => digits.slice(from, to)).join("-");
}

/** The second in which a UUID of version 7 was created: its first 48 bits count milliseconds. */
export function createdAt(id: string): number {
  return Math.floor(Number.parseInt(id.replace("-", "").slice(0, 12), 16) / 1000);
}
