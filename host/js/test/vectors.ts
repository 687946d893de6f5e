/** Reads the vectors that all hosts share. */

import { readFileSync } from "node:fs";
import { fromHex, type Bytes } from "../src/bytes.js";

/** A file under `tests`, relative to the compiled tests. */
export function vectorsText(path: string): string {
  return readFileSync(new URL(`../../../../tests/${path}`, import.meta.url), "utf8");
}

/** Decodes hexadecimal digits. */
export function bytes(hex: string): Bytes {
  const found = fromHex(hex);
  if (found === undefined) throw new Error("the vector is not hexadecimal");
  return found;
}

/** 16 bytes, written as a UUID. */
export function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The bytes with one bit of the byte at `place` flipped. */
export function flipped(good: Uint8Array, place: number): Uint8Array {
  return good.map((byte, at) => (at === place ? byte ^ 1 : byte));
}
