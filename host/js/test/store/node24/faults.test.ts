/** Failures are distinguished from outcomes, and fail closed. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { storeCases } from "../../../src/conformance/index.js";
import { audit, codes, id, issue, nothing, record } from "../../../src/conformance/writes.js";
import { CodemintError, type ErrorCode } from "../../../src/errors.js";
import { linked } from "../../../src/store/audit/chain.js";
import { idBytes } from "../../../src/store/ids.js";
import type { SqlDriver, Statement } from "../../../src/store/sql/driver.js";
import { NodeSqlite, nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { SqlStore } from "../../../src/store/sql/store.js";
import { sqlSight } from "../sights.js";

const fails = (code: ErrorCode) => (error: unknown) => {
  assert.ok(error instanceof CodemintError, String(error));
  assert.equal(error.code, code, error.message);
  return true;
};

/** A store whose statements are changed on their way to the database. */
function through(change: (all: readonly Statement[]) => readonly Statement[]): SqlStore {
  const sound = new NodeSqlite(new DatabaseSync(":memory:"));
  const driver: SqlDriver = {
    hasHeader: true,
    all: (sql, values) => sound.all(sql, values),
    batch: (statements) => sound.batch(change(statements)),
  };
  return new SqlStore(driver);
}

/** The rules of the suite that a store breaks. */
async function broken(make: () => SqlStore): Promise<string[]> {
  const found: string[] = [];
  for (const { name, run } of storeCases) {
    await run(async () => make(), sqlSight).catch(() => found.push(name));
  }
  return found;
}

test("without guards the store breaks rules", async () => {
  const isGuard = ({ sql }: Statement): boolean => sql.startsWith("INSERT INTO latest");
  const rules = await broken(() => through((all) => all.filter((one) => !isGuard(one))));
  for (const rule of [
    "only a live code is superseded",
    "a use is counted once",
    "one of many concurrent redemptions wins",
    "a second answer conflicts",
    "a fault leaves nothing behind",
    "an attempt is counted, and belongs to one host",
  ]) {
    assert.ok(rules.includes(rule), rule);
  }
  assert.deepEqual(await broken(() => through((all) => all)), []);
});

test("a database without transactions breaks a rule", async () => {
  const halves = (): SqlStore => {
    const sound = new NodeSqlite(new DatabaseSync(":memory:"));
    const batch: SqlDriver["batch"] = async (statements) => {
      if (statements.length > 20) return sound.batch(statements);
      for (const one of statements) {
        const outcome = await sound.batch([one]);
        if (outcome !== "done") return outcome;
      }
      return "done";
    };
    return new SqlStore({ hasHeader: true, all: (...asked) => sound.all(...asked), batch });
  };
  assert.ok((await broken(halves)).includes("a conflict leaves nothing behind"));
});

test("a full database is reported, and nothing is written", async () => {
  const database = new DatabaseSync(":memory:");
  const store = nodeSqliteStore(database);
  await store.apply(issue(1, "a"));
  const pages = database.prepare("PRAGMA page_count").get()?.["page_count"];
  database.exec(`PRAGMA max_page_count = ${Number(pages) + 1}`);
  const large = { ...record(2, "b"), note: "x".repeat(100_000) };
  const write = { ...codes(record(3, "c"), large), superseded: [{ id: id(1), version: 1 }] };
  await assert.rejects(store.apply(write), fails("store-full"));
  assert.deepEqual((await store.record("tenant", id(1)))?.known.state, "pending");
  assert.equal(await store.record("tenant", id(3)), undefined);
  database.exec("PRAGMA max_page_count = 100000");
  assert.equal(await store.apply(write), "done");
});

test("a constraint that is not a guard is a failure, not a conflict", async () => {
  const database = new DatabaseSync(":memory:");
  const store = nodeSqliteStore(database);
  const name = new Uint8Array(31);
  const rest = { request: name, status: 200, contentType: "", sealedBody: name, until: 0 };
  const write = { ...issue(1, "a"), answer: { key: { actor: "x", name }, ...rest } };
  await assert.rejects(store.apply(write), fails("store-failed"));
  assert.equal(await store.record("tenant", id(1)), undefined);
  // Nor is the message of another trigger.
  database.exec(`CREATE TRIGGER no BEFORE INSERT ON records BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: records'); END`);
  await assert.rejects(store.apply(issue(1, "a")), fails("store-failed"));
});

test("invalid data is reported as damage", async () => {
  const database = new DatabaseSync(":memory:");
  const store = nodeSqliteStore(database);
  await store.apply({ ...issue(1, "a"), audit: [audit(1, "a")] });
  const damaged = async (sql: string, read: () => Promise<unknown>): Promise<void> => {
    database.exec(`SAVEPOINT before; ${sql}`);
    await assert.rejects(read, fails("store-damaged"), sql);
    database.exec("ROLLBACK TO before; RELEASE before");
    await read();
  };
  const live = (): Promise<unknown> => store.liveCodes("tenant", "enrolment", ["a"]);
  const whole = (): Promise<unknown> => store.record("tenant", id(1));
  await damaged("UPDATE records SET version = -1", live);
  await damaged("UPDATE records SET not_after = 253402300800", live);
  await damaged("UPDATE records SET not_after = 9223372036854775807", live);
  await damaged("UPDATE records SET purpose = 'other'", whole);
  await damaged("UPDATE records SET state = 'other'", whole);
  await damaged("UPDATE records SET batch = x'00'", whole);
  await damaged("UPDATE latest SET at = 253402300800", () => store.latest());
  const trail = (): Promise<unknown> => store.auditTrail("tenant", { after: 0, limit: 9 });
  const drop = "DROP TRIGGER audit_is_never_changed";
  await damaged(`${drop}; UPDATE audit SET event = 'other'`, trail);
});

test("without the writer's ID nothing is appended", async () => {
  const database = new DatabaseSync(":memory:");
  const store = nodeSqliteStore(database);
  await store.prepare();
  database.exec("DELETE FROM audit_writer");
  await assert.rejects(store.apply(issue(1, "a")), fails("store-damaged"));
  assert.equal(await store.apply(codes(record(1, "a"))), "done");
});

test("a trail continues where retention has cut it", async () => {
  const database = new DatabaseSync(":memory:");
  const store = nodeSqliteStore(database);
  await store.apply(issue(1, "a"));
  await store.apply(issue(2, "b"));
  const cut = database.prepare("SELECT seq, chain FROM audit WHERE seq = 2").get();
  database.exec(`INSERT INTO audit_checkpoints (kind, seq, chain, at, signature)
    SELECT 'cut', seq, chain, at, x'' FROM audit WHERE seq = 2; DELETE FROM audit`);
  await store.apply(issue(3, "c"));
  const row = database.prepare("SELECT seq, chain FROM audit").get();
  const { at, actor, event } = audit(3, "c");
  const entry = { seq: 3, at, tenant: "tenant", actor, purpose: "enrolment", subject: "c", event };
  const chain = cut?.["chain"];
  assert.ok(chain instanceof Uint8Array);
  const next = await linked(chain, { ...entry, record: idBytes(id(3)), detail: undefined });
  assert.deepEqual([row?.["seq"], row?.["chain"]], [3, next]);
});

test("a write conflicts if the trail has moved at every attempt", async () => {
  let batches = 0;
  const sound = new NodeSqlite(new DatabaseSync(":memory:"));
  const store = new SqlStore({
    hasHeader: true,
    all: (sql, values) => sound.all(sql, values),
    batch: async (statements) => {
      const isAppending = statements.some(({ sql }) => sql.startsWith("INSERT INTO audit ("));
      if (!isAppending) return sound.batch(statements);
      batches += 1;
      return "moved";
    },
  });
  assert.equal(await store.apply(issue(1, "a")), "conflict");
  assert.equal(batches, 32);
  assert.equal(await store.apply(codes(record(1, "a"))), "done", "without an audit entry it is applied");
});

test("a text that is not well-formed Unicode is rejected", async () => {
  const store = nodeSqliteStore(new DatabaseSync(":memory:"));
  const odd = { ...issue(1, "a"), tenant: "half \ud83d" };
  await assert.rejects(store.apply(odd), fails("argument"));
  await assert.rejects(store.liveCodes("tenant", "enrolment", ["\udd11"]), fails("argument"));
  await assert.rejects(store.apply({ ...nothing, at: 1.5 }), fails("argument"));
  await assert.rejects(store.record("tenant", "no id"), fails("argument"));
  assert.equal(await store.apply({ ...issue(1, "a"), tenant: "whole \u{1f511}" }), "done");
});

test("one more write than the queue allows is rejected", async () => {
  const store = nodeSqliteStore(new DatabaseSync(":memory:"));
  await store.prepare();
  const writes = Array.from({ length: 4097 }, () => store.forgetMail(id(1)));
  const ended = await Promise.allSettled(writes);
  const refused = ended.filter((one) => one.status === "rejected");
  assert.deepEqual(refused.map(({ reason }) => reason.code), ["store-busy"]);
  await store.forgetMail(id(1));
});
