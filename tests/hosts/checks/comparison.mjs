/**
 * Whether the comparison sees everything: each member of each vector, one at a time, is made another,
 * and must be told at its place.
 *
 * @module
 */

import assert from "node:assert/strict";
import { packageOf } from "../lib/same.mjs";
import { leaves, parting, planted as plantedIn, turned as turnedOver } from "../suites/compare.js";
import { suitesOf } from "../vectors.js";

export async function seesEverything(folder, data) {
  const codemint = await packageOf(folder);
  const routes = codemint.routes();
  let count = 0;
  for (const [suite, cases] of Object.entries(suitesOf(data))) {
    for (const { name, expected, observe } of cases) {
      const got = await observe(codemint, routes);
      assert.equal(parting("", expected, got), undefined, `${suite} ${name}`);
      for (const path of leaves(expected)) {
        const told = parting("", plantedIn(expected, path, (leaf) => turnedOver(leaf, count)), got);
        assert.ok(told?.at.startsWith(placed(path)), `${suite} ${name}: ${path.join(".")}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 10_000, `only ${count} members`);
}

/** A place as the comparison writes it, up to where bytes and lists begin. */
const placed = (path) =>
  path.map((name) => (/^[0-9]+$/u.test(name) ? `[${name}]` : `.${name}`)).join("").replace(/^\./u, "");

/** A member more, in an answer, is told too, and so is one that is missing. */
export async function seesStrangers(folder, data) {
  const codemint = await packageOf(folder);
  const routes = codemint.routes();
  const { rsa } = suitesOf(data);
  const one = rsa.find(({ name }) => name === "001-vendor-sample-without-mail");
  const turned = (settle, turn) => (...given) => turn(structuredClone(settle(...given)));
  const planted = (...names) => (turn) => {
    const ways = names.map((name) => [name, turned(codemint[name], turn)]);
    return () => one.observe({ ...codemint, ...Object.fromEntries(ways) }, routes);
  };
  const seen = planted("settle", "settleByObjects");
  assert.equal(parting("", one.expected, seen((it) => it)()), undefined);
  const more = (it) => ({ ...it, commit: { ...it.commit, more: 1 } });
  assert.throws(seen(more), /`commit.more` is not known/u);
  const less = ({ commit: { mails: _, ...commit }, ...it }) => ({ ...it, commit });
  assert.throws(seen(less), /`commit.mails` is missing/u);
  const other = (it) => ({ ...it, reply: { ...it.reply, status: 201 } });
  assert.throws(planted("settleByObjects")(other), /by objects `reply.status` is 201, not 200/u);
}
