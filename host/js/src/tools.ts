/**
 * What is of use alone, in a browser too: nothing here needs a store or a key of a host's.
 *
 * @module
 */

import * as glue from "./gen/glue.js";
import { run } from "./module/instance.js";
import type { Entry, Format, Look, Terms, Verified } from "./module/types.js";

/**
 * Draws a code of that format with the host's randomness, every one equally likely. For what is
 * stored and redeemed an issuer mints; this is for programs that do all that themselves.
 *
 * @throws {CodemintError} `argument` for a format that is none, `entropy` without randomness.
 */
export function mint(format: Format): string {
  return run(() => glue.mint(format));
}

/**
 * What a typed text is: case, spaces, dashes, full-width digits and look-alikes are folded, and the
 * check symbols are looked at. Nothing need be asked of a server for it.
 *
 * @throws {CodemintError} `argument` for a format that is none.
 */
export function readEntry(format: Format, typed: string): Entry {
  return run(() => glue.entry(format, typed));
}

/**
 * A code in groups, as it is shown to people.
 *
 * @throws {CodemintError} `argument` for a format or a code that is none.
 */
export function groupCode(format: Format, code: string): string {
  return run(() => glue.display(format, code));
}

/**
 * A code as it is said on the telephone or by a screen reader, in the language of that tag (RFC
 * 5646); in English where that one is not spoken.
 *
 * @throws {CodemintError} `argument` for a format or a code that is none.
 */
export function speakCode(format: Format, code: string, language = "en"): string {
  return run(() => glue.spoken(format, code, language));
}

/** What a QR symbol says: text, or bytes. */
export type Payload = string | Uint8Array;

const utf8 = new TextEncoder();

const bytesOf = (payload: Payload): Uint8Array =>
  typeof payload === "string" ? utf8.encode(payload) : payload;

/**
 * A PNG of the payload as a QR symbol (ISO/IEC 18004), one bit a pixel.
 *
 * @throws {CodemintError} `too-long` where no symbol has room for it, `argument` for a look that is
 * none.
 */
export function qrPng(payload: Payload, look?: Look): Uint8Array {
  return run(() => glue.qrPng(bytesOf(payload), look));
}

/**
 * An SVG of the payload as a QR symbol: one path.
 *
 * @throws {CodemintError} as {@link qrPng}.
 */
export function qrSvg(payload: Payload, look?: Look): string {
  return run(() => glue.qrSvg(bytesOf(payload), look));
}

/**
 * The modules of the payload's QR symbol, row by row, a byte each: 1 for dark. The side is the
 * square root of how many there are.
 *
 * @throws {CodemintError} as {@link qrPng}.
 */
export function qrMatrix(payload: Payload, look?: Look): Uint8Array {
  return run(() => glue.qrMatrix(bytesOf(payload), look));
}

/**
 * Mints an offline code: 20 digits, the same for the same arguments.
 *
 * @param key the computer's own key, 32 bytes. Secret.
 * @throws {CodemintError} `argument` for a key, an account or terms that are none.
 */
export function mintOffline(key: Uint8Array, account: string, terms: Terms): string {
  return run(() => glue.mintOffline(key, account, terms));
}

/** When an offline code may be typed. */
export interface OfflineWindow {
  /** The computer's time, in whole seconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
  /** For how many hours after its issue a code may be typed, 1 to 72. */
  readonly hours: number;
  /** How far the computer's clock may be wrong, 0 to 3,600 seconds. */
  readonly tolerance: number;
}

/**
 * Verifies a typed offline code. It counts no tries and remembers nothing: the host must.
 *
 * @throws {CodemintError} `argument` for a key, an account or a window that is none.
 */
export function verifyOffline(
  key: Uint8Array,
  account: string,
  typed: string,
  window: OfflineWindow,
): Verified {
  const { now, hours, tolerance } = window;
  return run(() => glue.verifyOffline(key, account, typed, now, hours, tolerance));
}
