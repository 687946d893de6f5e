import assert from "node:assert/strict";
import { test } from "node:test";

import { Ticks } from "../../src/issuer/ticks.js";

test("each settlement of a second has a later tick", () => {
  const ticks = new Ticks();
  const seen = [0.25, 0.25, 0.2, 0.5, 0, 999.9999].map((at) => ticks.next(100, at));
  assert.deepEqual(seen, [1024, 1025, 1026, 2048, 2049, 4_095_999]);
  assert.equal(ticks.next(100, 999.9999), 4_095_999, "the last tick");
  assert.equal(ticks.next(101, 0.5), 2048);
  for (const nonsense of [Number.NaN, -5, Infinity, 1e300]) {
    const tick = new Ticks().next(100, nonsense);
    assert.ok(Number.isInteger(tick) && tick >= 0 && tick <= 4_095_999, `${nonsense}: ${tick}`);
  }
});

test("ticks start again in another second, also in an earlier one", () => {
  const ticks = new Ticks();
  ticks.next(10_001, 7);
  const hourBefore = 10_001 - 3600;
  assert.deepEqual([1, 1].map((at) => ticks.next(hourBefore, at)), [4096, 4097]);
});
