// Concurrent HTTP requests: a code is redeemed once, and wrong codes are counted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Handler, MemoryStore } from "../../src/entry/file.js";
import { handlerFor, issue, policy } from "./fixture.js";

const REDEEM = "https://codes.example.com/v1/redeem";

async function redeem(handler: Handler, code: string): Promise<number> {
  const body = JSON.stringify({ tenant: "acme", subject: "alice@example.com", code });
  const headers = { "content-type": "application/json" };
  return (await handler(new Request(REDEEM, { method: "POST", headers, body }))).status;
}

async function issued(handler: Handler): Promise<string> {
  const code = /"code":"([0-9]{9})"/u.exec(await (await issue(handler)).text())?.[1];
  return code ?? assert.fail("no code");
}

const count = (statuses: readonly number[], wanted: number): number =>
  statuses.filter((status) => status === wanted).length;

test("one of 64 concurrent redemptions of a code succeeds", async () => {
  const handler = await handlerFor();
  const code = await issued(handler);
  const statuses = await Promise.all(Array.from({ length: 64 }, () => redeem(handler, code)));
  assert.deepEqual([count(statuses, 200), count(statuses, 403)], [1, 63], String(statuses));
});

test("the control: with a store that reads and then writes, several succeed", async () => {
  const store = new MemoryStore();
  const { apply } = store;
  // Every use is applied to the current version.
  store.apply = async (write) => {
    const changed = await Promise.all(
      write.changed.map(async (change) => {
        const stored = await store.record("acme", change.id);
        return { ...change, version: stored?.known.version ?? change.version };
      }),
    );
    const applied = await apply.call(store, { ...write, changed });
    return applied === "conflict" ? "done" : applied;
  };
  const handler = await handlerFor({ store });
  const code = await issued(handler);
  const statuses = await Promise.all(Array.from({ length: 64 }, () => redeem(handler, code)));
  assert.ok(count(statuses, 200) > 1, String(statuses));
});

test("of many concurrent wrong codes no more are compared than the policy allows", async () => {
  const store = new MemoryStore();
  const handler = await handlerFor({ store });
  const code = await issued(handler);
  const wrong = code === "000000000" ? "000000001" : "000000000";
  const statuses = await Promise.all(Array.from({ length: 64 }, () => redeem(handler, wrong)));
  assert.equal(count(statuses, 403), 64, String(statuses));
  const trail = await store.auditTrail("acme", { after: 0, limit: 99 });
  const attempts = trail.filter(({ row }) => row.event === "code-wrong");
  assert.equal(attempts.length, policy.maxTries);
  assert.equal(await redeem(handler, code), 403, "it is locked");
});
