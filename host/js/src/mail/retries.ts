/**
 * When further attempts at a mail are made.
 *
 * @module
 */

import { CodemintError } from "../errors.js";

/** When further attempts at a mail are made: with growing pauses, and a limited number of times. */
export interface Retries {
  /**
   * The pause before the second attempt in seconds, at least 1. Each further pause is twice as
   * long.
   */
  readonly first: number;
  /** The longest pause, in seconds, at least 1. */
  readonly longest: number;
  /** The maximum number of attempts, at least 1. */
  readonly attempts: number;
}

/** 30 seconds, doubled up to an hour, ten attempts: about three hours in all. */
export const DEFAULT_RETRIES: Retries = { first: 30, longest: 3600, attempts: 10 };

/** The largest value: all are 32-bit numbers, as in the Rust SDK. */
const MOST = 0xffff_ffff;

/**
 * Returns the settings if they are valid.
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
 * The pause in seconds after so many failed attempts (from 1). Its second half is random, so that
 * mails which failed together are not attempted together.
 *
 * @param random 32 random bits; 0 gives the longest pause.
 */
export function pause(retries: Retries, attempts: number, random: number): number {
  const doubled = Math.min(Math.max(attempts - 1, 0), 31);
  const whole = Math.min(retries.first * 2 ** doubled, retries.longest);
  const half = Math.floor(whole / 2);
  // The bias of this remainder is at most half / 2^32, which does not matter for a pause.
  return whole - (random % (half + 1));
}
