/**
 * The host's time.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** A source of time. */
export interface Clock {
  /**
   * The wall clock: whole seconds since 1970-01-01T00:00:00Z.
   *
   * @throws where the time is not known: then nothing is issued.
   */
  now(): Promise<number>;

  /**
   * A monotonic clock: milliseconds since any fixed moment, which no change of the wall clock moves.
   * An issuer compares the wall clock with it, so that one wrong reading is not believed
   * ({@link ClockEvent}). Without it every reading is believed.
   */
  elapsed?(): number;

  /**
   * Where within the current second: milliseconds, 0 up to 1000, with a fraction if there is one. For
   * the order of record ids; 0 where it is left out.
   */
  millisecond?(): number;
}

/** What an issuer reports of a wall clock that ran ahead of the monotonic clock. */
export type ClockEvent =
  /**
   * The wall clock is more than a minute ahead of where the monotonic clock puts it. It is not
   * believed until that has lasted for five minutes.
   */
  | {
      readonly kind: "clock-ahead";
      /** By how many seconds. */
      readonly seconds: number;
    }
  /** The jump has lasted, or the wall clock came back: its readings are believed again. */
  | { readonly kind: "clock-believed" };

/** The last second of the year 9999, as the module takes times. */
const LAST = 253_402_300_799;

/**
 * The machine's clocks.
 *
 * Cloudflare's Workers have no monotonic clock of their own: there `performance.now()` follows
 * `Date.now()`, and every reading of the platform's clock is believed.
 */
export const systemClock: Clock = {
  now: async () => Math.floor(Date.now() / 1000),
  elapsed: () => performance.now(),
  millisecond: () => Date.now() % 1000,
};

/**
 * The reading of a clock, checked.
 *
 * @throws {CodemintError} `clock` for anything but whole seconds up to the year 9999.
 */
export async function time(clock: Clock): Promise<number> {
  const now = await clock.now();
  if (Number.isSafeInteger(now) && now >= 0 && now <= LAST) return now;
  throw new CodemintError("clock", "the clock is out of range");
}

/** How far ahead of the monotonic clock a reading may be, in seconds. */
const TOLERANCE = 60;

/** How long a jump must last until it is believed, in milliseconds. */
const LASTING = 5 * 60 * 1000;

/** A reading that was believed. */
interface Anchor {
  /** Seconds since 1970. */
  readonly wall: number;
  /** What the monotonic clock said then, in milliseconds. */
  readonly at: number;
}

/** A jump that has not lasted yet. */
interface Doubt {
  /** What the monotonic clock said when it was first seen, in milliseconds. */
  readonly since: number;
  /** How far ahead the wall clock was then, in seconds. */
  readonly ahead: number;
}

/**
 * A clock that believes a jump ahead only after it has lasted. Until then its time goes on from the
 * last believed reading at the pace of the monotonic clock. A wall clock that goes back is followed:
 * the store keeps the latest time of any write, so that nothing is revived.
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

  /** Whether the last reading was believed. */
  get isSteady(): boolean {
    return this.#doubt === undefined;
  }

  millisecond(): number {
    return this.#source.millisecond?.() ?? 0;
  }

  /** @throws {CodemintError} `clock` where the wall clock is out of range. */
  async now(): Promise<number> {
    const wall = await time(this.#source);
    const at = this.#source.elapsed?.();
    if (at === undefined) return wall;
    const { wall: last, at: then } = (this.#anchor ??= { wall, at });
    const expected = last + Math.max(0, at - then) / 1000;
    const ahead = wall - expected;
    if (ahead > TOLERANCE && !this.#hasLasted(ahead, at)) return Math.floor(expected);
    this.#believe(wall, at);
    return wall;
  }

  /** Whether the wall clock has been ahead by about as much for long enough. */
  #hasLasted(ahead: number, at: number): boolean {
    const doubt = this.#doubt;
    if (doubt !== undefined && Math.abs(ahead - doubt.ahead) <= TOLERANCE) {
      return at - doubt.since >= LASTING;
    }
    this.#doubt = { since: at, ahead };
    this.#report({ kind: "clock-ahead", seconds: Math.floor(ahead) });
    return false;
  }

  #believe(wall: number, at: number): void {
    this.#anchor = { wall, at };
    if (this.#doubt === undefined) return;
    this.#doubt = undefined;
    this.#report({ kind: "clock-believed" });
  }
}
