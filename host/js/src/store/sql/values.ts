/**
 * Values on their way into the database.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { idBytes } from "../ids.js";
import type { SqlValue } from "./driver.js";

/** Bytes as every driver takes them: with a buffer of their own. */
export const blob = (bytes: Uint8Array): SqlValue => new Uint8Array(bytes);

/** Nothing, or what is made of something. */
export function maybe<T>(value: T | undefined, made: (value: T) => SqlValue): SqlValue {
  return value === undefined ? null : made(value);
}

/** The bytes of a record's name. */
export const idOf = (id: string): SqlValue => idBytes(id);

/** Half a surrogate pair: no UTF-8 has it, so that two texts would become one. */
const HALF = /\p{Cs}/u;

/**
 * Makes sure that every value comes back as it goes in.
 *
 * @throws {CodemintError} `argument` for a text that is no Unicode, or a number that is not whole.
 */
export function checked(values: readonly SqlValue[]): readonly SqlValue[] {
  for (const value of values) {
    if (typeof value === "string" && HALF.test(value)) {
      throw new CodemintError("argument", "a text is not well-formed Unicode");
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new CodemintError("argument", "a number is not whole");
    }
  }
  return values;
}
