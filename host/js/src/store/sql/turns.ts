/**
 * One after the other, and waiting for those who cannot be told to.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";

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
   * @throws {CodemintError} `store-failed` when too much waits already.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST) throw new CodemintError("store-failed", "the store is overloaded");
    this.#waiting += 1;
    const turn = this.#last.then(work);
    // What goes wrong in one turn is told to whoever took it, and nobody else.
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** The longest wait, in milliseconds. */
const LONGEST = 64;

/**
 * Waits for chance to let somebody else be faster, longer with each try: hosts that write in step
 * would else keep one of them out for ever.
 */
export function aWhile(tries: number): Promise<void> {
  const milliseconds = Math.random() * Math.min(2 ** tries, LONGEST);
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
