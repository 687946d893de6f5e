/**
 * The storage of a Cloudflare Durable Object.
 *
 * @module
 */

import type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./driver.js";
import { faultOf } from "./faults.js";
import { outcomeOf } from "./guards.js";
import { SqlStore } from "./store.js";

/** A Durable Object's storage with SQLite, as `ctx.storage` has it. */
export interface DurableObjectStorageLike {
  readonly sql: {
    exec(sql: string, ...values: (string | number | null | ArrayBuffer)[]): {
      toArray(): unknown[];
    };
  };
  transactionSync<T>(work: () => T): T;
}

/**
 * A store in a Durable Object, by its `ctx.storage`; the class must be one with SQLite. Tables of
 * others may stand beside the store's.
 *
 * A write is answered before it is on the disk, but nothing leaves the object before it is: the
 * platform's output gate holds every reply and every request back until then.
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
    return this.#storage.sql.exec(sql, ...values.map(given)).toArray();
  }
}

/** Bytes go in and out as buffers. A value's buffer is its own and no longer than it is. */
const given = (value: SqlValue): string | number | null | ArrayBuffer =>
  value instanceof Uint8Array ? value.slice().buffer : value;

function row(told: unknown): Row {
  const values = Object.entries(told ?? {}).map(([name, value]) => [
    name,
    value instanceof ArrayBuffer ? new Uint8Array(value) : value,
  ]);
  return Object.fromEntries(values) as Row;
}
