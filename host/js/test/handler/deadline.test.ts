// Deadlines apply until a write starts, and never replace its result.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { type HandlerEvent, MemoryStore, type Write } from "../../src/entry/file.js";
import { handlerFor, ISSUE, issue, never, signal, turns } from "./fixture.js";

/** Runs with mocked timers. */
async function withTimers(work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    await work();
  } finally {
    mock.timers.reset();
  }
}

test("a body that does not arrive in time is answered with 408", () =>
  withTimers(async () => {
    const asked = signal();
    const handler = await handlerFor();
    const body = new ReadableStream({ pull: never(asked.give) }, { highWaterMark: 0 });
    const headers = { authorization: "Bearer secret-of-the-desk", "content-type": "application/json" };
    const slow = new Request(ISSUE, { method: "POST", headers, body, duplex: "half" } as RequestInit);
    let answered = false;
    const late = handler(slow).finally(() => (answered = true));
    await asked.come;
    mock.timers.tick(19_999);
    await turns();
    assert.ok(!answered, "it was answered too early");
    mock.timers.tick(1);
    assert.equal((await late).status, 408);
  }));

test("a look-up that is too slow is answered with 503, and nothing is written afterwards", () =>
  withTimers(async () => {
    const [asked, answers] = [signal(), signal()];
    const store = new MemoryStore();
    const { liveCodes } = store;
    store.liveCodes = async (...of) => {
      asked.give();
      await answers.come;
      return liveCodes.apply(store, of);
    };
    const writes: Write[] = [];
    const { apply } = store;
    store.apply = async (write) => {
      writes.push(write);
      return apply.call(store, write);
    };
    const waiting = issue(await handlerFor({ store }));
    await asked.come;
    mock.timers.tick(30_000);
    const answer = await waiting;
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "1"]);
    answers.give();
    await turns();
    assert.deepEqual(writes, []);
  }));

test("a write that takes longer than the deadline is answered by its own result", () =>
  withTimers(async () => {
    const [begun, ends] = [signal(), signal()];
    const store = new MemoryStore();
    const { apply } = store;
    store.apply = async (write) => {
      begun.give();
      await ends.come;
      return apply.call(store, write);
    };
    const events: HandlerEvent[] = [];
    let answered = false;
    const handler = await handlerFor({ store }, { report: (event) => events.push(event) });
    const waiting = issue(handler).finally(() => (answered = true));
    await begun.come;
    mock.timers.tick(30_500);
    await turns();
    assert.ok(!answered, "it was answered before the store reported the result of the write");
    ends.give();
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /"code":"[0-9]{9}"/u);
    assert.deepEqual(events.map(({ kind }) => kind), ["answered"]);
  }));

test("the readiness check takes at most a second", () =>
  withTimers(async () => {
    const asked = signal();
    const store = new MemoryStore();
    store.ready = never(asked.give);
    const handler = await handlerFor({ store });
    const ready = handler(new Request("https://codes.example.com/readyz"));
    await asked.come;
    mock.timers.tick(1000);
    assert.equal((await ready).status, 503);
    const alive = await handler(new Request("https://codes.example.com/healthz"));
    assert.equal(alive.status, 200);
  }));
