import assert from "node:assert/strict";
import { test } from "node:test";
import { checkedRetries, DEFAULT_RETRIES, pause } from "../../src/mail/retries.js";

test("pauses double up to the longest", () => {
  const attempts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 0xffff_ffff];
  const longest = attempts.map((number) => pause(DEFAULT_RETRIES, number, 0));
  assert.deepEqual(longest, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
  const most = { first: 0xffff_ffff, longest: 0xffff_ffff, attempts: 100 };
  assert.equal(pause(most, 32, 0), 0xffff_ffff);
});

test("randomness shortens a pause by at most half", () => {
  const all = Array.from({ length: 1000 }, (_, random) => pause(DEFAULT_RETRIES, 2, random));
  assert.deepEqual([Math.min(...all), Math.max(...all)], [30, 60]);
  assert.equal(new Set(all).size, 31, "all pauses are possible");
  const least = { first: 1, longest: 1, attempts: 1 };
  assert.deepEqual([0, 1, 2].map((number) => pause(least, number, 7)), [1, 1, 1], "at least a second");
});

test("invalid settings are rejected", () => {
  assert.equal(checkedRetries(DEFAULT_RETRIES), DEFAULT_RETRIES);
  for (const path of ["first", "longest", "attempts"] as const) {
    for (const value of [0, -1, 0.5, Number.NaN, Infinity, 2 ** 32]) {
      const refused = { code: "configuration", path: `retries.${path}` };
      assert.throws(() => checkedRetries({ ...DEFAULT_RETRIES, [path]: value }), refused);
    }
  }
});
