import assert from "node:assert/strict";
import { test } from "node:test";

import { CodemintError, mint, plan, qrSvg, routes, settle } from "../../src/entry/file.js";
import { run } from "../../src/module/instance.js";

const FORMAT = { alphabet: "decimal", length: 9 } as const;

function thrown(call: () => unknown): CodemintError {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof CodemintError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** Counts new instances of the module. */
function counting(): () => number {
  const { Instance } = WebAssembly;
  let count = 0;
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) => {
      count += 1;
      return new target(module, imports);
    },
  });
  return () => count;
}

test("a trap of the module is reported, and the next call gets a new instance", () => {
  const before = qrSvg("before");
  const instances = counting();
  let traps = 0;
  for (const trap of [
    new WebAssembly.RuntimeError("unreachable"),
    new RangeError("Maximum call stack size exceeded"),
    new TypeError("no such function"),
  ]) {
    const error = thrown(() =>
      run(() => {
        throw trap;
      }),
    );
    assert.equal(error.code, "trap");
    assert.equal(error.cause, trap);
    traps += 1;
    assert.equal(qrSvg("before"), before);
    assert.equal(mint(FORMAT).length, 9);
    assert.equal(instances(), traps, "each trap discards its instance");
  }
  // An error of the module is not a trap.
  thrown(() => qrSvg("x".repeat(5000)));
  assert.equal(qrSvg("before"), before);
  assert.equal(instances(), traps);
});

test("an error of the module has its code and the path of the member", () => {
  const wrong = { ...FORMAT, alphabet: "roman" } as unknown as typeof FORMAT;
  const error = thrown(() => mint(wrong));
  assert.deepEqual([error.code, error.path], ["argument", "alphabet"]);
  assert.equal(thrown(() => mint({ ...FORMAT, length: 0 })).code, "argument");
  assert.equal(thrown(() => qrSvg("x".repeat(5000))).code, "too-long");
  const call = { route: 99, tenant: "a", actor: "b", seesCodes: false, path: [], query: "" };
  assert.equal(thrown(() => plan(call, new Uint8Array())).code, "no-such-route");
});

test("inconsistent findings are rejected in both encodings", () => {
  const route = routes().findIndex(({ name }) => name === "issue");
  const text = '{"tenant":"acme","subjects":[{"id":"alice@example.com"}]}';
  const body = new TextEncoder().encode(text);
  const call = { route, tenant: "acme", actor: "b", seesCodes: true, path: [], query: "" };
  const planned = plan(call, body);
  assert.equal(planned.kind, "needs");
  const now = 1_800_000_000;
  const seed = new Uint8Array(32).fill(7);
  const row = { standing: "active", purposeAllowed: true, hasMail: false } as const;
  const policy = { format: FORMAT, maxTries: 5, minValidity: 1, maxValidity: 9, usualValidity: 9 };
  const good = { now, seed, policy, rows: [row] };
  assert.equal(settle(call, body, good).reply.status, 200);
  assert.equal(thrown(() => settle(call, body, { ...good, rows: [] })).code, "findings");
  assert.equal(thrown(() => settle(call, body, { ...good, rows: [row, row] })).code, "findings");
  for (const bad of [
    { ...good, now: 1.5 },
    { ...good, now: Number.NaN },
    { ...good, now: -1 },
    { ...good, tick: 4_096_000 },
    { ...good, tick: 1.5 },
    { ...good, tick: -1 },
    { ...good, seed: new Uint8Array(32) },
    { ...good, seed: new Uint8Array(31) },
    { ...good, rows: [{ ...row, standing: "lost" as "active" }] },
    { ...good, policy: { ...policy, maxTries: 0 } },
  ]) {
    assert.equal(thrown(() => settle(call, body, bad)).code, "argument", JSON.stringify(bad));
  }
});
