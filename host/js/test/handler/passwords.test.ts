// Password checks are expensive by design: few run concurrently, and others are rejected, not
// queued.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createHandler, Issuer } from "../../src/entry/file.js";
import { Count, issue, options, signal, site } from "./fixture.js";

test("a flood of passwords is rejected immediately, and delays no other caller", async () => {
  const good = await site();
  const checking = new Count();
  const refused = new Count();
  const ends = signal();
  const handler = createHandler(new Issuer(options()), {
    ...good,
    checkPassword: async () => {
      checking.add();
      await ends.come;
      return false;
    },
  });
  const { routes } = new Issuer(options());
  const route = routes.find((one) => one.authentication.some(({ scheme }) => scheme === "basic"));
  assert.ok(route !== undefined);
  const headers = { authorization: `Basic ${btoa("ann:wrong")}`, "content-type": "application/json" };
  const url = new URL(route.template, "https://codes.example.com");
  const statuses: number[] = [];
  const flood = Array.from({ length: 60 }, async () => {
    const answer = await handler(new Request(url, { method: route.method, headers, body: "{}" }));
    statuses.push(answer.status);
    if (answer.status !== 503) return;
    assert.equal(answer.headers.get("retry-after"), "1");
    refused.add();
  });
  await refused.until(58);
  assert.equal(checking.reached, 2, "concurrent checks");
  assert.deepEqual(statuses, Array(58).fill(503));
  assert.equal((await issue(handler)).status, 200, "another caller is answered meanwhile");
  ends.give();
  await Promise.all(flood);
  assert.deepEqual(statuses.slice(58), [401, 401]);
  // A check that has ended makes room.
  const after = await handler(new Request(url, { method: route.method, headers, body: "{}" }));
  assert.equal(after.status, 401);
});

test("an unknown account costs as much as the costliest, and empty credentials are not checked", async () => {
  const good = await site();
  const checked: string[] = [];
  const hash = (rounds: number) => `$pbkdf2-sha256$i=${rounds}$AAAA$${"A".repeat(43)}`;
  const accounts = [
    { name: "quick", password: hash(10_000) },
    { name: "slow", password: hash(600_000) },
    { name: "medium", password: hash(100_000) },
  ];
  const acme = { ...good.tenants["acme"], baseUrl: "https://codes.example.com", accounts };
  const handler = createHandler(new Issuer(options()), {
    tenants: { acme },
    checkPassword: async (_, given) => {
      checked.push(given);
      return false;
    },
  });
  const { routes } = new Issuer(options());
  const route = routes.find((one) => one.authentication.some(({ scheme }) => scheme === "basic"));
  assert.ok(route !== undefined);
  const url = new URL(route.template, "https://codes.example.com");
  const ask = async (pair: string) => {
    const headers = { authorization: `Basic ${btoa(pair)}`, "content-type": "application/json" };
    return (await handler(new Request(url, { method: route.method, headers, body: "{}" }))).status;
  };
  assert.equal(await ask("unknown:x"), 401);
  assert.deepEqual(checked, [hash(600_000)]);
  for (const pair of ["slow:", ":x", "slow", ""]) assert.equal(await ask(pair), 401, pair);
  assert.equal(checked.length, 1, "empty names and passwords are not checked");
});
