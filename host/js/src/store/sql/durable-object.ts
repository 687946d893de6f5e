/**
 * Stores in Cloudflare Durable Objects.
 *
 * @module
 */

import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** The SQLite storage of a Durable Object: `ctx.storage`. */
export interface DurableObjectStorageLike {
  readonly sql: {
    exec(sql: string, ...values: (string | number | null | ArrayBuffer)[]): {
      toArray(): unknown[];
    };
  };
  transactionSync<T>(work: () => T): T;
}

/**
 * Creates a store in a Durable Object's `ctx.storage`. The class must use SQLite, and the database
 * may have other tables.
 *
 * A write returns before it is on disk, but nothing leaves the object before that: the platform's
 * output gate holds back every response and every request until then.
 */
export function durableObjectStore(storage: DurableObjectStorageLike): SqlStore {
  return new SqlStore(new DurableObjectSql(storage));
}

class DurableObjectSql implements SqlDriver {
  readonly hasHeader = false;
  readonly #storage: DurableObjectStorageLike;

  constructor(storage: DurableObjectStorageLike) {
    this.#storage = storage;
  }

  async all(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    try {
      return this.#execute({ sql, values }).map(row);
    } catch (error) {
      throw faultOf(error);
    }
  }

  async batch(statements: readonly Statement[]): Promise<Outcome> {
    try {
      this.#storage.transactionSync(() => {
        for (const statement of statements) this.#execute(statement);
      });
      return "done";
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === undefined) throw faultOf(error);
      return outcome;
    }
  }

  #execute({ sql, values }: Statement): unknown[] {
    return this.#storage.sql.exec(sql, ...values.map(parameter)).toArray();
  }
}

/** Bytes are passed as `ArrayBuffer`, which must contain exactly the value. */
const parameter = (value: SqlValue): string | number | null | ArrayBuffer =>
  value instanceof Uint8Array ? value.slice().buffer : value;

function row(given: unknown): Row {
  const values = Object.entries(given ?? {}).map(([name, value]) => [
    name,
    value instanceof ArrayBuffer ? new Uint8Array(value) : value,
  ]);
  return Object.fromEntries(values) as Row;
}
