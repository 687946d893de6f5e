/** Writes wait for their turn, until their deadline. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Deadline } from "../../src/deadline.js";
import { busy } from "../../src/store/sql/faults.js";
import { Turns } from "../../src/store/sql/turns.js";
import { signal, turns as settled } from "../handler/fixture.js";

test("a write whose turn does not come in time is busy, and is never started", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const turns = new Turns();
    const ends = signal();
    const first = turns.take(() => ends.come, new Deadline(5000, busy));
    let started = 0;
    const others = [1, 2, 3].map(() =>
      turns.take(async () => void (started += 1), new Deadline(5000, busy)),
    );
    for (const other of others) other.catch(() => undefined);
    await settled();
    mock.timers.tick(5000);
    for (const other of others) await assert.rejects(other, { code: "store-busy" });
    // A started write is awaited: only its own result says whether it was committed.
    ends.give();
    await first;
    await turns.take(async () => undefined);
    assert.equal(started, 0);
  } finally {
    mock.timers.reset();
  }
});
