/**
 * Stores in SQLite files in Node: `node:sqlite`, and modules with the same functions.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf, unknown } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** A prepared statement of `node:sqlite` or `better-sqlite3`. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** A database of `node:sqlite` or `better-sqlite3`. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/** The maximum number of statements that stay prepared. */
const MAX_PREPARED = 64;

/**
 * Creates a store in a file that was opened with `new DatabaseSync(path)` of `node:sqlite`. The
 * file has the format of the Rust SDK: a gateway may serve it at the same time. The store owns the
 * connection, and `close` closes it; other code must not use it, or the store's guarantees do not
 * hold.
 *
 * Everything runs on the calling thread and cannot be interrupted. Reads are short: each list and
 * each page of the audit trail reads only the rows that it returns, from an index.
 *
 * A write blocks the calling thread until it is on disk. It waits for another writing process
 * without blocking the thread, and fails with `store-busy` after 5 seconds.
 */
export function nodeSqliteStore(database: SqliteDatabase): SqlStore {
  return new SqlStore(new NodeSqlite(database));
}

/** Executes each batch synchronously, so that other work of this thread cannot be interleaved. */
export class NodeSqlite implements SqlDriver {
  readonly hasHeader = true;
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<string, SqliteStatement>();
  /** Whether a transaction could not be rolled back. */
  #isStuck = false;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    // The content of the file is not trusted, neither its schema nor its pages.
    const settings = ["trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"];
    for (const setting of ["busy_timeout = 0", ...settings, "temp_store = MEMORY"]) {
      database.exec(`PRAGMA ${setting}`);
    }
  }

  async settle(): Promise<void> {
    const [file] = await this.all("SELECT file FROM pragma_database_list WHERE name = 'main'", []);
    const [mode] = await this.all("PRAGMA journal_mode = WAL", []);
    // A database in memory has no write-ahead log, and needs none.
    if (mode?.["journal_mode"] !== "wal" && file?.["file"] !== "") {
      throw new CodemintError("configuration", "the file system has no write-ahead log");
    }
    await this.#tried(() => this.#database.exec("PRAGMA synchronous = FULL"));
  }

  async all(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    return this.#tried(() => this.#statement(sql).all(...values) as Row[]);
  }

  async batch(statements: readonly Statement[]): Promise<Outcome> {
    return this.#tried(() => {
      this.#begin();
      try {
        for (const { sql, values } of statements) this.#run(sql, values);
      } catch (error) {
        this.#rollBack();
        const outcome = outcomeOf(error);
        if (outcome === undefined) throw error;
        return outcome;
      }
      this.#commit();
      return "done";
    });
  }

  async close(): Promise<void> {
    this.#prepared.clear();
    return this.#tried(() => void this.#database.close());
  }

  #run(sql: string, values: readonly SqlValue[]): void {
    if (values.length === 0) this.#database.exec(sql);
    else this.#statement(sql).run(...values);
  }

  #begin(): void {
    if (this.#isStuck) this.#database.exec("ROLLBACK");
    this.#isStuck = false;
    this.#database.exec("BEGIN IMMEDIATE");
  }

  #commit(): void {
    try {
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#rollBack();
      throw this.#overwrite() ? error : unknown(error);
    }
  }

  /** Rolls the transaction back, unless SQLite has done so itself, as after some errors. */
  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch (error) {
      this.#isStuck = !(error instanceof Error && error.message.includes("no transaction is active"));
    }
  }

  /**
   * Overwrites what a failed commit left in the log. It may be complete there, and would then be
   * applied after a crash although it was reported as failed.
   *
   * @returns whether it was overwritten. If not, the next write does it, and until then the result
   * of the commit is unknown.
   */
  #overwrite(): boolean {
    try {
      this.#database.exec("BEGIN IMMEDIATE; UPDATE latest SET at = at; COMMIT");
      return true;
    } catch {
      this.#rollBack();
      return false;
    }
  }

  #statement(sql: string): SqliteStatement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }

  #tried<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw faultOf(error);
    }
  }
}
