// What the gateway's own cases do not put to the handler: passwords as this package keeps them, what
// is thrown where it is put together wrongly, and failures of what it stands on.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Admission,
  CodemintError,
  createHandler,
  type HandlerEvent,
  hashPassword,
  Issuer,
  MemoryStore,
  pbkdf2,
  type Site,
} from "../../src/entry/file.js";
import { ISSUE, issue, options, policy, site, WANTED } from "./house.js";

test("a password opens, and nothing like it", async () => {
  const handler = createHandler(new Issuer(options()), await site());
  const route = new Issuer(options()).routes.find(({ authentication }) =>
    authentication.some(({ scheme }) => scheme === "basic"),
  );
  assert.ok(route !== undefined);
  const basic = (pair: string) => `Basic ${btoa(pair)}`;
  for (const [authorization, letIn] of [
    [basic("ann:correct horse"), true],
    [basic("ann:correct horse "), false],
    [basic("ann:"), false],
    [basic("bob:correct horse"), false],
    [basic("ann"), false],
    ["Basic ", false],
    ["Basic !!!", false],
    [`${basic("ann:correct horse")}, ${basic("ann:correct horse")}`, false],
    [basic("ann:correct\u0000horse"), false],
  ] as const) {
    const url = new URL(route.template, ISSUE);
    const headers = { authorization, "content-type": "application/json" };
    const response = await handler(new Request(url, { method: route.method, headers, body: "{}" }));
    assert.equal(response.status !== 401, letIn, authorization);
    const challenges = response.headers.get("www-authenticate") ?? "";
    assert.equal(challenges.includes('Basic realm="codemint"'), !letIn, authorization);
  }
});

test("hashes that are none open nothing", async () => {
  const hash = await hashPassword("correct horse", 10_000);
  assert.ok(await pbkdf2("correct horse", hash));
  for (const spoilt of ["", "correct horse", hash.slice(0, -1), hash.replace("sha256", "sha1")]) {
    assert.ok(!(await pbkdf2("correct horse", spoilt)), spoilt);
  }
  await assert.rejects(hashPassword("correct horse", 9_999), { code: "argument" });
});

test("what is put together wrongly is told at once", async () => {
  const good = await site();
  const tenants = { ...good.tenants, nobody: { baseUrl: "https://codes.example.com" } };
  const made = (wrong: Site) => () => createHandler(new Issuer(options()), wrong);
  assert.throws(made({ ...good, tenants }), { code: "configuration", path: "tenants.nobody" });
  for (const baseUrl of ["codes.example.com", "https://codes.example.com/", "https://a.example/?b"]) {
    const wrong = { ...good, tenants: { acme: { baseUrl } } };
    assert.throws(made(wrong), { code: "configuration", path: "tenants.acme.baseUrl" }, baseUrl);
  }
  const mailed = { enrolment: { policy: { ...policy, mailConfigured: true } } };
  const without = () => new Issuer(options({ tenants: { acme: { purposes: mailed } } }));
  assert.throws(without, { code: "configuration" });
});

test("a failure is told in the dialect's words, and to the host why; nothing is stored", async () => {
  const broken = new MemoryStore();
  broken.apply = async () => {
    throw new CodemintError("store-full", "the store is full");
  };
  const stuck = { fill: async () => undefined };
  const lost = {
    lookUp: async () => {
      throw new Error("no connection");
    },
  };
  for (const [more, code] of [
    [{ store: broken }, "store-full"],
    [{ entropy: stuck }, "entropy"],
    [{ directory: lost }, "directory"],
    [{ directory: { lookUp: async () => [] } }, "directory"],
    [{ clock: { now: async () => Number.NaN } }, "clock"],
  ] as const) {
    const events: HandlerEvent[] = [];
    const issuer = new Issuer(options(more));
    const handler = createHandler(issuer, await site(), { report: (event) => events.push(event) });
    const response = await issue(handler);
    assert.equal(response.status, 500, code);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const [event] = events;
    assert.ok(event?.kind === "failed" && event.error.code === code, JSON.stringify(event));
    const trail = await issuer.store.auditTrail("acme", { after: 0, limit: 9 });
    assert.deepEqual(trail, [], code);
  }
});

test("who asks too often hears when to come again, and is asked about once", async () => {
  let [asked, wait]: [number, number | undefined] = [0, undefined];
  const admission: Admission = {
    admit: async ({ tenant, codes, route }) => {
      assert.deepEqual([tenant, codes, route.limit], ["acme", 1, "issue"]);
      asked += 1;
      return wait;
    },
  };
  const handler = createHandler(new Issuer(options({ admission })), await site());
  assert.equal((await issue(handler)).status, 200);
  wait = 1500;
  const refused = await issue(handler);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "2"]);
  assert.equal(asked, 2);
});

test("a repetition is answered as before, another request of that name is refused", async () => {
  const handler = createHandler(new Issuer(options()), await site());
  const named = { "idempotency-key": "order-7" };
  const [first, again] = [await issue(handler, named), await issue(handler, named)];
  assert.deepEqual([first.status, again.status], [200, 200]);
  assert.equal(await again.text(), await first.text());
  assert.notEqual(await (await issue(handler)).text(), "");
  const other = await handler(
    new Request(ISSUE, {
      method: "POST",
      headers: {
        authorization: "Bearer secret-of-the-desk",
        "content-type": "application/json",
        ...named,
      },
      body: WANTED.replace("alice", "bob"),
    }),
  );
  assert.equal(other.status, 422);
  assert.equal((await issue(handler, { "idempotency-key": "a\u00e9" })).status, 422);
});
