// No code is issued if the source of randomness fails.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Entropy, systemEntropy } from "../../src/entry/file.js";
import { Seeds } from "../../src/entropy.js";
import { handlerFor, issue } from "../handler/fixture.js";

/** Random bytes with a planted fault. */
function broken(change: (bytes: Uint8Array<ArrayBuffer>, draw: number) => void): Entropy {
  let draw = 0;
  return {
    fill: async (bytes) => {
      crypto.getRandomValues(bytes);
      change(bytes, draw);
      draw += 1;
    },
  };
}

/** Draws that repeat with a period. */
function periodic(period: number): Entropy {
  const kept: Uint8Array[] = [];
  return broken((bytes, draw) => {
    kept.push(bytes.slice());
    const old = kept[draw % period];
    if (old !== undefined) bytes.set(old.subarray(0, bytes.length));
  });
}

const SOURCES: readonly (readonly [string, Entropy])[] = [
  ["fills nothing", { fill: async () => undefined }],
  ["returns zeros", broken((bytes) => bytes.fill(0))],
  ["returns one value", broken((bytes) => bytes.fill(7))],
  ["fills one byte", broken((bytes) => bytes.fill(0, 1))],
  ["fills twelve bytes", broken((bytes) => bytes.fill(0, 12))],
  ["repeats two bytes", broken((bytes) => bytes.forEach((_, at) => (bytes[at] = bytes[at % 2] ?? 0)))],
  ["repeats eight bytes", broken((bytes) => bytes.forEach((_, at) => (bytes[at] = bytes[at % 8] ?? 0)))],
  ["repeats each draw", periodic(1)],
  ["alternates between two draws", periodic(2)],
  ["repeats after fifteen draws", periodic(15)],
  [
    "throws",
    {
      fill: async () => {
        throw new Error("no device");
      },
    },
  ],
];

for (const [what, entropy] of SOURCES) {
  test(`a source that ${what} issues no code`, async () => {
    const handler = await handlerFor({ entropy });
    for (let asked = 0; asked < 3; asked += 1) {
      const answer = await issue(handler);
      assert.equal(answer.status, 500, await answer.text());
    }
  });
}

test("a source that repeats later never yields the same seed twice", async () => {
  const seeds = Seeds.of(periodic(200));
  const drawn = new Set<string>();
  let refused = 0;
  for (let draw = 0; draw < 400; draw += 1) {
    const seed = await seeds.seed().catch(() => undefined);
    if (seed === undefined) refused += 1;
    else assert.ok(!drawn.has(seed.join())), drawn.add(seed.join());
  }
  assert.equal(refused, 400 + 16 - 200);
});

test("a working source is accepted", async () => {
  const seeds = Seeds.of({ fill: (bytes) => systemEntropy.fill(bytes) });
  for (let draw = 0; draw < 2000; draw += 1) {
    assert.equal((await seeds.seed()).length, 32);
    assert.equal((await seeds.nonce()).length, 24);
  }
});

test("a source that works again is used again", async () => {
  let works = false;
  const entropy: Entropy = {
    fill: async (bytes) => {
      if (!works) throw new Error("not yet");
      crypto.getRandomValues(bytes);
    },
  };
  const handler = await handlerFor({ entropy });
  assert.equal((await issue(handler)).status, 500);
  works = true;
  assert.equal((await issue(handler)).status, 200);
});
