/** Several hosts on one file, and files that cannot be used. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { Worker } from "node:worker_threads";
import { storeCases } from "../../../src/conformance/index.js";
import { issue } from "../../../src/conformance/writes.js";
import { CodemintError } from "../../../src/errors.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { VERSION } from "../../../src/store/sql/schema.js";
import type { SqlStore } from "../../../src/store/sql/store.js";
import { Alternating } from "../alternating.js";
import { sqlSight } from "../sights.js";
import { walk } from "./walk.js";

const folder = mkdtempSync(join(tmpdir(), "codemint-"));
after(() => rmSync(folder, { recursive: true }));

const open = (name: string): SqlStore => nodeSqliteStore(new DatabaseSync(join(folder, name)));

/** Checks an error's code and message. */
const fails = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CodemintError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
};

for (const [n, { name, run }] of storeCases.entries()) {
  test(`two connections to one file: ${name}`, async () => {
    const make = async () => new Alternating([open(`two-${n}.db`), open(`two-${n}.db`)]);
    await run(make, sqlSight);
    const { entries, misfit } = await walk(new DatabaseSync(join(folder, `two-${n}.db`)));
    assert.equal(misfit, undefined, `the trail of ${entries} entries`);
  });
}

/** The writes of a thread. */
interface Writes {
  readonly done: number;
  readonly mine: number;
}

const thread = (path: string, first: number, count: number): Promise<Writes> =>
  new Promise((resolve, reject) => {
    const workerData = { path, first, count };
    const worker = new Worker(new URL("thread.js", import.meta.url), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });

test("threads that write to one blank file concurrently leave one chain", async () => {
  const path = join(folder, "threads.db");
  const threads = await Promise.all([1000, 2000, 3000].map((first) => thread(path, first, 100)));
  const sum = (count: (one: Writes) => number): number => threads.map(count).reduce((a, b) => a + b);
  const file = new DatabaseSync(path);
  const counted = (sql: string): unknown => Object.values(file.prepare(sql).get() ?? {})[0];
  assert.equal(sum((one) => one.done), 100, "each subject has one code");
  assert.equal(counted("SELECT count(*) FROM records"), 100);
  assert.ok(sum((one) => one.mine) > 100, "every thread could write");
  const entries = 100 + sum((one) => one.mine);
  assert.deepEqual(await walk(file), { entries }, "one entry for each write that was done");
  // The control: a change is detected.
  file.exec("DROP TRIGGER audit_is_never_changed; UPDATE audit SET detail = 'x' WHERE seq = 7");
  assert.deepEqual(await walk(file), { entries, misfit: 7 });
});

test("a file of another application is rejected, and not changed", async () => {
  const path = join(folder, "foreign.db");
  const foreign = new DatabaseSync(path);
  foreign.exec("CREATE TABLE records (mine TEXT)");
  await assert.rejects(open("foreign.db").prepare(), fails("store-damaged", /another application/));
  assert.equal(foreign.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "delete");
  writeFileSync(join(folder, "text.db"), "this is no database, but a long line. ".repeat(99));
  await assert.rejects(async () => open("text.db").prepare(), fails("store-damaged", /reports damage/));
});

test("a file of another version is rejected", async () => {
  await open("version.db").prepare();
  const file = new DatabaseSync(join(folder, "version.db"));
  file.exec(`PRAGMA user_version = ${VERSION + 1}`);
  const most = new RegExp(`version ${VERSION + 1} is newer than ${VERSION}`);
  const newer = fails("store-damaged", most);
  await assert.rejects(open("version.db").latest(), newer);
  file.exec(`PRAGMA user_version = ${VERSION - 1}`);
  const older = fails("configuration", new RegExp(`version ${VERSION - 1}.*gateway`));
  await assert.rejects(open("version.db").latest(), older);
  file.exec(`PRAGMA user_version = ${VERSION}`);
  const store = open("version.db");
  assert.equal(await store.latest(), undefined);
});

test("a store can be prepared after a failure", async () => {
  const database = new DatabaseSync(join(folder, "later.db"));
  database.exec("CREATE TABLE other (x)");
  const store = nodeSqliteStore(database);
  await assert.rejects(store.ready(), fails("store-damaged", /another application/));
  database.exec("DROP TABLE other");
  await store.ready();
});

test("several connections can prepare one blank file concurrently", async () => {
  const stores = Array.from({ length: 8 }, () => open("prepared.db"));
  await Promise.all(stores.map((store) => store.prepare()));
  await Promise.all(stores.map((store) => store.ready()));
  const file = new DatabaseSync(join(folder, "prepared.db"));
  assert.equal(file.prepare("SELECT count(*) AS n FROM audit_writer").get()?.["n"], 1);
  assert.equal(file.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
});

test("another connection sees what was written, and a closed store fails", async () => {
  const first = open("kept.db");
  assert.equal(await first.apply(issue(1, "a")), "done");
  await first.close();
  await first.close();
  for (const late of [first.apply(issue(2, "b")), first.latest(), first.ready()]) {
    await assert.rejects(late, fails("store-closed", /closed/));
  }
  assert.equal((await open("kept.db").liveCodes("tenant", "enrolment", ["a"])).length, 1);
});
