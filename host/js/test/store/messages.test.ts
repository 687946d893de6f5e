/** How messages of databases are classified. Those of databases at the edge were observed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../src/store/sql/faults.js";
import { outcomeOf } from "../../src/store/sql/guards.js";

const OWNER = "records.tenant, records.purpose, records.subject, records.slot";

for (const [message, outcome] of [
  ["CHECK constraint failed: one = 1", "conflict"],
  ["NOT NULL constraint failed: latest.at", "refused"],
  ["UNIQUE constraint failed: records.id", "conflict"],
  [`UNIQUE constraint failed: ${OWNER}`, "conflict"],
  ["UNIQUE constraint failed: outbox.record", "conflict"],
  ["UNIQUE constraint failed: audit.seq", "moved"],
] as const) {
  test(`the message of each database is recognized: ${message}`, () => {
    const extended = "SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)";
    const atEdge = [`${message}: SQLITE_CONSTRAINT`, `D1_ERROR: ${message}: ${extended}`];
    for (const whole of [message, ...atEdge]) {
      assert.equal(outcomeOf(new Error(whole)), outcome, whole);
    }
  });
}

test("no other message is an outcome", () => {
  for (const message of [
    "UNIQUE constraint failed: records.digest",
    "UNIQUE constraint failed: records.id, records.tenant",
    "UNIQUE constraint failed: audit_writer.id",
    "UNIQUE constraint failed: latest.one",
    "CHECK constraint failed: length(id) = 16",
    "CHECK constraint failed: one = 11",
    "FOREIGN KEY constraint failed",
    "D1_ERROR: Network connection lost.",
    "database or disk is full",
    "",
  ]) {
    assert.equal(outcomeOf(new Error(message)), undefined, message);
  }
  assert.equal(outcomeOf("UNIQUE constraint failed: records.id"), undefined);
});

test("errors are classified, and never contain the database's message", () => {
  const numbered = (errcode: number): Error => Object.assign(new Error("secret"), { errcode });
  const coded = (code: string): Error => Object.assign(new Error("secret"), { code });
  for (const [error, code] of [
    [numbered(13), "store-full"],
    [numbered(11 | (1 << 8)), "store-damaged"],
    [numbered(26), "store-damaged"],
    [numbered(5), "store-busy"],
    [numbered(5 | (2 << 8)), "store-busy"],
    [numbered(6), "store-busy"],
    [coded("SQLITE_BUSY_SNAPSHOT"), "store-busy"],
    [new Error("secret: database is locked"), "store-busy"],
    [new Error("D1_ERROR: D1 DB is overloaded. Too many requests queued. secret"), "store-busy"],
    [coded("SQLITE_FULL"), "store-full"],
    [coded("SQLITE_CORRUPT_VTAB"), "store-damaged"],
    [new Error("secret: database or disk is full: SQLITE_FULL"), "store-full"],
    [new Error("D1_ERROR: Exceeded maximum DB size: secret"), "store-full"],
    [new Error("secret database is not open"), "store-closed"],
    [new Error("D1_ERROR: Network connection lost. secret"), "store-failed"],
    ["secret", "store-failed"],
  ] as const) {
    const fault = faultOf(error);
    assert.equal(fault.code, code);
    assert.equal(fault.cause, error);
    assert.doesNotMatch(fault.message, /secret/);
  }
});
