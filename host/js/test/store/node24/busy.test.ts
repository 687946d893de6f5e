/**
 * Waiting for another process that writes to the file: without blocking the thread, and with a
 * limit.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, mock, test } from "node:test";
import { issue } from "../../../src/conformance/writes.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import type { SqlStore } from "../../../src/store/sql/store.js";

const folder = mkdtempSync(join(tmpdir(), "codemint-"));
after(() => rmSync(folder, { recursive: true }));

interface Two {
  readonly store: SqlStore;
  readonly other: DatabaseSync;
}

/** A store, and another connection to its file with an open write transaction. */
async function locked(name: string): Promise<Two> {
  const path = join(folder, name);
  const store = nodeSqliteStore(new DatabaseSync(path));
  await store.apply(issue(1, "a"));
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  return { store, other };
}

/** Advances timers until all promises are settled. Returns the elapsed milliseconds. */
async function ended(
  all: readonly Promise<unknown>[],
  each: (elapsed: number) => void = () => {},
): Promise<number> {
  let areSettled = false;
  const settled = Promise.allSettled(all).finally(() => (areSettled = true));
  let elapsed = 0;
  for (; !areSettled; elapsed += 10) {
    each(elapsed);
    mock.timers.tick(10);
    // A store's steps are promises, among them digests on other threads.
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise(setImmediate);
      await crypto.subtle.digest("SHA-256", new Uint8Array(1));
    }
    assert.ok(elapsed < 60_000, "it does not end");
  }
  await settled;
  return elapsed;
}

async function withTimers(work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    await work();
  } finally {
    mock.timers.reset();
  }
}

test("writes fail with `store-busy` after five seconds, and their waits do not add up", async () => {
  const { store, other } = await locked("writes.db");
  await withTimers(async () => {
    const writes = [2, 3, 4, 5].map((n) => store.apply(issue(n, `${n}`)));
    const elapsed = await ended(writes);
    assert.ok(elapsed >= 5000 && elapsed < 6000, `${elapsed} ms`);
    for (const write of writes) await assert.rejects(write, { code: "store-busy" });
  });
  other.exec("ROLLBACK");
  assert.equal(await store.apply(issue(2, "2")), "done", "nothing was written before");
  other.close();
});

test("SQLite itself never waits, which would block the thread", () => {
  const database = new DatabaseSync(":memory:", { timeout: 5000 });
  nodeSqliteStore(database);
  assert.deepEqual({ ...database.prepare("PRAGMA busy_timeout").get() }, { timeout: 0 });
});

test("the thread does other work and reads while a write waits", async () => {
  const { store, other } = await locked("reads.db");
  await withTimers(async () => {
    const write = store.apply(issue(2, "b"));
    write.catch(() => undefined);
    assert.equal((await store.liveCodes("tenant", "enrolment", ["a"])).length, 1);
    await ended([write]);
  });
  other.close();
});

test("a write that gets its turn in time is done", async () => {
  const { store, other } = await locked("turn.db");
  await withTimers(async () => {
    const write = store.apply(issue(2, "b"));
    const release = (elapsed: number): void => {
      if (elapsed === 4000) other.exec("COMMIT");
    };
    const elapsed = await ended([write], release);
    assert.ok(elapsed >= 4000, `${elapsed} ms`);
    assert.equal(await write, "done");
  });
  other.close();
});

test("a file that is locked before the first call is busy, and can be used later", async () => {
  const path = join(folder, "first.db");
  const other = new DatabaseSync(path);
  other.exec("BEGIN EXCLUSIVE");
  const store = nodeSqliteStore(new DatabaseSync(path));
  await withTimers(async () => {
    const ready = store.ready();
    await ended([ready]);
    await assert.rejects(ready, { code: "store-busy" });
  });
  other.exec("ROLLBACK");
  await store.ready();
  other.close();
});
