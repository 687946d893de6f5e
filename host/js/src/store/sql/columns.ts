/**
 * Values on their way out of the database: what makes no sense is told, never passed on.
 *
 * @module
 */

import { idText } from "../ids.js";
import type { Row, SqlValue } from "./driver.js";
import { damaged } from "./faults.js";

/** The last second of the year 9999, as the module takes times. */
const LAST = 253_402_300_799;

/** A row whose columns are read by name; each throws `store-damaged` where the value is none. */
export class Columns {
  readonly #row: Row;

  constructor(row: Row) {
    this.#row = row;
  }

  text(name: string): string {
    const value = this.#value(name);
    return typeof value === "string" ? value : this.#fail(name);
  }

  maybeText(name: string): string | undefined {
    return this.#value(name) === null ? undefined : this.text(name);
  }

  /** Bytes with a buffer of their own. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const value = this.#value(name);
    return value instanceof Uint8Array ? new Uint8Array(value) : this.#fail(name);
  }

  maybeBytes(name: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#value(name) === null ? undefined : this.bytes(name);
  }

  /** A whole number that is not negative and at most so high. */
  count(name: string, highest = 0xffff_ffff): number {
    const value = this.#value(name);
    const isCount = typeof value === "number" && Number.isSafeInteger(value);
    return isCount && value >= 0 && value <= highest ? value : this.#fail(name);
  }

  /** A point in time, in seconds since 1970-01-01T00:00:00Z. */
  time(name: string): number {
    return this.count(name, LAST);
  }

  flag(name: string): boolean {
    return this.count(name, 1) === 1;
  }

  /** A record's name. */
  id(name: string): string {
    return idText(this.bytes(name));
  }

  maybeId(name: string): string | undefined {
    return this.#value(name) === null ? undefined : this.id(name);
  }

  /** One of these words. */
  word<T extends string>(name: string, words: readonly T[]): T {
    const text = this.text(name);
    return words.find((word) => word === text) ?? this.#fail(name);
  }

  maybeWord<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.#value(name) === null ? undefined : this.word(name, words);
  }

  #value(name: string): SqlValue {
    const value = this.#row[name];
    return value === undefined ? this.#fail(name) : value;
  }

  #fail(name: string): never {
    throw damaged(`the column \`${name}\``);
  }
}

/** The member of that name, where there is a value. */
export function member<K extends string, V>(name: K, value: V | undefined): Maybe<K, V> {
  return (value === undefined ? {} : { [name]: value }) as Maybe<K, V>;
}

/** An object with one member, or none. */
type Maybe<K extends string, V> = { readonly [k in K]?: V };
