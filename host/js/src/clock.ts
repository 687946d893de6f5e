/**
 * The host's time.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** What tells the time. */
export interface Clock {
  /**
   * Whole seconds since 1970-01-01T00:00:00Z.
   *
   * @throws where no time can be told: then nothing is issued.
   */
  now(): Promise<number>;
}

/** The last second of the year 9999, as the module takes times. */
const LAST = 253_402_300_799;

/** The machine's clock. */
export const systemClock: Clock = {
  now: async () => Math.floor(Date.now() / 1000),
};

/**
 * What the clock says, if it is a time.
 *
 * @throws {CodemintError} `clock` where it is none.
 */
export async function time(clock: Clock): Promise<number> {
  const now = await clock.now();
  if (Number.isSafeInteger(now) && now >= 0 && now <= LAST) return now;
  throw new CodemintError("clock", "the clock tells no sensible time");
}
