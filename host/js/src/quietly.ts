/**
 * Calling what a host gave, where its failure must change nothing.
 *
 * @module
 */

/**
 * Calls a host's function. What it throws, or what a promise of its ends in, is handed to `failed`
 * and changes nothing else: an answer that is decided stays what it is.
 */
export function quietly(call: () => unknown, failed: (thrown: unknown) => void = () => {}): void {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(failed);
  } catch (thrown) {
    failed(thrown);
  }
}
