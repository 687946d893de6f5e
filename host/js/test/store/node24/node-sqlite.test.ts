/** Runs the suite with the SQL store over node:sqlite, in memory and in a file. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { storeCases } from "../../../src/conformance/index.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { sqlSight } from "../sights.js";

const folder = mkdtempSync(join(tmpdir(), "codemint-"));
after(() => rmSync(folder, { recursive: true }));

for (const [n, { name, run }] of storeCases.entries()) {
  test(`node:sqlite in memory: ${name}`, () =>
    run(async () => nodeSqliteStore(new DatabaseSync(":memory:")), sqlSight));
  test(`node:sqlite in a file: ${name}`, () =>
    run(async () => nodeSqliteStore(new DatabaseSync(join(folder, `${n}.db`))), sqlSight));
}
