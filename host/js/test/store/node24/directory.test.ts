/** The directory in SQL with node:sqlite. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { CodemintError } from "../../../src/errors.js";
import { SqlDirectory } from "../../../src/store/directory/sql.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { directoryCases } from "../directories.js";

const make = (database = new DatabaseSync(":memory:")): SqlDirectory =>
  new SqlDirectory(nodeSqliteStore(database));

for (const [name, check] of directoryCases) {
  test(`the directory in SQL: ${name}`, () => check(make()));
}

const PUBLISHED = `INSERT INTO imports (id, tenant, published) VALUES (5, 'tenant', 1);
  INSERT INTO staged (import, subject, standing, purposes, device)
  VALUES (5, 'pc2', 'disabled', 'enrolment', 'new'), (5, 'pc1', 'active', '', NULL)`;

test("a gateway's published import takes precedence, and blocks writes of its tenant only", async () => {
  const database = new DatabaseSync(":memory:");
  const directory = make(database);
  const device = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";
  const [pc1, pc3] = [{ subject: "pc1", purposes: [], device }, { subject: "pc3", purposes: [] }];
  await directory.put("tenant", [pc1, pc3]);
  database.exec(PUBLISHED);
  const found = await directory.lookUp("tenant", "enrolment", ["pc1", "pc2", "pc3", "pc4"]);
  const seen = found.map(({ row }) => [row.standing, row.purposeAllowed]);
  const unknown = ["unknown", false];
  assert.deepEqual(seen, [["active", false], ["disabled", true], ["active", false], unknown]);
  const devices = ["pc1", "pc2"].map((name) => directory.elevation("tenant", "a", name));
  const deviceIds = (await Promise.all(devices)).map((entry) => entry.device);
  assert.deepEqual(deviceIds, [undefined, "new"]);
  await assert.rejects(directory.put("tenant", [pc1]), { code: "directory" });
  await directory.put("other", [pc1]);
});

test("a failure of the database is a directory error with a cause", async () => {
  const database = new DatabaseSync(":memory:");
  const directory = make(database);
  await directory.put("t", [{ subject: "x", purposes: [] }]);
  database.exec("UPDATE subjects SET standing = 'other'");
  const fails = (error: unknown): boolean =>
    error instanceof CodemintError && error.code === "directory" && error.cause !== undefined;
  await assert.rejects(directory.lookUp("t", "enrolment", ["x"]), fails);
  database.exec(`INSERT INTO elevation_rules
    (tenant, account, computers, spans, local_accounts, by_device)
    VALUES ('t', 'a', '{}', 1, '[]', 0)`);
  await assert.rejects(directory.elevation("t", "a", "x"), fails);
});
