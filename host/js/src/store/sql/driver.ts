/**
 * What the SQL store asks of a database: two functions, and no transaction that waits for anybody.
 *
 * @module
 */

/** A value in a column. */
export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A statement with anonymous parameters (`?`), at most {@link MOST_VALUES}. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** How many parameters one statement may have: as many as Cloudflare's databases take. */
export const MOST_VALUES = 100;

/**
 * What became of a batch. Only `done` leaves anything behind.
 *
 * - `conflict`: a guard was not met, or something unique was taken;
 * - `moved`: the audit trail has grown since it was looked at;
 * - `refused`: a guard of what the caller has to make sure of was not met.
 */
export type Outcome = "done" | "conflict" | "moved" | "refused";

/** A SQLite database. */
export interface SqlDriver {
  /**
   * Whether the header of the file can be read and written by PRAGMA: then the schema's version
   * stands there, as the Rust SDK has it; else in a table of our own.
   */
  readonly hasHeader: boolean;

  /**
   * Makes sure that what is written is durable. Called once, after the database was seen to be
   * ours or blank, and before anything is written to it.
   */
  settle?(): Promise<void>;

  /**
   * The rows that a query finds.
   *
   * @throws {CodemintError} `store-full`, `store-failed`, `store-damaged`, `store-closed`.
   */
  all(sql: string, values: readonly SqlValue[]): Promise<Row[]>;

  /**
   * Executes all statements in one transaction that is durable afterwards, or nothing of them.
   *
   * @throws {CodemintError} as {@link SqlDriver.all}.
   */
  batch(statements: readonly Statement[]): Promise<Outcome>;

  /** Closes the database, where that is the driver's to do. */
  close?(): Promise<void>;
}

/** A statement without parameters. */
export const plain = (sql: string): Statement => ({ sql, values: [] });

/** So many of something at a time. */
export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** So many times the same, with commas between. */
export const times = (count: number, text: string): string => Array(count).fill(text).join(", ");
