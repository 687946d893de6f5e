/**
 * A database that is ours: prepared before it is used, written to by one after the other.
 *
 * @module
 */

import { Columns } from "./columns.js";
import { Deadline } from "../../deadline.js";
import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { busy, closed } from "./faults.js";
import { patient } from "./patience.js";
import { prepare } from "./prepare.js";
import { Turns } from "./turns.js";
import { checked } from "./values.js";

/**
 * How long a call waits for its turn and for other processes together, in milliseconds: the waits of
 * calls that are made at the same time do not add up.
 */
const PATIENCE = 5000;

/** What stores and directories in SQL share. */
export class SqlDatabase {
  readonly #driver: SqlDriver;
  readonly #turns = new Turns();
  #prepared: Promise<void> | undefined;
  #isClosed = false;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
  }

  /**
   * Makes sure that the tables are there. Done once; after a failure the next call tries again.
   *
   * @throws {CodemintError} `store-damaged`, `configuration`: the database is not ours to use;
   * `store-busy` where another process holds it for 5 seconds.
   */
  async prepare(): Promise<void> {
    if (this.#isClosed) throw closed();
    const prepared = (this.#prepared ??= inTime((deadline) => {
      return prepare(patient(this.#driver, deadline));
    }));
    try {
      await prepared;
    } catch (error) {
      if (this.#prepared === prepared) this.#prepared = undefined;
      throw error;
    }
  }

  /** The rows that a query finds, as they are. */
  async rows(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    await this.prepare();
    return inTime((deadline) => patient(this.#driver, deadline).all(sql, checked(values)));
  }

  /** The same, to be read column by column. */
  async all(sql: string, values: readonly SqlValue[]): Promise<Columns[]> {
    return (await this.rows(sql, values)).map((row) => new Columns(row));
  }

  /**
   * Does what writes when it is its turn: it gets what executes a batch.
   *
   * @throws {CodemintError} `store-busy` where its turn does not come within 5 seconds, or another
   * process holds the database until then: nothing was written.
   */
  async write<T>(work: (batch: Batch) => Promise<T>): Promise<T> {
    await this.prepare();
    return inTime((deadline) =>
      this.#turns.take(async () => {
        if (this.#isClosed) throw closed();
        const driver = patient(this.#driver, deadline);
        return work((statements) => {
          for (const { values } of statements) checked(values);
          return driver.batch(statements);
        });
      }, deadline),
    );
  }

  /** Does what waits, and closes the database. Later calls do nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#turns.take(async () => {
      this.#isClosed = true;
      await this.#driver.close?.();
    });
  }
}

/** Executes all of these statements, or nothing. */
export type Batch = (statements: readonly Statement[]) => Promise<Outcome>;

/** Does work with a deadline that begins now. */
async function inTime<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline(PATIENCE, busy);
  try {
    return await work(deadline);
  } finally {
    deadline.end();
  }
}
