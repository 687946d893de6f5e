/**
 * Calling a host's function whose failure must have no effect.
 *
 * @module
 */

/**
 * Calls a host's function. What it throws, or what its promise rejects with, goes to `failed` and
 * has no other effect: an answer that has been decided does not change.
 */
export function quietly(call: () => unknown, failed: (thrown: unknown) => void = () => {}): void {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(failed);
  } catch (thrown) {
    failed(thrown);
  }
}
