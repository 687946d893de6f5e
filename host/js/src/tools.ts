/**
 * Functions that need neither a store nor a host's keys, for browsers too.
 *
 * @module
 */

import * as glue from "./gen/glue.js";
import { run } from "./module/instance.js";
import type { Entry, Format, Look, Terms, Verified } from "./module/types.js";

/**
 * Draws a code of the format with the host's randomness, each equally likely. An issuer mints the
 * codes that it stores and redeems; this is for programs that do all of that themselves.
 *
 * @throws {CodemintError} `argument` if the format is not valid, `entropy` without randomness.
 */
export function mint(format: Format): string {
  return run(() => glue.mint(format));
}

/**
 * Parses a typed code: folds case, spaces, dashes, full-width digits and look-alikes, and verifies
 * the check symbols. It needs no server.
 *
 * @throws {CodemintError} `argument` if the format is not valid.
 */
export function readEntry(format: Format, typed: string): Entry {
  return run(() => glue.entry(format, typed));
}

/**
 * Returns a code in groups, as it is shown to people.
 *
 * @throws {CodemintError} `argument` if the format or the code is not valid.
 */
export function groupCode(format: Format, code: string): string {
  return run(() => glue.display(format, code));
}

/**
 * Returns a code as it is spelled on the telephone or by a screen reader, in the language of the
 * tag (RFC 5646), or in English if that language is not supported.
 *
 * @throws {CodemintError} `argument` if the format or the code is not valid.
 */
export function speakCode(format: Format, code: string, language = "en"): string {
  return run(() => glue.spoken(format, code, language));
}

/** The content of a QR symbol: text or bytes. */
export type Payload = string | Uint8Array;

const utf8 = new TextEncoder();

const bytesOf = (payload: Payload): Uint8Array =>
  typeof payload === "string" ? utf8.encode(payload) : payload;

/**
 * Draws the payload as a QR symbol (ISO/IEC 18004) in PNG format, one bit per pixel.
 *
 * @throws {CodemintError} `too-long` if it does not fit into the largest symbol, `argument` if
 * `look` is not valid.
 */
export function qrPng(payload: Payload, look?: Look): Uint8Array {
  return run(() => glue.qrPng(bytesOf(payload), look));
}

/**
 * Draws the payload as a QR symbol in SVG format, as one path.
 *
 * @throws {CodemintError} as {@link qrPng}.
 */
export function qrSvg(payload: Payload, look?: Look): string {
  return run(() => glue.qrSvg(bytesOf(payload), look));
}

/**
 * Returns the modules of the payload's QR symbol row by row, one byte each: 1 for dark. The side is
 * the square root of their number.
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
 * @throws {CodemintError} `argument` if the key, the account or the terms are not valid.
 */
export function mintOffline(key: Uint8Array, account: string, terms: Terms): string {
  return run(() => glue.mintOffline(key, account, terms));
}

/** When an offline code is accepted. */
export interface OfflineWindow {
  /** The computer's time, in whole seconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
  /** How many hours after its issue a code is accepted, 1 to 72. */
  readonly hours: number;
  /** How far the computer's clock may be wrong, 0 to 3,600 seconds. */
  readonly tolerance: number;
}

/**
 * Verifies a typed offline code. Counting attempts and remembering used codes is up to the caller.
 *
 * @throws {CodemintError} `argument` if the key, the account or the window is not valid.
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
