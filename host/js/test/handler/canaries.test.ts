// Codes, keys, passwords and tokens appear in no event, no error, and only in their own answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import {
  CodemintError,
  createHandler,
  type HandlerEvent,
  Issuer,
  MemoryStore,
} from "../../src/entry/file.js";
import { issue, options, site } from "./fixture.js";

const KEY = "0123456789abcdef".repeat(4);

/** The events as a log might write them, including causes. */
const written = (events: readonly unknown[]): string =>
  `${inspect(events, { depth: 20, showHidden: true })} ${JSON.stringify(events)}`;

test("no failure reports a secret", async () => {
  const events: HandlerEvent[] = [];
  const report = (event: HandlerEvent) => void events.push(event);
  const store = new MemoryStore();
  const { apply } = store;
  let fault: Error | undefined;
  store.apply = async (write) => {
    if (fault !== undefined) throw fault;
    return apply.call(store, write);
  };
  const handler = createHandler(new Issuer(options({ store })), await site(), { report });
  const code = /"code":"([0-9]{9})"/u.exec(await (await issue(handler)).text())?.[1];
  assert.ok(code !== undefined);
  const answers: string[] = [];
  const send = async (path: string, headers: Record<string, string>, body: string) => {
    const all = { "content-type": "application/json", ...headers };
    const request = new Request(`https://codes.example.com${path}`, { method: "POST", headers: all, body });
    const answer = await handler(request);
    answers.push(`${JSON.stringify([...answer.headers])} ${await answer.text()}`);
  };
  const redeem = `{"tenant":"acme","subject":"alice@example.com","code":"${code}"}`;
  const bearer = { authorization: "Bearer secret-of-the-desk" };
  for (const thrown of [
    new CodemintError("store-full", "the store is full"),
    new CodemintError("store-busy", "the store is busy"),
    new CodemintError("store-unknown", "lost"),
    new Error("lost"),
    undefined,
  ]) {
    fault = thrown;
    await send("/v1/redeem", {}, redeem);
    await send("/v1/codes", { ...bearer, "idempotency-key": "name-of-the-request" }, '{"tenant":"acme"}');
  }
  const key = { key: "secret-of-no-one-at-all" };
  await send("/api/v1.0/generateActivationCode?Key=secret-in-the-query", key, "{}");
  await send("/api/v1.0/generateActivationCode", { authorization: `Basic ${btoa("ann:correct horse")}` }, "{");
  await send("/v1/redeem", {}, redeem.replace('"code"', '"kode"'));
  await send("/v1/redeem", {}, `${redeem}x`);
  assert.ok(events.length > 8, String(events.length));
  const output = `${written(events)} ${answers.join("\n")}`;
  const secrets = [code, KEY, "secret-of-the-desk", "secret-of-no-one", "secret-in-the-query"];
  for (const secret of [...secrets, "correct horse", btoa("ann:correct horse"), "name-of-the-request"]) {
    assert.ok(!output.includes(secret), secret);
  }
  // The control: the search finds a planted secret.
  const planted = written([{ kind: "failed", error: new Error("x", { cause: { hidden: code } }) }]);
  assert.ok(planted.includes(code));
});
