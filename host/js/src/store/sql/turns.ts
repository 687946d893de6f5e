/**
 * One write after the other, and waiting for other processes.
 *
 * @module
 */

import type { Deadline } from "../../deadline.js";
import { busy } from "./faults.js";

/**
 * How many may wait. One more is refused: a queue without bound only hides that the database is too
 * slow.
 */
const MOST = 4096;

/** Lets the writes of one process not get in each other's way. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Does the work when all that came before is done.
   *
   * @param deadline after which the work is not begun any more. Once begun it is waited for.
   * @throws {CodemintError} `store-busy` when too much waits already; the deadline's error.
   */
  async take<T>(work: () => Promise<T>, deadline?: Deadline): Promise<T> {
    if (this.#waiting >= MOST) throw busy();
    this.#waiting += 1;
    let begun = false;
    const turn = this.#last.then(() => {
      deadline?.check();
      begun = true;
      return work();
    });
    // What goes wrong in one turn is reported to its caller, and to no other.
    this.#last = turn.catch(() => undefined);
    try {
      if (deadline === undefined) return await turn;
      return await deadline.before(turn).catch((error: unknown) => {
        if (begun) return turn;
        throw error;
      });
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** The longest wait, in milliseconds. */
const LONGEST = 64;

/**
 * Waits for a random time, on average longer with each try: hosts that write in step would else keep
 * one of them out for ever.
 */
export function aWhile(tries: number): Promise<void> {
  const milliseconds = Math.random() * Math.min(2 ** tries, LONGEST);
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
