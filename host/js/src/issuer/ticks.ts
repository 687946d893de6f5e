/**
 * The order of settlements within a second.
 *
 * @module
 */

/** The last tick of a second: there are 4,096 in a millisecond. */
const LAST_TICK = 4_095_999;

/**
 * Gives each settlement of an issuer a later instant than those before, as record ids want it
 * (RFC 9562 section 6.2).
 *
 * Only the tick is changed, never the second: which second it is, is decided by the clock and the
 * store. Where that goes back to an earlier second, ids go back with it.
 */
export class Ticks {
  #last: { readonly second: number; readonly tick: number } | undefined;

  /**
   * The tick of a settlement in that second: by the clock's milliseconds within it or, where those are
   * not later than the settlement before, right behind it.
   */
  next(second: number, milliseconds: number): number {
    const clock = Math.min(Math.max(Math.floor(milliseconds * 4096), 0), LAST_TICK);
    const last = this.#last;
    const behind = last?.second === second ? Math.min(last.tick + 1, LAST_TICK) : 0;
    const tick = Math.max(Number.isFinite(clock) ? clock : 0, behind);
    this.#last = { second, tick };
    return tick;
  }
}
