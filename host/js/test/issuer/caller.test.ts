// Authorization: the issuer compares the caller with what the route requires, and no value means
// "every caller".

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Caller, Issuer, type IssueRequest, type Role } from "../../src/entry/file.js";
import { seesCodes } from "../../src/issuer/caller.js";
import { options, policy } from "../handler/fixture.js";

const PUBLIC: Caller = { kind: "public" };
const operator = (tenants: readonly string[], ...roles: Role[]): Caller => ({
  kind: "operator",
  name: "desk",
  tenants,
  roles,
});
const tenant = (id: string): Caller => ({ kind: "tenant", tenant: id, name: "key 1" });

/** Two tenants. */
function issuer(): Issuer {
  const rules = { purposes: { enrolment: { policy }, elevation: { policy } } };
  return new Issuer(options({ tenants: { acme: rules, other: rules } }));
}

/** Sends a request to the route with this name. Returns the status. */
async function ask(
  caller: Caller,
  name: string,
  body: string,
  more: Partial<IssueRequest> = {},
): Promise<number> {
  const served = issuer();
  const route = served.routes.findIndex(
    (one) => one.name === name && one.dialect === "native",
  );
  assert.ok(route >= 0, name);
  const request = { route, caller, path: [], query: "", body: new TextEncoder().encode(body), ...more };
  return (await served.answer(request)).reply.status;
}

const issue = (id: string) => `{"tenant":"${id}","subjects":[{"id":"alice@example.com"}]}`;
const redeem = (id: string) =>
  `{"tenant":"${id}","subject":"alice@example.com","code":"000000000"}`;

test("an operator acts only for its tenants and in its roles", async () => {
  for (const [caller, id, status] of [
    [operator(["acme"], "issue"), "acme", 200],
    [operator(["acme", "other"], "issue", "read"), "other", 200],
    [operator(["acme"], "issue"), "other", 403],
    [operator(["acme"], "issue"), "nowhere", 403],
    [operator(["nowhere"], "issue"), "nowhere", 404],
    [operator([], "issue"), "acme", 403],
    [operator(["acme"]), "acme", 403],
    [operator(["acme"], "read", "void", "audit"), "acme", 403],
    [tenant("acme"), "acme", 403],
    [PUBLIC, "acme", 401],
  ] as const) {
    assert.equal(await ask(caller, "issue", issue(id)), status, JSON.stringify([caller, id]));
  }
  // The tenant can be left out only by an operator of exactly one.
  assert.equal(await ask(operator(["acme"], "read"), "list", ""), 200);
  assert.equal(await ask(operator(["acme", "other"], "read"), "list", ""), 404);
});

test("a route for operators takes no tenant from the address", async () => {
  const more = { tenant: "acme" };
  assert.equal(await ask(operator(["acme"], "issue"), "issue", issue("acme"), more), 403);
});

test("a public caller can redeem, and cannot distinguish unknown tenants", async () => {
  assert.equal(await ask(PUBLIC, "redeem", redeem("acme")), 403);
  assert.equal(await ask(PUBLIC, "redeem", redeem("nowhere")), 403);
  const elsewhere = await ask(tenant("acme"), "redeem", redeem("other"), { tenant: "" });
  assert.equal(elsewhere, 403);
});

test("a tenant's caller acts for its own tenant only, and a public caller for none", async () => {
  const served = issuer();
  const route = served.routes.findIndex(({ authentication }) =>
    authentication.some(({ scheme }) => scheme === "key"),
  );
  const given = { route, path: [], query: "", body: new TextEncoder().encode("{}") };
  const status = async (caller: Caller, more: Partial<IssueRequest> = {}) =>
    (await served.answer({ ...given, caller, ...more })).reply.status;
  assert.equal(await status(tenant("acme")), 400, "the caller is admitted");
  assert.equal(await status(tenant("acme"), { tenant: "other" }), 403);
  assert.equal(await status(tenant("acme"), { tenant: "" }), 404);
  assert.equal(await status(operator(["acme"], "issue"), { tenant: "acme" }), 403);
  assert.equal(await status(PUBLIC, { tenant: "acme" }), 401);
});

test("a value that is not a caller is rejected", async () => {
  for (const caller of [
    undefined,
    null,
    {},
    "public",
    { kind: "everybody" },
    { kind: "operator", name: "desk" },
    { kind: "operator", name: "desk", tenants: "acme", roles: "issue" },
    { kind: "tenant", name: "key 1" },
    { kind: "tenant", name: "key 1", tenant: "" },
  ]) {
    const status = await ask(caller as Caller, "issue", issue("acme"));
    assert.equal(status, 403, JSON.stringify(caller));
  }
});

test("only operators that may issue and a tenant's own callers see the values of stored codes", () => {
  for (const route of issuer().routes) {
    const schemes = route.authentication.map(({ scheme }) => scheme);
    const isOperators = schemes.includes("operator");
    const isPublic = schemes.includes("public");
    assert.ok(!seesCodes(PUBLIC, route), route.name);
    assert.ok(!seesCodes(operator(["acme"], "read", "void", "audit"), route), route.name);
    assert.equal(seesCodes(tenant("acme"), route), !isOperators && !isPublic, route.name);
    const all = operator(["acme"], "issue", "read", "void", "audit");
    assert.equal(seesCodes(all, route), isOperators, route.name);
  }
});
