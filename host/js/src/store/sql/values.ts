/**
 * Converts and checks values for the database.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { idBytes } from "../ids.js";
import type { SqlValue } from "./driver.js";

/** Copies bytes into a new buffer, as drivers require. */
export const blob = (bytes: Uint8Array): SqlValue => new Uint8Array(bytes);

/** Converts a value if it is present. */
export function maybe<T>(value: T | undefined, made: (value: T) => SqlValue): SqlValue {
  return value === undefined ? null : made(value);
}

/** The bytes of a record ID. */
export const idOf = (id: string): SqlValue => idBytes(id);

/** A lone surrogate, which UTF-8 cannot represent: different texts would become equal. */
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Checks that every value can be stored unchanged.
 *
 * @throws {CodemintError} `argument` for a text that is not well-formed, or a number that is not
 * whole.
 */
export function checked(values: readonly SqlValue[]): readonly SqlValue[] {
  for (const value of values) {
    if (typeof value === "string" && LONE_SURROGATE.test(value)) {
      throw new CodemintError("argument", "a text must be well-formed Unicode");
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new CodemintError("argument", "a number must be whole");
    }
  }
  return values;
}
