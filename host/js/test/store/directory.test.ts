/** The directory in memory, and controls: broken directories, which the cases must detect. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryDirectory } from "../../src/store/directory/memory.js";
import { directoryCases, type WritableDirectory } from "./directories.js";

for (const [name, check] of directoryCases) {
  test(`the directory in memory: ${name}`, () => check(new MemoryDirectory()));
}

test("a directory in memory has its initial entries", async () => {
  const subjects = [{ subject: "A@B.example", purposes: ["enrolment"] }] as const;
  const rules = [{ account: "d\\A", spans: 1, localAccounts: ["temp"] }];
  const directory = new MemoryDirectory([{ tenant: "t", subjects, rules }, { tenant: "u" }]);
  const [known] = await directory.lookUp("t", "enrolment", ["a@b.example"]);
  assert.deepEqual(known?.row, { standing: "active", purposeAllowed: true, hasMail: false });
  assert.equal((await directory.elevation("t", "d\\a", "any")).rules.length, 1);
});

/** Bugs by the name of the case that detects them. */
const BROKEN: readonly (readonly [string, (sound: MemoryDirectory) => Partial<WritableDirectory>])[] = [
  [
    "subjects are found by their keys",
    (sound) => ({ lookUp: (_, purpose, keys) => sound.lookUp("tenant", purpose, keys) }),
  ],
  [
    "subjects are replaced",
    (sound) => ({ put: async (tenant, all) => sound.put(tenant, all.slice(2)) }),
  ],
  [
    "rules apply to an account and its computers",
    (sound) => ({ elevation: (tenant, account) => sound.elevation(tenant, account, "") }),
  ],
  [
    "rules are replaced by account",
    (sound) => ({
      putRules: (tenant, rules) => sound.putRules(tenant, rules.filter((one) => one.spans > 0)),
    }),
  ],
  [
    "a computer's device ID is returned",
    (sound) => ({
      elevation: async (...of) => ({ rules: (await sound.elevation(...of)).rules }),
    }),
  ],
  ["invalid entries are rejected", () => ({ put: async () => {} })],
];

for (const [name, check] of directoryCases) {
  test(`a broken directory is detected: ${name}`, async () => {
    const [, plant] = BROKEN.find(([rule]) => rule === name) ?? [];
    assert.ok(plant, "no bug for this case");
    const sound = new MemoryDirectory();
    const methods: WritableDirectory = {
      put: sound.put.bind(sound),
      putRules: sound.putRules.bind(sound),
      lookUp: sound.lookUp.bind(sound),
      elevation: sound.elevation.bind(sound),
    };
    await assert.rejects(check({ ...methods, ...plant(sound) }), { name: "BrokenRule" });
  });
}
