/**
 * Cloudflare D1.
 *
 * @module
 */

import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf, unknown } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** A prepared statement, as D1 has it. */
export interface D1StatementLike {
  bind(...values: SqlValue[]): D1StatementLike;
  all(): Promise<{ readonly results: unknown[] }>;
}

/** A database, as D1 has it: a binding of a Worker. */
export interface D1Like {
  prepare(sql: string): D1StatementLike;
  batch(statements: D1StatementLike[]): Promise<unknown>;
}

/**
 * A store in a D1 database, of any number of Workers at once. Tables of others may stand beside the
 * store's.
 *
 * D1 is asked over a network: where a connection breaks while a write is under way, the write is
 * `store-unknown`, and may be in force. Callers who name their requests get the answer that was kept
 * when they repeat them.
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
 * Whether the database itself says that the batch failed, so that nothing of it is in force. Anything
 * else, such as a lost connection, leaves that open.
 */
function isRefusal(error: unknown): boolean {
  const isSqlite = error instanceof Error && error.message.includes("SQLITE_");
  return isSqlite || faultOf(error).code !== "store-failed";
}

/** D1 gives bytes as arrays of numbers. */
function row(told: unknown): Row {
  const values = Object.entries(told ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? Uint8Array.from(value) : value,
  ]);
  return Object.fromEntries(values) as Row;
}
