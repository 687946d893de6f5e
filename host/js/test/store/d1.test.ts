/** Errors of D1 during a batch, and whether the result is known. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type D1Like, d1Store } from "../../src/entry/file.js";
import { issue } from "../../src/conformance/writes.js";
import { VERSION } from "../../src/store/sql/schema.js";

/** A database with the tables whose batches fail with this message. */
function failing(message: string): D1Like {
  const rows = (sql: string): unknown[] => {
    if (sql.includes("sqlite_schema")) return [{ ours: 1, tables: 2 }];
    if (sql.includes("codemint_schema")) return [{ version: VERSION }];
    // An empty trail.
    if (sql.includes("audit_floods")) return [{ seq: null, chain: null, last: 0, has_ended_count: 0 }];
    return [];
  };
  const prepare = (sql: string) => {
    const statement = { bind: () => statement, all: async () => ({ results: rows(sql) }) };
    return statement;
  };
  return {
    prepare,
    batch: async () => {
      throw new Error(message);
    },
  };
}

for (const [message, code] of [
  ["D1_ERROR: Network connection lost.", "store-unknown"],
  ["D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.", "store-unknown"],
  ["D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.", "store-unknown"],
  ["fetch failed", "store-unknown"],
  ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", "store-busy"],
  ["D1_ERROR: Exceeded maximum DB size", "store-full"],
  ["D1_ERROR: no such table: records: SQLITE_ERROR", "store-failed"],
  ["D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT", "store-failed"],
] as const) {
  test(`a write that fails with "${message}" is ${code}`, async () => {
    const applied = d1Store(failing(message)).apply({ ...issue(1, "a"), audit: [] });
    await assert.rejects(applied, { code });
  });
}
