/**
 * The host's clocks.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** A source of time. */
export interface Clock {
  /**
   * The wall clock: whole seconds since 1970-01-01T00:00:00Z.
   *
   * @throws if the time is not known: nothing is issued then.
   */
  now(): Promise<number>;

  /**
   * The monotonic clock: milliseconds since an arbitrary fixed moment, unaffected by changes of the
   * wall clock. An issuer compares the wall clock with it, so that a single wrong reading is not
   * trusted ({@link ClockEvent}). Without it every reading is trusted.
   */
  monotonic?(): number;

  /**
   * The time within the current second in milliseconds, from 0 to less than 1000. It may have
   * a fraction, orders record IDs, and is 0 if not given.
   */
  millisecond?(): number;
}

/** A report that the wall clock ran ahead of the monotonic clock. */
export type ClockEvent =
  /**
   * The wall clock is more than a minute ahead of the time that the monotonic clock implies. Its
   * readings are not trusted until that has lasted for five minutes.
   */
  | {
      readonly kind: "clock-ahead";
      /** How far ahead it is, in seconds. */
      readonly seconds: number;
    }
  /** The jump has lasted, or the wall clock came back: its readings are trusted again. */
  | { readonly kind: "clock-believed" };

/** The last second of the year 9999: the latest time that the module accepts. */
export const LAST_SECOND = 253_402_300_799;

/**
 * The machine's clocks.
 *
 * Cloudflare Workers have no independent monotonic clock: there `performance.now()` follows
 * `Date.now()`, and every reading of the platform's clock is trusted.
 */
export const systemClock: Clock = {
  now: async () => Math.floor(Date.now() / 1000),
  monotonic: () => performance.now(),
  millisecond: () => Date.now() % 1000,
};

/**
 * Reads a clock and checks the result.
 *
 * @throws {CodemintError} `clock` unless it is a whole number of seconds up to the year 9999.
 */
export async function time(clock: Clock): Promise<number> {
  const now = await clock.now();
  if (Number.isSafeInteger(now) && now >= 0 && now <= LAST_SECOND) return now;
  throw new CodemintError("clock", "the clock is out of range");
}

/** How far ahead of the monotonic clock a reading may be, in seconds. */
const TOLERANCE = 60;

/** How long a jump must last until it is trusted, in milliseconds. */
const LASTING = 5 * 60 * 1000;

/** A reading that was trusted. */
interface Anchor {
  /** Seconds since 1970. */
  readonly wall: number;
  /** The monotonic clock at that moment, in milliseconds. */
  readonly at: number;
}

/** A jump that has not lasted yet. */
interface Doubt {
  /** The monotonic clock when the jump was first seen, in milliseconds. */
  readonly since: number;
  /** How far ahead the wall clock was then, in seconds. */
  readonly ahead: number;
}

/**
 * A clock that trusts a jump ahead only after it has lasted. Until then its time advances from the
 * last trusted reading at the pace of the monotonic clock. It follows a wall clock that goes back:
 * the store keeps the latest time of any write, so that no expired code becomes valid again.
 */
export class SteadyClock implements Clock {
  readonly #source: Clock;
  readonly #report: (event: ClockEvent) => void;
  #anchor: Anchor | undefined;
  #doubt: Doubt | undefined;

  /** @param report must not throw. */
  constructor(source: Clock, report: (event: ClockEvent) => void) {
    this.#source = source;
    this.#report = report;
  }

  /** Whether the last reading was trusted. */
  get isSteady(): boolean {
    return this.#doubt === undefined;
  }

  millisecond(): number {
    return this.#source.millisecond?.() ?? 0;
  }

  /** @throws {CodemintError} `clock` if the wall clock is out of range. */
  async now(): Promise<number> {
    const wall = await time(this.#source);
    const at = this.#source.monotonic?.();
    if (at === undefined) return wall;
    const { wall: last, at: then } = (this.#anchor ??= { wall, at });
    const expected = last + Math.max(0, at - then) / 1000;
    const ahead = wall - expected;
    if (ahead > TOLERANCE && !this.#hasLasted(ahead, at)) return Math.floor(expected);
    this.#trust(wall, at);
    return wall;
  }

  /** Reports whether the wall clock has been ahead by about the same amount for long enough. */
  #hasLasted(ahead: number, at: number): boolean {
    const doubt = this.#doubt;
    if (doubt !== undefined && Math.abs(ahead - doubt.ahead) <= TOLERANCE) {
      return at - doubt.since >= LASTING;
    }
    this.#doubt = { since: at, ahead };
    this.#report({ kind: "clock-ahead", seconds: Math.floor(ahead) });
    return false;
  }

  #trust(wall: number, at: number): void {
    this.#anchor = { wall, at };
    if (this.#doubt === undefined) return;
    this.#doubt = undefined;
    this.#report({ kind: "clock-believed" });
  }
}
