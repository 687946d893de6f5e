/** No frequent statement scans a whole table. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { storeCases } from "../../../src/conformance/index.js";
import { SqlDirectory } from "../../../src/store/directory/sql.js";
import { id } from "../../../src/conformance/writes.js";
import type { Search } from "../../../src/module/types.js";
import { MAX_VALUES, type SqlDriver, type Statement } from "../../../src/store/sql/driver.js";
import { NodeSqlite } from "../../../src/store/sql/node-sqlite.js";
import { query } from "../../../src/store/sql/search.js";
import { SqlStore } from "../../../src/store/sql/store.js";
import { directoryCases } from "../directories.js";
import { sqlSight } from "../sights.js";

/** All statements that the suite executes. */
async function executed(): Promise<ReadonlySet<string>> {
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

/** Intended scans: of the whole outbox, or for the first row. */
const INTENDED = [
  /^SELECT \(SELECT count\(\*\) FROM outbox/,
  /^SELECT [^(]*ORDER BY seq DESC LIMIT 1$/,
  /^SELECT 1 FROM records LIMIT 1$/,
];

const TABLE = /^SCAN (?:records|outbox|audit|answers|subjects|staged|elevation_rules)\b/;

/** The unintended table scans of a statement. */
function scans(database: DatabaseSync, sql: string): readonly string[] {
  if (INTENDED.some((intended) => intended.test(sql))) return [];
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return steps.map((step) => String(step["detail"])).filter((step) => TABLE.test(step));
}

test("statements use indexes", async () => {
  const database = new DatabaseSync(":memory:");
  await new SqlStore(new NodeSqlite(database)).prepare();
  const isPlanned = /^(?:SELECT|INSERT|UPDATE|DELETE|WITH)/;
  const statements = [...(await executed())].filter((sql) => isPlanned.test(sql));
  assert.ok(statements.length > 40, "too few statements");
  const found = statements.map((sql) => [sql, ...scans(database, sql)]);
  assert.deepEqual(found.filter((one) => one.length > 1), []);
  const bad = "UPDATE records SET hidden = 1 WHERE version = ?";
  assert.deepEqual(scans(database, bad), ["SCAN records"], "a scan is detected");
});

/** Every combination of search criteria. */
function searches(): readonly Search[] {
  const phases = [undefined, "pending", "expired", "redeemed", "locked"] as const;
  return [undefined, "a"].flatMap((subject) =>
    [undefined, "elevation" as const].flatMap((purpose) =>
      phases.flatMap((phase) =>
        [undefined, id(1)].map((batch) => ({ subject, purpose, phase, batch, limit: 9 }) as Search),
      ),
    ),
  );
}

/** The steps of a list that are neither a search in the intended index nor a merge of such. */
function strays(database: DatabaseSync, { sql, values }: Statement, index: string): string[] {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  const isIntended = (step: string): boolean =>
    [
      `SEARCH records USING COVERING INDEX ${index} (`,
      `SEARCH records USING INDEX ${index} (`,
      "SEARCH records USING INTEGER PRIMARY KEY (rowid=?)",
    ].some((intended) => step.startsWith(intended)) ||
    /^(?:SCAN (?:found|\(subquery-\d+\))|CO-ROUTINE .*|MERGE \(UNION ALL\)|LEFT|RIGHT|USE TEMP B-TREE FOR ORDER BY)$/.test(step);
  return steps.map((step) => String(step["detail"])).filter((step) => !isIntended(step));
}

test("lists are read from the intended index, in its order", async () => {
  const database = new DatabaseSync(":memory:");
  await new SqlStore(new NodeSqlite(database)).prepare();
  for (const search of searches()) {
    for (const before of [7, Number.MAX_SAFE_INTEGER]) {
      const of = search.subject === undefined ? "records_of_tenant" : "records_of_subject";
      const index = search.batch === undefined ? of : "records_of_batch";
      const statement = query("tenant", search, before, 101);
      const text = JSON.stringify(search);
      assert.deepEqual(strays(database, statement, index), [], text);
      assert.ok(statement.values.length <= MAX_VALUES, text);
      // Only merged parts are sorted, and each has a limit.
      const parts = statement.sql.split(" UNION ALL ").length;
      const sorted = statement.sql.split("LIMIT ").length - 1;
      assert.ok(sorted >= parts / 4, text);
    }
  }
  const planted = { sql: "SELECT * FROM records WHERE hidden = ? ORDER BY place", values: [1] };
  assert.deepEqual(strays(database, planted, "records_of_tenant"), ["SCAN records"]);
});
