/**
 * How many passwords are checked at the same time.
 *
 * @module
 */

/**
 * How many checks may run at once in a process, whichever handlers they belong to. A check takes a
 * tenth of a second and more of one thread; Node has four for all of the Web Cryptography API, and a
 * redeem must not wait for them behind wrong passwords.
 */
const MOST = 2;

let running = 0;

/** The result of a check, or nothing where too many run already: it is refused, not queued. */
export async function whereFree(check: () => Promise<boolean>): Promise<boolean | undefined> {
  if (running >= MOST) return undefined;
  running += 1;
  try {
    return await check();
  } finally {
    running -= 1;
  }
}
