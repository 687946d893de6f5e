/** Runs the suite with D1 and Durable Objects in workerd. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { storeCases } from "../../src/conformance/index.js";
import { directoryCases } from "./directories.js";

const numbers = storeCases.map((_, n) => n);

/** A database for each case of each kind. */
const databases = numbers.flatMap((n) => [`d1${n}`, `two${n}`, `directory${n}`, `broken${n}`]);

let workerd: Miniflare | undefined;

before(async () => {
  workerd = new Miniflare({
    modules: true,
    modulesRules: [{ type: "ESModule", include: ["**/*.js"] }],
    modulesRoot: fileURLToPath(new URL("../..", import.meta.url)),
    scriptPath: fileURLToPath(new URL("workerd/worker.js", import.meta.url)),
    compatibilityDate: "2026-04-01",
    d1Databases: databases,
    durableObjects: { OBJECTS: { className: "Objects", useSQLite: true } },
  });
  await workerd.ready;
});

after(async () => workerd?.dispose());

async function passes(path: string): Promise<void> {
  const response = await workerd?.dispatchFetch(`http://worker${path}`);
  assert.equal(await response?.text(), "passed");
}

for (const [n, { name }] of storeCases.entries()) {
  test(`D1: ${name}`, () => passes(`/d1/${n}`));
  test(`two stores on one D1: ${name}`, () => passes(`/two/${n}`));
  test(`Durable Objects: ${name}`, () => passes(`/object/${n}`));
}

for (const [n, [name]] of directoryCases.entries()) {
  test(`a directory in D1: ${name}`, () => passes(`/directory/${n}`));
}

test("without guards D1 breaks rules", async () => {
  for (const rule of ["a use is counted once", "one of many concurrent redemptions wins"]) {
    const n = storeCases.findIndex(({ name }) => name === rule);
    await assert.rejects(() => passes(`/broken/${n}`), new RegExp(`breaks the rule .${rule}`));
  }
});

test("an unknown case is an error", async () => {
  await assert.rejects(() => passes(`/d1/${storeCases.length}`), /there is no such case/);
});
