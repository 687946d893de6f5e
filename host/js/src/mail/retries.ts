/**
 * When a mail is tried again.
 *
 * @module
 */

import { CodemintError } from "../errors.js";

/** When a mail is tried again that could not be sent: later and later, and not for ever. */
export interface Retries {
  /** Seconds until the second try, at least 1. Each further pause is twice as long. */
  readonly first: number;
  /** The longest pause, in seconds, at least 1. */
  readonly longest: number;
  /** How often a mail is tried at the most, at least once. */
  readonly attempts: number;
}

/** 30 seconds, doubled up to an hour, ten tries: about three hours in all. */
export const DEFAULT_RETRIES: Retries = { first: 30, longest: 3600, attempts: 10 };

/** The largest of these numbers: all are of 32 bits, as in the SDK for Rust. */
const MOST = 0xffff_ffff;

/**
 * The settings, if they are some.
 *
 * @throws {CodemintError} `configuration`; `path` names the member.
 */
export function checkedRetries(retries: Retries): Retries {
  for (const path of ["first", "longest", "attempts"] as const) {
    const value = retries[path];
    if (Number.isSafeInteger(value) && value >= 1 && value <= MOST) continue;
    const message = `retries of mails are whole numbers from 1 to ${MOST}`;
    throw new CodemintError("configuration", message, { path: `retries.${path}` });
  }
  return retries;
}

/**
 * How many seconds to wait after that many tries in vain (from 1): the pause's second half is left
 * to chance, so that mails which failed together are not tried together.
 *
 * @param random 32 bits of chance; 0 gives the longest pause.
 */
export function pause(retries: Retries, attempts: number, random: number): number {
  const doubled = Math.min(Math.max(attempts - 1, 0), 31);
  const whole = Math.min(retries.first * 2 ** doubled, retries.longest);
  const half = Math.floor(whole / 2);
  // The bias of this remainder is at most half / 2^32: nothing to a pause.
  return whole - (random % (half + 1));
}
