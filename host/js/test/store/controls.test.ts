/** Runs the suite with broken stores: it must find each bug, and none in a correct store. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { storeCases } from "../../src/conformance/index.js";
import { CODE_BUGS } from "./broken/codes.js";
import { LIVE_CODE_BUGS } from "./broken/live-codes.js";
import { LIFE_BUGS } from "./broken/lives.js";
import { MAIL_BUGS } from "./broken/mails.js";
import { RACY_BUGS } from "./broken/racy.js";
import { type Bug, broken } from "./broken/sound.js";
import { TRAIL_BUGS } from "./broken/trails.js";

const BUGS: readonly Bug[] = [
  ...[...CODE_BUGS, ...LIVE_CODE_BUGS, ...LIFE_BUGS],
  ...[...TRAIL_BUGS, ...MAIL_BUGS, ...RACY_BUGS],
];

/** Checks a rule with a store with this bug. */
async function check(bug: Bug, rule: string): Promise<void> {
  const found = storeCases.find(({ name }) => name === rule);
  assert.ok(found, `there is no rule \`${rule}\``);
  const [store, sight] = broken(bug);
  await found.run(async () => store, sight);
}

for (const bug of BUGS) {
  for (const [rule, part] of bug.breaks) {
    test(`a store that ${bug.what} breaks the rule: ${rule}`, async () => {
      const text = await check(bug, rule).then(
        () => "no error",
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      assert.ok(text.startsWith("the store breaks the rule"), text);
      assert.ok(text.includes(part), text);
    });
  }
}

test("a correct store breaks no rule", async () => {
  const sound = BUGS.find((bug) => bug.breaks.length === 0);
  assert.ok(sound);
  for (const { name } of storeCases) await check(sound, name);
});

test("there is a bug for every rule", () => {
  const broken = new Set(BUGS.flatMap((bug) => bug.breaks.map(([rule]) => rule)));
  assert.deepEqual(storeCases.map(({ name }) => name).filter((name) => !broken.has(name)), []);
});
