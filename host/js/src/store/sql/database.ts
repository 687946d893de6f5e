/**
 * A database with this package's tables: prepared before use, with one write at a time.
 *
 * @module
 */

import { Columns } from "./columns.js";
import { Deadline } from "../../deadline.js";
import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { busy, closed } from "./faults.js";
import { retrying } from "./retrying.js";
import { prepare } from "./prepare.js";
import { Turns } from "./turns.js";
import { checked } from "./values.js";

/**
 * How long a call waits in total, for its turn and for other processes, in milliseconds. The waits
 * of concurrent calls do not add up.
 */
const TIMEOUT = 5000;

/** The database that stores and directories in SQL share. */
export class SqlDatabase {
  readonly #driver: SqlDriver;
  readonly #turns = new Turns();
  #prepared: Promise<void> | undefined;
  #isClosed = false;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
  }

  /**
   * Ensures that the tables exist. Done once; after a failure the next call tries again.
   *
   * @throws {CodemintError} `store-damaged` or `configuration` if the database cannot be used;
   * `store-busy` if another process locks it for 5 seconds.
   */
  async prepare(): Promise<void> {
    if (this.#isClosed) throw closed();
    const prepared = (this.#prepared ??= inTime((deadline) => {
      return prepare(retrying(this.#driver, deadline));
    }));
    try {
      await prepared;
    } catch (error) {
      if (this.#prepared === prepared) this.#prepared = undefined;
      throw error;
    }
  }

  /** Executes a query and returns its rows. */
  async rows(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    await this.prepare();
    return inTime((deadline) => retrying(this.#driver, deadline).all(sql, checked(values)));
  }

  /** Executes a query and returns its rows as {@link Columns}. */
  async all(sql: string, values: readonly SqlValue[]): Promise<Columns[]> {
    return (await this.rows(sql, values)).map((row) => new Columns(row));
  }

  /**
   * Calls `work` when it is its turn, with a function that executes a batch.
   *
   * @throws {CodemintError} `store-busy` if its turn does not come within 5 seconds, or another
   * process locks the database for that long: nothing was written.
   */
  async write<T>(work: (batch: Batch) => Promise<T>): Promise<T> {
    await this.prepare();
    return inTime((deadline) =>
      this.#turns.take(async () => {
        if (this.#isClosed) throw closed();
        const driver = retrying(this.#driver, deadline);
        return work((statements) => {
          for (const { values } of statements) checked(values);
          return driver.batch(statements);
        });
      }, deadline),
    );
  }

  /** Finishes waiting writes, and closes the database. Later calls have no effect. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#turns.take(async () => {
      this.#isClosed = true;
      await this.#driver.close?.();
    });
  }
}

/** Executes all statements, or none of them. */
export type Batch = (statements: readonly Statement[]) => Promise<Outcome>;

/** Calls `work` with a deadline that starts now. */
async function inTime<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline(TIMEOUT, busy);
  try {
    return await work(deadline);
  } finally {
    deadline.end();
  }
}
