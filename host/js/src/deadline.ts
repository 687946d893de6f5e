/**
 * Deadlines for starting work.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/**
 * A point in time after which no new work is started. Work that has been started is awaited: once a
 * write is in progress, only its own result says whether it was committed.
 */
export class Deadline {
  readonly #passed: Promise<never>;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #error: () => CodemintError;
  #hasPassed = false;

  /**
   * @param milliseconds from now.
   * @param error makes the error that is thrown after the deadline; `late` if not given.
   */
  constructor(milliseconds: number, error: () => CodemintError = late) {
    this.#error = error;
    let pass = (_: CodemintError): void => undefined;
    this.#passed = new Promise<never>((_, reject) => (pass = reject));
    // No caller may be waiting when it passes.
    this.#passed.catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.#hasPassed = true;
      pass(error());
    }, milliseconds);
  }

  /**
   * Resolves to the result of work that changes nothing, unless the deadline passes first.
   *
   * @throws {CodemintError} the deadline's error when it passes.
   */
  before<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#passed]);
  }

  /** @throws {CodemintError} the deadline's error if it has passed. */
  check(): void {
    if (this.#hasPassed) throw this.#error();
  }

  /** Stops the timer, once the work is finished. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

function late(): CodemintError {
  return new CodemintError("late", "the request took too long, and nothing was written");
}
