/**
 * Serializes the writes of one process, and backs off from those of others.
 *
 * @module
 */

import type { Deadline } from "../../deadline.js";
import { busy } from "./faults.js";

/**
 * The maximum number of waiting writes. Further ones are rejected: an unbounded queue would only
 * hide that the database is too slow.
 */
const MAX_WAITING = 4096;

/** Executes the writes of one process one after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Starts the work when all earlier work is done.
   *
   * @param deadline after which the work is not started any more. Started work is awaited.
   * @throws {CodemintError} `store-busy` if the queue is full; the deadline's error.
   */
  async take<T>(work: () => Promise<T>, deadline?: Deadline): Promise<T> {
    if (this.#waiting >= MAX_WAITING) throw busy();
    this.#waiting += 1;
    let begun = false;
    const turn = this.#last.then(() => {
      deadline?.check();
      begun = true;
      return work();
    });
    // An error is reported only to the caller of its own turn.
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

/** The longest pause in milliseconds. */
const MAX_PAUSE = 64;

/**
 * Waits for a random time, on average longer after each attempt: hosts that write in lockstep would
 * otherwise starve one of them.
 */
export function backOff(attempts: number): Promise<void> {
  const milliseconds = Math.random() * Math.min(2 ** attempts, MAX_PAUSE);
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
