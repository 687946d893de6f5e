/**
 * Checks that the comparison detects every change: each member of each vector is changed in turn, and
 * the difference must be reported at its place.
 *
 * @module
 */

import assert from "node:assert/strict";
import { packageOf } from "../lib/same.mjs";
import { firstDifference, flipBit, leaves, planted as plantedIn } from "../suites/compare.js";
import { suitesOf } from "../vectors.js";

export async function detectsEveryChange(folder, data) {
  const codemint = await packageOf(folder);
  const routes = codemint.routes();
  let count = 0;
  for (const [suite, cases] of Object.entries(suitesOf(data))) {
    for (const { name, expected, observe } of cases) {
      const got = await observe(codemint, routes);
      assert.equal(firstDifference("", expected, got), undefined, `${suite} ${name}`);
      for (const path of leaves(expected)) {
        const changed = plantedIn(expected, path, (leaf) => flipBit(leaf, count));
        const found = firstDifference("", changed, got);
        assert.ok(found?.at.startsWith(placed(path)), `${suite} ${name}: ${path.join(".")}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 10_000, `only ${count} members`);
}

/** A place as the comparison writes it, up to where bytes and lists begin. */
const placed = (path) =>
  path.map((name) => (/^[0-9]+$/u.test(name) ? `[${name}]` : `.${name}`)).join("").replace(/^\./u, "");

/** An additional member of an answer is detected too, and so is a missing one. */
export async function detectsUnknownMembers(folder, data) {
  const codemint = await packageOf(folder);
  const routes = codemint.routes();
  const { rsa } = suitesOf(data);
  const one = rsa.find(({ name }) => name === "001-vendor-sample-without-mail");
  const changed = (settle, change) => (...given) => change(structuredClone(settle(...given)));
  const planted = (...names) => (change) => {
    const ways = names.map((name) => [name, changed(codemint[name], change)]);
    return () => one.observe({ ...codemint, ...Object.fromEntries(ways) }, routes);
  };
  const seen = planted("settle", "settleByObjects");
  assert.equal(firstDifference("", one.expected, seen((it) => it)()), undefined);
  const more = (it) => ({ ...it, commit: { ...it.commit, more: 1 } });
  assert.throws(seen(more), /`commit.more` is not known/u);
  const less = ({ commit: { mails: _, ...commit }, ...it }) => ({ ...it, commit });
  assert.throws(seen(less), /`commit.mails` is missing/u);
  const other = (it) => ({ ...it, reply: { ...it.reply, status: 201 } });
  assert.throws(planted("settleByObjects")(other), /by objects `reply.status` is 201, not 200/u);
}
