/**
 * Until when something may begin.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/**
 * A point in time after which nothing is begun any more. What has been begun is waited for: once a
 * write is under way, only its own result says what became of it.
 */
export class Deadline {
  readonly #passed: Promise<never>;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #error: () => CodemintError;
  #isOver = false;

  /**
   * @param milliseconds from now on.
   * @param error what is thrown after it; `late` where it is not given.
   */
  constructor(milliseconds: number, error: () => CodemintError = late) {
    this.#error = error;
    let pass = (_: CodemintError): void => undefined;
    this.#passed = new Promise<never>((_, reject) => (pass = reject));
    // Nothing may be waiting when it passes.
    this.#passed.catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      pass(error());
    }, milliseconds);
  }

  /**
   * The result of work that changes nothing, unless the deadline passes first.
   *
   * @throws {CodemintError} the deadline's error where it passes.
   */
  before<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#passed]);
  }

  /** @throws {CodemintError} the deadline's error where it has passed. */
  check(): void {
    if (this.#isOver) throw this.#error();
  }

  /** What it bounds is over: its timer is stopped. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

function late(): CodemintError {
  return new CodemintError("late", "the request took too long, and nothing was written");
}
