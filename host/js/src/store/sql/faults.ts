/**
 * What can go wrong with a database, and what of it a caller is told. What the database said is the
 * cause, and never in the message.
 *
 * @module
 */

import { CodemintError, type ErrorCode } from "../../errors.js";

/** What was read makes no sense. */
export function damaged(what: string, cause?: unknown): CodemintError {
  const message = `the store holds something that makes no sense: ${what}`;
  return new CodemintError("store-damaged", message, { cause });
}

/** The store has been closed. */
export const closed = (cause?: unknown): CodemintError =>
  new CodemintError("store-closed", "the store is closed", { cause });

/** SQLite's result codes (https://www.sqlite.org/rescode.html), by their lowest byte. */
const BY_NUMBER: ReadonlyMap<number, ErrorCode> = new Map([
  [11, "store-damaged"], // SQLITE_CORRUPT
  [13, "store-full"], // SQLITE_FULL
  [26, "store-damaged"], // SQLITE_NOTADB
]);

/** Words by which databases tell it that tell no number. The first that fits counts. */
const BY_WORDS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/SQLITE_FULL|database or disk is full|exceeded maximum db size|quota/i, "store-full"],
  [/SQLITE_CORRUPT|SQLITE_NOTADB|malformed|file is not a database/i, "store-damaged"],
  [/database (?:connection )?is not open/i, "store-closed"],
  [/too large to be represented as a JavaScript number/i, "store-damaged"],
];

/** The error as callers are told it. */
export function faultOf(error: unknown): CodemintError {
  if (error instanceof CodemintError) return error;
  const code = codeOf(error);
  if (code === "store-damaged") return damaged("the database says so", error);
  if (code === "store-closed") return closed(error);
  const message = code === "store-full" ? "the store is full" : "the store failed";
  return new CodemintError(code, message, { cause: error });
}

function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof Error)) return "store-failed";
  const number = "errcode" in error ? error.errcode : undefined;
  const told = typeof number === "number" ? BY_NUMBER.get(number & 0xff) : undefined;
  const name = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = `${name} ${error.message}`;
  return told ?? BY_WORDS.find(([words]) => words.test(text))?.[1] ?? "store-failed";
}
