/**
 * The interface of databases for the SQL store. It has no interactive transactions.
 *
 * @module
 */

/** A value in a column. */
export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;

/** A row: values by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A statement with at most {@link MAX_VALUES} anonymous parameters (`?`). */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The maximum number of parameters per statement, which is that of Cloudflare's databases. */
export const MAX_VALUES = 100;

/**
 * The result of a batch. Only `done` changes the database.
 *
 * - `conflict`: a guard failed, or a unique value was taken.
 * - `moved`: the audit trail has grown since it was read.
 * - `refused`: a guard for a precondition that the caller must ensure failed.
 */
export type Outcome = "done" | "conflict" | "moved" | "refused";

/** A SQLite database. */
export interface SqlDriver {
  /**
   * Whether the file header can be read and written by PRAGMA. If so, it contains the schema
   * version, as in the Rust SDK; otherwise a table does.
   */
  readonly hasHeader: boolean;

  /**
   * Ensures that writes are durable. Called once, after the database was found to be blank or to
   * have this package's tables, and before anything is written to it.
   */
  settle?(): Promise<void>;

  /**
   * Executes a query and returns its rows.
   *
   * @throws {CodemintError} `store-full`, `store-failed`, `store-damaged`, `store-closed`.
   */
  all(sql: string, values: readonly SqlValue[]): Promise<Row[]>;

  /**
   * Executes all statements in one durable transaction, or none of them.
   *
   * @throws {CodemintError} as {@link SqlDriver.all}.
   */
  batch(statements: readonly Statement[]): Promise<Outcome>;

  /** Closes the database, if the driver owns it. */
  close?(): Promise<void>;
}

/** A statement without parameters. */
export const plain = (sql: string): Statement => ({ sql, values: [] });

/** Splits a list into chunks of at most `size`. */
export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** Repeats a text, separated by commas. */
export const times = (count: number, text: string): string => Array(count).fill(text).join(", ");
