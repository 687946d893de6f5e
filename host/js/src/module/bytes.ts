/**
 * Writes and reads bytes in sequence: little-endian, without padding.
 *
 * @module
 */

import { RECORD_ID } from "../bytes.js";
import { CodemintError } from "../errors.js";

/** The length that encodes an absent text. */
const NONE = 0xffff_ffff;

/** The positions of the dashes in a UUID. */
const DASHES = [8, 13, 18, 23];

/** The length of a UUID as text. */
const UUID_LENGTH = 36;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Writes into a buffer of fixed capacity. */
export class BytesWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** @param length the capacity in bytes: an upper bound of what will be written. */
  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Returns the bytes that were written. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  byte(byte: number): void {
    this.#view.setUint8(this.#at, byte);
    this.#at += 1;
  }

  number(number: number): void {
    this.#view.setUint32(this.#at, number, true);
    this.#at += 4;
  }

  float(number: number): void {
    this.#view.setFloat64(this.#at, number, true);
    this.#at += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes a UUID as its 16 bytes. Returns `false`, and writes nothing, if it is not one. */
  id(uuid: string): boolean {
    if (!RECORD_ID.test(uuid)) return false;
    for (let place = 0; place < uuid.length; place += 2) {
      if (DASHES.includes(place)) place += 1;
      this.byte((digit(uuid, place) << 4) | digit(uuid, place + 1));
    }
    return true;
  }
}

function digit(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

/**
 * Reads what the module wrote. All texts are at the end, one after the other: they are decoded into
 * a single string, and each text is a slice of it.
 */
export class BytesReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #texts: string;
  #at = 0;
  #textAt = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#texts = utf8.decode(bytes.subarray(this.number()));
  }

  byte(): number {
    const byte = this.#view.getUint8(this.#at);
    this.#at += 1;
    return byte;
  }

  short(): number {
    const short = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    return short;
  }

  number(): number {
    const number = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return number;
  }

  float(): number {
    const number = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return number;
  }

  /** Reads one of these names by its index. */
  oneOf<T extends string>(names: readonly T[]): T {
    const name = names[this.byte()];
    if (name === undefined) throw new CodemintError("nonsense", "the module uses an unknown value");
    return name;
  }

  /** A UUID in lower case. */
  id(): string {
    return this.#text(UUID_LENGTH);
  }

  maybeId(): string | undefined {
    return this.byte() === 0 ? undefined : this.id();
  }

  text(): string {
    return this.#text(this.number());
  }

  maybeText(): string | undefined {
    const length = this.number();
    return length === NONE ? undefined : this.#text(length);
  }

  /** Reads bytes that follow their length, into a new buffer. */
  piece(): Uint8Array {
    const length = this.number();
    const piece = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return piece;
  }

  many<T>(one: (reader: BytesReader) => T): T[] {
    const count = this.number();
    const all: T[] = [];
    for (let place = 0; place < count; place += 1) all.push(one(this));
    return all;
  }

  #text(length: number): string {
    const begin = this.#textAt;
    this.#textAt += length;
    return this.#texts.slice(begin, this.#textAt);
  }
}
