import assert from "node:assert/strict";
import { test } from "node:test";

import { routes, validate } from "../../src/entry/file.js";

const utf8 = new TextDecoder();

test("a valid request is understood, and its subjects are returned", () => {
  const found = validate({
    dialect: "native",
    name: "issue",
    body: { tenant: "acme", subjects: [{ id: "Alice@EXAMPLE.com" }, { id: "bob" }] },
  });
  assert.deepEqual(found, {
    kind: "understood",
    purpose: "enrolment",
    subjects: ["alice@example.com", "bob"],
    ignored: [],
  });
  const body = [{ email: "a@example.com", colour: "red" }];
  const passed = validate({ dialect: "rsa", name: "enroll", body });
  assert.ok(passed.kind === "understood");
  assert.deepEqual([passed.subjects, passed.ignored], [["a@example.com"], ["colour"]]);
});

test("an invalid request is refused with the vendor's reply", () => {
  for (const body of ["[", "{}", "", new Uint8Array([0xff])]) {
    const found = validate({ dialect: "rsa", name: "enroll", body });
    assert.ok(found.kind === "refused", JSON.stringify(found));
    assert.equal(found.reply.status, 400);
    assert.match(utf8.decode(found.reply.body), /"code":"400 BAD_REQUEST"/u);
  }
});

test("path parameters are encoded, a query is passed as it is", () => {
  const create = { dialect: "digitanium", name: "ssms-create", body: {} } as const;
  const places = (routes().find(({ name }) => name === create.name)?.template.match(/\{/gu) ?? [])
    .length;
  const path = Array.from({ length: places }, () => "a/b c");
  const found = validate({ ...create, path });
  assert.ok(found.kind === "understood", JSON.stringify(found));
  assert.deepEqual(found.subjects, ["a/b c"]);
  assert.equal(validate({ ...create, path, query: "responseQrType=other" }).kind, "refused");
});

test("a request without look-ups is answered, and an unknown route is an error", () => {
  const issue = { dialect: "native", name: "issue" } as const;
  const found = validate({ dialect: "native", name: "openapi" });
  assert.ok(found.kind === "answered" && found.reply.status === 200);
  const unknown = { dialect: "native", name: "nothing" } as unknown as typeof issue;
  assert.throws(() => validate(unknown), { code: "no-such-route" });
});
