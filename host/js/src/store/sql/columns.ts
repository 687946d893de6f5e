/**
 * Reads columns, and rejects invalid values.
 *
 * @module
 */

import { LAST_SECOND } from "../../clock.js";
import { idText } from "../ids.js";
import type { Row, SqlValue } from "./driver.js";
import { damaged } from "./faults.js";

/**
 * A row whose columns are read by name. Each method throws `store-damaged` for an invalid value.
 */
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

  /** Copies bytes into a new buffer. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const value = this.#value(name);
    return value instanceof Uint8Array ? new Uint8Array(value) : this.#fail(name);
  }

  maybeBytes(name: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#value(name) === null ? undefined : this.bytes(name);
  }

  /** A whole number from 0 to `highest`. */
  count(name: string, highest = 0xffff_ffff): number {
    const value = this.#value(name);
    const isCount = typeof value === "number" && Number.isSafeInteger(value);
    return isCount && value >= 0 && value <= highest ? value : this.#fail(name);
  }

  /** A point in time, in seconds since 1970-01-01T00:00:00Z. */
  time(name: string): number {
    return this.count(name, LAST_SECOND);
  }

  flag(name: string): boolean {
    return this.count(name, 1) === 1;
  }

  /** A record ID. */
  id(name: string): string {
    return idText(this.bytes(name));
  }

  maybeId(name: string): string | undefined {
    return this.#value(name) === null ? undefined : this.id(name);
  }

  /** One of these names. */
  oneOf<T extends string>(name: string, known: readonly T[]): T {
    const text = this.text(name);
    return known.find((one) => one === text) ?? this.#fail(name);
  }

  maybeOneOf<T extends string>(name: string, known: readonly T[]): T | undefined {
    return this.#value(name) === null ? undefined : this.oneOf(name, known);
  }

  #value(name: string): SqlValue {
    const value = this.#row[name];
    return value === undefined ? this.#fail(name) : value;
  }

  #fail(name: string): never {
    throw damaged(`the column \`${name}\``);
  }
}

/** An object with this member, or an empty one if there is no value. */
export function member<K extends string, V>(name: K, value: V | undefined): Maybe<K, V> {
  return (value === undefined ? {} : { [name]: value }) as Maybe<K, V>;
}

/** An object with one member, or none. */
type Maybe<K extends string, V> = { readonly [k in K]?: V };
