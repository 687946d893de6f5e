/** Writes wait for their turn, and not longer than they may. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Deadline } from "../../src/deadline.js";
import { busy } from "../../src/store/sql/faults.js";
import { Turns } from "../../src/store/sql/turns.js";
import { signal, turns as settled } from "../handler/house.js";

test("a write whose turn does not come in time is busy, and is never begun", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const turns = new Turns();
    const ends = signal();
    const first = turns.take(() => ends.come, new Deadline(5000, busy));
    let begun = 0;
    const others = [1, 2, 3].map(() =>
      turns.take(async () => void (begun += 1), new Deadline(5000, busy)),
    );
    for (const other of others) other.catch(() => undefined);
    await settled();
    mock.timers.tick(5000);
    for (const other of others) await assert.rejects(other, { code: "store-busy" });
    // What has begun is waited for: only its own result says what became of it.
    ends.give();
    await first;
    await turns.take(async () => undefined);
    assert.equal(begun, 0);
  } finally {
    mock.timers.reset();
  }
});
