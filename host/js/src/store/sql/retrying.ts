/**
 * Waiting for other processes that use the same database.
 *
 * @module
 */

import type { Deadline } from "../../deadline.js";
import { CodemintError } from "../../errors.js";
import type { SqlDriver } from "./driver.js";
import { aWhile } from "./turns.js";

/**
 * The driver, whose calls are made again as long as the database is busy (`store-busy`), until the
 * deadline passes. Other work of the thread goes on meanwhile.
 */
export function patient(driver: SqlDriver, deadline: Deadline): SqlDriver {
  const { settle } = driver;
  return {
    hasHeader: driver.hasHeader,
    ...(settle === undefined ? {} : { settle: () => again(() => settle.call(driver), deadline) }),
    all: (sql, values) => again(() => driver.all(sql, values), deadline),
    batch: (statements) => again(() => driver.batch(statements), deadline),
  };
}

async function again<T>(call: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CodemintError) || error.code !== "store-busy") throw error;
      deadline.check();
      await aWhile(tries);
    }
  }
}
