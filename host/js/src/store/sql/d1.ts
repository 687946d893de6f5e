/**
 * Stores in Cloudflare D1.
 *
 * @module
 */

import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf, unknown } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** A prepared statement of D1. */
export interface D1StatementLike {
  bind(...values: SqlValue[]): D1StatementLike;
  all(): Promise<{ readonly results: unknown[] }>;
}

/** A D1 database: a binding of a Worker. */
export interface D1Like {
  prepare(sql: string): D1StatementLike;
  batch(statements: D1StatementLike[]): Promise<unknown>;
}

/**
 * Creates a store in a D1 database. Any number of Workers can use it at once, and the database may
 * have other tables.
 *
 * D1 is accessed over a network. If the connection breaks during a write, the error is
 * `store-unknown`, and the write may have been committed. Callers that send an idempotency key get
 * the stored answer when they repeat the request.
 */
export function d1Store(database: D1Like): SqlStore {
  return new SqlStore(new D1(database));
}

class D1 implements SqlDriver {
  readonly hasHeader = false;
  readonly #database: D1Like;

  constructor(database: D1Like) {
    this.#database = database;
  }

  async all(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    try {
      const { results } = await this.#bound({ sql, values }).all();
      return results.map(row);
    } catch (error) {
      throw faultOf(error);
    }
  }

  async batch(statements: readonly Statement[]): Promise<Outcome> {
    try {
      await this.#database.batch(statements.map((statement) => this.#bound(statement)));
      return "done";
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome !== undefined) return outcome;
      throw isRefusal(error) ? faultOf(error) : unknown(error);
    }
  }

  #bound({ sql, values }: Statement): D1StatementLike {
    return this.#database.prepare(sql).bind(...values);
  }
}

/**
 * Reports whether the database itself rejected the batch, so that nothing of it was committed. Any
 * other error, such as a lost connection, leaves that open.
 */
function isRefusal(error: unknown): boolean {
  const isSqlite = error instanceof Error && error.message.includes("SQLITE_");
  return isSqlite || faultOf(error).code !== "store-failed";
}

/** Converts a row: D1 returns bytes as arrays of numbers. */
function row(given: unknown): Row {
  const values = Object.entries(given ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? Uint8Array.from(value) : value,
  ]);
  return Object.fromEntries(values) as Row;
}
