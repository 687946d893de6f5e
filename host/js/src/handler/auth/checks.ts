/**
 * Limits the number of concurrent password checks.
 *
 * @module
 */

/**
 * The maximum number of concurrent checks in a process, over all handlers. A check occupies a
 * thread for a tenth of a second or more; Node has four threads for the whole Web Cryptography API,
 * and redeeming must not wait behind wrong passwords.
 */
const MOST = 2;

let running = 0;

/** Runs a check. Returns `undefined` if too many are running: it is not queued. */
export async function withinLimit(check: () => Promise<boolean>): Promise<boolean | undefined> {
  if (running >= MOST) return undefined;
  running += 1;
  try {
    return await check();
  } finally {
    running -= 1;
  }
}
