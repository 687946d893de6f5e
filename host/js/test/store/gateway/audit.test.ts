/** A file that this package and a gateway write in turn has one audit chain. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { issue } from "../../../src/conformance/writes.js";
import { SqlDirectory } from "../../../src/store/directory/sql.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import type { SqlStore } from "../../../src/store/sql/store.js";

/** The gateway's executable. */
const gateway = process.env["CODEMINT_GATEWAY"] ?? "";

const folder = mkdtempSync(join(tmpdir(), "codemint-"));
const file = join(folder, "data", "codemint.sqlite");

const CONFIG = `listen = "127.0.0.1:0"
data = "data"
[keys]
codes = { file = "codes.key" }
[[tenants]]
id = "demo"
base_url = "https://codes.example.com"
allow_unauthenticated = true
plain_http = true
[tenants.policies.enrolment]
length = 9
max_tries = 5
min_validity = 600
max_validity = 86400
mail = false
`;

before(() => {
  assert.notEqual(gateway, "", "CODEMINT_GATEWAY must be the path of the gateway's executable");
  writeFileSync(join(folder, "codes.key"), "a5".repeat(31) + "07");
  chmodSync(join(folder, "codes.key"), 0o600);
  writeFileSync(join(folder, "config.toml"), CONFIG);
  writeFileSync(join(folder, "subjects.csv"), "subject,purposes\nAnna@example.com,all\n");
  mkdirSync(join(folder, "data"), { mode: 0o700 });
});

after(() => rmSync(folder, { recursive: true }));

/** The output of a gateway command, whether it succeeds or not. */
function run(command: readonly string[], ...rest: readonly string[]): string {
  const options = ["--config", join(folder, "config.toml"), ...rest];
  const { stdout, stderr, error } = spawnSync(gateway, [...command, ...options]);
  if (error !== undefined) throw error;
  return `${stdout.toString()}${stderr.toString()}`;
}

const verified = (): string => run(["audit", "verify"]);

/** Writes codes, each with two audit entries: with unusual texts, and absent ones. */
async function write(first: number, count: number): Promise<SqlStore> {
  const store = nodeSqliteStore(new DatabaseSync(file));
  for (let n = first; n < first + count; n += 1) {
    const { audit, ...rest } = issue(n, `s${n}`);
    const odd = { at: 7, actor: "", event: "searched", detail: "é\u{1f511}\0" } as const;
    const write = { ...rest, tenant: "demo", audit: [...audit, odd] };
    assert.equal(await store.apply(write), "done");
  }
  return store;
}

test("a gateway and this package continue one trail in turn", async () => {
  await (await write(1, 20)).close();
  assert.match(verified(), /no checkpoint/, "there is no checkpoint yet");
  const path = join(folder, "subjects.csv");
  assert.match(run(["directory", "import"], "--accept-below-floor", path), /1 subject/);
  // Opens the store, writes one entry, and signs a checkpoint.
  assert.match(run(["list"], "--accept-below-floor"), /"subject":"s20"/);
  assert.match(verified(), /"clean":true,"entries":41,"head":41/);
  const store = await write(100, 20);
  const directory = new SqlDirectory(store);
  const [anna] = await directory.lookUp("demo", "enrolment", ["anna@example.com"]);
  assert.deepEqual(anna?.row, { standing: "active", purposeAllowed: true, hasMail: false });
  await store.close();
  assert.match(verified(), /"clean":true,"entries":81,"head":81/);
});

test("the gateway detects a change in a trail of this package", () => {
  const database = new DatabaseSync(file);
  database.exec("DROP TRIGGER audit_is_never_changed; UPDATE audit SET at = at + 1 WHERE seq = 70");
  database.close();
  assert.match(verified(), /entry 70: it does not follow from the entry before it/);
});
