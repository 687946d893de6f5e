/** Compares the tables with those that the Rust SDK's migrations create. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { APPLICATION_ID, VERSION } from "../../../src/store/sql/schema.js";

const folder = new URL("../../../../../rust/src/store/sqlite/", import.meta.url);

/** A database after all migrations of the Rust SDK. */
function migrated(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (let step = 1; step <= VERSION; step += 1) {
    database.exec(readFileSync(new URL(`schema_${step}.sql`, folder), "utf8"));
  }
  // The fourth migration does this in code.
  database.exec("DROP TABLE audit_unlinked");
  return database;
}

async function made(): Promise<DatabaseSync> {
  const database = new DatabaseSync(":memory:");
  await nodeSqliteStore(database).prepare();
  return database;
}

/** A statement without comments and unnecessary white space. */
function normal(sql: string): string {
  const text = sql.replace(/--[^\n]*/g, " ").replace(/\s+/g, " ");
  // A table that was renamed has its name in quotes.
  return text.replace(/ ?([(),;=<>]) ?/g, "$1").replaceAll('"', "").trim();
}

/** Everything in a schema, by name. */
function objects(database: DatabaseSync): Map<string, string> {
  const rows = database
    .prepare("SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema")
    .all();
  return new Map(rows.map(({ type, name, tbl_name: table, sql }) => [
    `${String(type)} ${String(name)} of ${String(table)}`,
    normal(String(sql)),
  ]));
}

/** The columns of all tables, with their places, types and defaults. */
const columns = (database: DatabaseSync): unknown =>
  database
    .prepare(
      `SELECT s.name AS table_name, c.* FROM sqlite_schema AS s
        JOIN pragma_table_xinfo(s.name) AS c WHERE s.type = 'table' ORDER BY s.name, c.cid`,
    )
    .all();

test("the tables are those of the Rust SDK", async () => {
  const [ours, theirs] = [objects(await made()), objects(migrated())];
  assert.ok(theirs.size > 20, "the migrations were not read");
  assert.deepEqual(new Map([...ours].sort()), new Map([...theirs].sort()));
  assert.deepEqual(columns(await made()), columns(migrated()));
});

test("a difference between tables is detected", async () => {
  const ours = await made();
  ours.exec("ALTER TABLE answers ADD COLUMN more TEXT");
  assert.notDeepEqual(objects(ours), objects(migrated()));
  assert.notDeepEqual(columns(ours), columns(migrated()));
});

test("initial rows and the file header are the same", async () => {
  const ours = await made();
  const theirs = migrated();
  for (const sql of ["SELECT * FROM latest", "SELECT length(id) FROM audit_writer"]) {
    assert.deepEqual(ours.prepare(sql).all(), theirs.prepare(sql).all());
  }
  const source = readFileSync(new URL("schema.rs", folder), "utf8");
  const id = /const APPLICATION_ID: i32 = (0x[0-9a-f_]+);/.exec(source)?.[1]?.replaceAll("_", "");
  assert.equal(Number(id), APPLICATION_ID);
  assert.equal(/const MIGRATIONS: \[Migration; (\d+)\]/.exec(source)?.[1], String(VERSION));
  const pragma = (name: string): unknown => ours.prepare(`PRAGMA ${name}`).get()?.[name];
  assert.deepEqual([pragma("application_id"), pragma("user_version")], [APPLICATION_ID, VERSION]);
});
