// Request and response headers.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { HandlerEvent } from "../../src/entry/file.js";
import { handlerFor, issue } from "./fixture.js";

test("a header field that is too long is rejected before it is processed", async () => {
  const handler = await handlerFor();
  for (const name of ["authorization", "content-type", "idempotency-key", "x-anything"]) {
    const answer = await issue(handler, { [name]: `a${" ".repeat(16_384)}b` });
    assert.equal(answer.status, 431, name);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
  const longest = await issue(handler, { authorization: `Bearer a${" ".repeat(15_800)}b` });
  assert.equal(longest.status, 401);
});

test("only a request ID that is safe in a log is taken from the caller", async () => {
  const events: HandlerEvent[] = [];
  const handler = await handlerFor({}, { report: (event) => events.push(event) });
  const own = "Abc-123_4.5:6/7+8=9@~";
  assert.equal((await issue(handler, { "x-request-id": own })).headers.get("x-request-id"), own);
  const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/u;
  for (const id of ["a b", 'a"b', "a\tb", "é", "a".repeat(129), "{}", "a,b", "%0a", "<b>"]) {
    const answer = await issue(handler, { "x-request-id": id });
    assert.match(answer.headers.get("x-request-id") ?? "", uuid, id);
  }
  const ids = events.map((event) => ("id" in event ? event.id : ""));
  assert.ok(ids.every((id) => id === own || uuid.test(id)), JSON.stringify(ids));
});

test("HEAD is answered like GET, without the content", async () => {
  const handler = await handlerFor();
  for (const path of ["/healthz", "/readyz", "/openapi.json", "/nothing", "/v1/codes"]) {
    const url = `https://codes.example.com${path}`;
    const get = await handler(new Request(url));
    const head = await handler(new Request(url, { method: "HEAD" }));
    const length = (await get.arrayBuffer()).byteLength;
    assert.equal(head.status, get.status, path);
    assert.equal(head.headers.get("content-type"), get.headers.get("content-type"), path);
    assert.equal(head.headers.get("content-length"), String(length), path);
    assert.equal(await head.text(), "", path);
  }
  const refused = await handler(new Request("https://codes.example.com/v1/redeem", { method: "HEAD" }));
  assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "POST"]);
  const other = await handler(new Request("https://codes.example.com/v1/codes", { method: "PUT" }));
  const allow = (other.headers.get("allow") ?? "").split(", ").sort();
  assert.deepEqual([other.status, allow], [405, ["GET", "HEAD", "POST"]]);
});

test("every response has `x-content-type-options: nosniff`", async () => {
  const handler = await handlerFor();
  for (const answer of [
    await issue(handler),
    await issue(handler, { authorization: "Bearer wrong" }),
    await handler(new Request("https://codes.example.com/healthz")),
    await handler(new Request("https://codes.example.com/nothing")),
  ]) {
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", String(answer.status));
  }
});
