/** No statement that is asked often walks along a whole table. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { storeCases } from "../../../src/conformance/index.js";
import { SqlDirectory } from "../../../src/store/directory/sql.js";
import type { SqlDriver } from "../../../src/store/sql/driver.js";
import { NodeSqlite } from "../../../src/store/sql/node-sqlite.js";
import { SqlStore } from "../../../src/store/sql/store.js";
import { directoryCases } from "../directories.js";
import { sqlSight } from "../sights.js";

/** Every statement that the suite has executed, and how often it has. */
async function asked(): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  const make = (): SqlStore => {
    const sound = new NodeSqlite(new DatabaseSync(":memory:"));
    const driver: SqlDriver = {
      hasHeader: true,
      all: (sql, values) => {
        all.add(sql);
        return sound.all(sql, values);
      },
      batch: (statements) => {
        for (const { sql } of statements) all.add(sql);
        return sound.batch(statements);
      },
    };
    return new SqlStore(driver);
  };
  for (const { run } of storeCases) await run(async () => make(), sqlSight);
  for (const [, check] of directoryCases) await check(new SqlDirectory(make()));
  return all;
}

/** Walks that are meant: what is asked for is all of the outbox, or the first row. */
const MEANT = [
  /^SELECT \(SELECT count\(\*\) FROM outbox/,
  /FROM outbox WHERE dead_at IS NULL ORDER/,
  /^SELECT [^(]*ORDER BY seq DESC LIMIT 1$/,
  /^SELECT 1 FROM records LIMIT 1$/,
];

const TABLE = /^SCAN (?:records|outbox|audit|answers|subjects|staged|elevation_rules)\b/;

/** The walks of a statement along a whole table that are not meant. */
function walks(database: DatabaseSync, sql: string): readonly string[] {
  if (MEANT.some((meant) => meant.test(sql))) return [];
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return steps.map((step) => String(step["detail"])).filter((step) => TABLE.test(step));
}

test("statements find what they want by an index", async () => {
  const database = new DatabaseSync(":memory:");
  await new SqlStore(new NodeSqlite(database)).prepare();
  const isPlanned = /^(?:SELECT|INSERT|UPDATE|DELETE|WITH)/;
  const statements = [...(await asked())].filter((sql) => isPlanned.test(sql));
  assert.ok(statements.length > 40, "few statements were seen");
  const found = statements.map((sql) => [sql, ...walks(database, sql)]);
  assert.deepEqual(found.filter((walked) => walked.length > 1), []);
  const bad = "UPDATE records SET hidden = 1 WHERE version = ?";
  assert.deepEqual(walks(database, bad), ["SCAN records"], "a walk is found");
});
