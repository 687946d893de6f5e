/**
 * SQLite in Node: `node:sqlite`, and whatever has the same functions.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf, unknown } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** A prepared statement, as `node:sqlite` and `better-sqlite3` have it. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** A database, as `node:sqlite` and `better-sqlite3` have it. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/** How many statements stay prepared. */
const PREPARED = 64;

/**
 * A store in a file, opened by `new DatabaseSync(path)` of `node:sqlite`. The file is one of the
 * Rust SDK's: a gateway may serve it at the same time. The connection belongs to the store from
 * then on, and `close` closes it; what other code does on it breaks promises.
 *
 * Everything runs on the calling thread, where nothing can interrupt it. Reads are short all the
 * same: each list and each page of the audit trail reads as many rows as it has, from an index.
 *
 * Every write waits for the disk on the calling thread. For another process that is writing it waits
 * without holding up the thread, and is `store-busy` after 5 seconds.
 */
export function nodeSqliteStore(database: SqliteDatabase): SqlStore {
  return new SqlStore(new NodeSqlite(database));
}

/** Everything is done within one call, so that no other work of this thread comes between. */
export class NodeSqlite implements SqlDriver {
  readonly hasHeader = true;
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<string, SqliteStatement>();
  /** Whether a transaction could not be ended. */
  #isStuck = false;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    // What stands in the file is data: no schema and no page of it is trusted.
    const settings = ["trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"];
    for (const setting of ["busy_timeout = 0", ...settings, "temp_store = MEMORY"]) {
      database.exec(`PRAGMA ${setting}`);
    }
  }

  async settle(): Promise<void> {
    const [file] = await this.all("SELECT file FROM pragma_database_list WHERE name = 'main'", []);
    const [mode] = await this.all("PRAGMA journal_mode = WAL", []);
    // A database in memory has no log, and nothing to lose.
    if (mode?.["journal_mode"] !== "wal" && file?.["file"] !== "") {
      throw new CodemintError("configuration", "the file system allows no write-ahead log");
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
      throw this.#bury() ? error : unknown(error);
    }
  }

  /** Ends the transaction, if SQLite has not done so by itself: after some faults it has. */
  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch (error) {
      this.#isStuck = !(error instanceof Error && error.message.includes("no transaction is active"));
    }
  }

  /**
   * Overwrites what a failed commit has left in the log. It may be complete there, and would be in
   * force after a crash although its caller was answered that it is not.
   *
   * @returns whether that was done. If not, the next write does it, and until then nobody knows.
   */
  #bury(): boolean {
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
    if (this.#prepared.size >= PREPARED) this.#prepared.clear();
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
