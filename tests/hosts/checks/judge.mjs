/**
 * Checks that a host with wrong answers, or another host, is detected.
 *
 * @module
 */

import assert from "node:assert/strict";
import { judged } from "../lib/judge.mjs";
import { isInReadme, table } from "../lib/table.mjs";

const HOST = { name: "Node 20", entry: "dist/entry/file.js", version: /^20\./u };
const MUST = { suite: "rsa", name: "001", at: "reply.status" };
const GOOD = {
  version: "20.19.0", entry: "file:///x/codemint/dist/entry/file.js", counts: { rsa: 2 },
  differences: [], control: { must: MUST, differences: [{ ...MUST, expected: "1", got: "2" }] },
};
const OTHER = { suite: "rsa", name: "002", at: "commit", expected: "1", got: "2" };

export function detectsFaults() {
  const faults = (planted) => judged(HOST, { ...GOOD, ...planted }, { rsa: 2 }).faults.length;
  assert.equal(faults({}), 0);
  const control = (differences) => ({ control: { must: MUST, differences } });
  const [caught] = GOOD.control.differences;
  const planted = [
    { differences: [OTHER], control: { must: MUST, differences: [caught, OTHER] } },
    { counts: { rsa: 1 } },
    { counts: {} },
    { entry: "file:///x/codemint/dist/entry/inline.js" },
    { entry: undefined },
    { version: "22.1.0" },
    { control: undefined },
    control([]),
    control([OTHER]),
    control([caught, OTHER]),
    control([{ ...caught, at: "commit" }]),
  ];
  for (const one of planted) assert.equal(faults(one), 1, JSON.stringify(one));
}

/** Another count, or a missing host, makes a table that differs from the README's. */
export function detectsAnotherTable(rows) {
  assert.ok(!isInReadme(table(rows.slice(1))));
  assert.ok(!isInReadme(table(rows.map((row) => ({ ...row, vectors: row.vectors + 1 })))));
}
