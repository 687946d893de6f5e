// Cases beyond those that the gateway's tests run against the handler: password hashes of this
// package, errors of the configuration, and failures of its dependencies.

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
import { ISSUE, issue, options, policy, site, WANTED } from "./fixture.js";

test("only the exact password is accepted", async () => {
  const handler = createHandler(new Issuer(options()), await site());
  const route = new Issuer(options()).routes.find(({ authentication }) =>
    authentication.some(({ scheme }) => scheme === "basic"),
  );
  assert.ok(route !== undefined);
  const basic = (pair: string) => `Basic ${btoa(pair)}`;
  for (const [authorization, accepted] of [
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
    assert.equal(response.status !== 401, accepted, authorization);
    const challenges = response.headers.get("www-authenticate") ?? "";
    assert.equal(challenges.includes('Basic realm="codemint"'), !accepted, authorization);
  }
});

test("an invalid hash matches no password", async () => {
  const hash = await hashPassword("correct horse", 10_000);
  assert.ok(await pbkdf2("correct horse", hash));
  for (const damaged of ["", "correct horse", hash.slice(0, -1), hash.replace("sha256", "sha1")]) {
    assert.ok(!(await pbkdf2("correct horse", damaged)), damaged);
  }
  await assert.rejects(hashPassword("correct horse", 9_999), { code: "argument" });
});

test("an invalid configuration is rejected at construction", async () => {
  const good = await site();
  const tenants = { ...good.tenants, absent: { baseUrl: "https://codes.example.com" } };
  const made = (wrong: Site) => () => createHandler(new Issuer(options()), wrong);
  assert.throws(made({ ...good, tenants }), { code: "configuration", path: "tenants.absent" });
  for (const baseUrl of ["codes.example.com", "https://codes.example.com/", "https://a.example/?b"]) {
    const wrong = { ...good, tenants: { acme: { baseUrl } } };
    assert.throws(made(wrong), { code: "configuration", path: "tenants.acme.baseUrl" }, baseUrl);
  }
  const mailed = { enrolment: { policy: { ...policy, mailConfigured: true } } };
  const without = () => new Issuer(options({ tenants: { acme: { purposes: mailed } } }));
  assert.throws(without, { code: "configuration" });
});

test("a failure is reported in the dialect, and its reason to the host; nothing is stored", async () => {
  const broken = new MemoryStore();
  broken.apply = async () => {
    throw new CodemintError("store-full", "the store is full");
  };
  const stuck = { fill: async () => undefined };
  const unreachable = {
    lookUp: async () => {
      throw new Error("no connection");
    },
  };
  for (const [more, code] of [
    [{ store: broken }, "store-full"],
    [{ entropy: stuck }, "entropy"],
    [{ directory: unreachable }, "directory"],
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

test("a rate-limited request gets a retry time, and admission is asked once per request", async () => {
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

test("a repetition gets the same answer, and another request with its key is rejected", async () => {
  const handler = createHandler(new Issuer(options()), await site());
  const headers = { "idempotency-key": "order-7" };
  const [first, again] = [await issue(handler, headers), await issue(handler, headers)];
  assert.deepEqual([first.status, again.status], [200, 200]);
  assert.equal(await again.text(), await first.text());
  assert.notEqual(await (await issue(handler)).text(), "");
  const other = await handler(
    new Request(ISSUE, {
      method: "POST",
      headers: {
        authorization: "Bearer secret-of-the-desk",
        "content-type": "application/json",
        ...headers,
      },
      body: WANTED.replace("alice", "bob"),
    }),
  );
  assert.equal(other.status, 422);
  assert.equal((await issue(handler, { "idempotency-key": "a\u00e9" })).status, 422);
});
