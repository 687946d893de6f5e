/**
 * The order of settlements within a second.
 *
 * @module
 */

/** The last tick of a second: a millisecond has 4,096. */
const LAST_TICK = 4_095_999;

/**
 * Gives each settlement of an issuer a later instant than the ones before, as record IDs require
 * (RFC 9562 section 6.2).
 *
 * It changes only the tick: the second is determined by the clock and the store. If that goes back
 * to an earlier second, record IDs go back too.
 */
export class Ticks {
  #last: { readonly second: number; readonly tick: number } | undefined;

  /**
   * Returns the tick of a settlement in that second: from the clock's milliseconds or, if that is
   * not later than the previous settlement, the next tick after it.
   */
  next(second: number, milliseconds: number): number {
    const clock = Math.min(Math.max(Math.floor(milliseconds * 4096), 0), LAST_TICK);
    const last = this.#last;
    const following = last?.second === second ? Math.min(last.tick + 1, LAST_TICK) : 0;
    const tick = Math.max(Number.isFinite(clock) ? clock : 0, following);
    this.#last = { second, tick };
    return tick;
  }
}
