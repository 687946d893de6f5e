/**
 * Errors of databases, as callers see them. The database's own error is the cause, and never part
 * of the message.
 *
 * @module
 */

import { CodemintError, type ErrorCode } from "../../errors.js";

/** The error for invalid data in the store. */
export function damaged(what: string, cause?: unknown): CodemintError {
  const message = `the store contains invalid data: ${what}`;
  return new CodemintError("store-damaged", message, { cause });
}

/** The error after the store was closed. */
export const closed = (cause?: unknown): CodemintError =>
  new CodemintError("store-closed", "the store is closed", { cause });

/** The error while another process is writing, or the queue is full: nothing was done. */
export const busy = (cause?: unknown): CodemintError =>
  new CodemintError("store-busy", "the store is busy: try again later", { cause });

/** The error for a connection that was lost during a write. */
export const unknown = (cause: unknown): CodemintError =>
  new CodemintError("store-unknown", "it is not known whether the write was committed", { cause });

/** SQLite's result codes (https://www.sqlite.org/rescode.html), by their lowest byte. */
const BY_NUMBER: ReadonlyMap<number, ErrorCode> = new Map([
  [5, "store-busy"], // SQLITE_BUSY
  [6, "store-busy"], // SQLITE_LOCKED
  [11, "store-damaged"], // SQLITE_CORRUPT
  [13, "store-full"], // SQLITE_FULL
  [26, "store-damaged"], // SQLITE_NOTADB
]);

/**
 * Parts of the messages of databases without result codes, in lower case. The first one that the
 * message contains applies.
 */
const BY_MESSAGE: readonly (readonly [string, ErrorCode])[] = [
  ["sqlite_full", "store-full"],
  ["database or disk is full", "store-full"],
  ["exceeded maximum db size", "store-full"],
  ["quota", "store-full"],
  ["sqlite_busy", "store-busy"],
  ["sqlite_locked", "store-busy"],
  ["database is locked", "store-busy"],
  ["database table is locked", "store-busy"],
  // D1 rejects a request before it starts if its queue is full, or after too long in the queue.
  ["d1 db is overloaded", "store-busy"],
  ["sqlite_corrupt", "store-damaged"],
  ["sqlite_notadb", "store-damaged"],
  ["malformed", "store-damaged"],
  ["file is not a database", "store-damaged"],
  ["database is not open", "store-closed"],
  ["database connection is not open", "store-closed"],
  ["too large to be represented as a javascript number", "store-damaged"],
];

/** Converts a database's error. */
export function faultOf(error: unknown): CodemintError {
  if (error instanceof CodemintError) return error;
  const code = codeOf(error);
  switch (code) {
    case "store-damaged":
      return damaged("the database reports damage", error);
    case "store-closed":
      return closed(error);
    case "store-busy":
      return busy(error);
    case "store-full":
      return new CodemintError(code, "the store is full", { cause: error });
    default:
      return new CodemintError("store-failed", "the store failed", { cause: error });
  }
}

function codeOf(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const number = "errcode" in error ? error.errcode : undefined;
  const byNumber = typeof number === "number" ? BY_NUMBER.get(number & 0xff) : undefined;
  const name = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = `${name} ${error.message}`.toLowerCase();
  return byNumber ?? BY_MESSAGE.find(([part]) => text.includes(part))?.[1];
}
