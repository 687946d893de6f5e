/**
 * A database that is ours: prepared before it is used, written to by one after the other.
 *
 * @module
 */

import { Columns } from "./columns.js";
import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { closed } from "./faults.js";
import { prepare } from "./prepare.js";
import { Turns } from "./turns.js";
import { checked } from "./values.js";

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
   * @throws {CodemintError} `store-damaged`, `configuration`: the database is not ours to use.
   */
  async prepare(): Promise<void> {
    if (this.#isClosed) throw closed();
    const prepared = (this.#prepared ??= prepare(this.#driver));
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
    return this.#driver.all(sql, checked(values));
  }

  /** The same, to be read column by column. */
  async all(sql: string, values: readonly SqlValue[]): Promise<Columns[]> {
    return (await this.rows(sql, values)).map((row) => new Columns(row));
  }

  /** Does what writes when it is its turn: it gets what executes a batch. */
  async write<T>(work: (batch: Batch) => Promise<T>): Promise<T> {
    await this.prepare();
    return this.#turns.take(async () => {
      if (this.#isClosed) throw closed();
      return work((statements) => this.#batch(statements));
    });
  }

  async #batch(statements: readonly Statement[]): Promise<Outcome> {
    for (const { values } of statements) checked(values);
    return this.#driver.batch(statements);
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
