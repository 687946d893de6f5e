/** The directory in memory, and the rules of directories against broken ones. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryDirectory } from "../../src/store/directory/memory.js";
import { directoryCases, type Puttable } from "./directories.js";

for (const [name, check] of directoryCases) {
  test(`the directory in memory: ${name}`, () => check(new MemoryDirectory()));
}

test("a directory in memory knows what it was made with", async () => {
  const subjects = [{ subject: "A@B.example", purposes: ["enrolment"] }] as const;
  const rules = [{ account: "d\\A", spans: 1, localAccounts: ["temp"] }];
  const directory = new MemoryDirectory([{ tenant: "t", subjects, rules }, { tenant: "u" }]);
  const [known] = await directory.lookUp("t", "enrolment", ["a@b.example"]);
  assert.deepEqual(known?.row, { standing: "active", purposeAllowed: true, hasMail: false });
  assert.equal((await directory.elevation("t", "d\\a", "any")).rules.length, 1);
});

/** A way to be broken, and the rule that it breaks. */
const BROKEN: readonly (readonly [string, (sound: MemoryDirectory) => Partial<Puttable>])[] = [
  [
    "subjects are known by their keys",
    (sound) => ({ lookUp: (_, purpose, keys) => sound.lookUp("tenant", purpose, keys) }),
  ],
  [
    "subjects are replaced",
    (sound) => ({ put: async (tenant, all) => sound.put(tenant, all.slice(2)) }),
  ],
  [
    "rules name an account and its computers",
    (sound) => ({ elevation: (tenant, account) => sound.elevation(tenant, account, "") }),
  ],
  [
    "rules are replaced by account",
    (sound) => ({
      putRules: (tenant, rules) => sound.putRules(tenant, rules.filter((one) => one.spans > 0)),
    }),
  ],
  [
    "a computer's device is found with it",
    (sound) => ({
      elevation: async (...asked) => ({ rules: (await sound.elevation(...asked)).rules }),
    }),
  ],
  ["what is none is refused", () => ({ put: async () => {} })],
];

for (const [name, check] of directoryCases) {
  test(`a directory that breaks it is found: ${name}`, async () => {
    const [, spoil] = BROKEN.find(([rule]) => rule === name) ?? [];
    assert.ok(spoil, "no bug breaks this rule");
    const sound = new MemoryDirectory();
    const methods: Puttable = {
      put: sound.put.bind(sound),
      putRules: sound.putRules.bind(sound),
      lookUp: sound.lookUp.bind(sound),
      elevation: sound.elevation.bind(sound),
    };
    await assert.rejects(check({ ...methods, ...spoil(sound) }), { name: "BrokenRule" });
  });
}
