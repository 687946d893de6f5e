/**
 * Retries while another process locks the database.
 *
 * @module
 */

import type { Deadline } from "../../deadline.js";
import { CodemintError } from "../../errors.js";
import type { SqlDriver } from "./driver.js";
import { backOff } from "./turns.js";

/**
 * Wraps a driver so that its calls are repeated while the database is busy (`store-busy`), until
 * the deadline passes. The thread can do other work in between.
 */
export function retrying(driver: SqlDriver, deadline: Deadline): SqlDriver {
  const { settle } = driver;
  return {
    hasHeader: driver.hasHeader,
    ...(settle === undefined ? {} : { settle: () => again(() => settle.call(driver), deadline) }),
    all: (sql, values) => again(() => driver.all(sql, values), deadline),
    batch: (statements) => again(() => driver.batch(statements), deadline),
  };
}

async function again<T>(call: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CodemintError) || error.code !== "store-busy") throw error;
      deadline.check();
      await backOff(attempts);
    }
  }
}
