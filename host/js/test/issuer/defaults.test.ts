// The defaults of policies that the checks assume are those of the module: it decides alike whether
// a member has its default or is absent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";

import { type LiveCode, type Policy, routes, settle } from "../../src/entry/file.js";
import { DEFAULT_CHECK, DEFAULTS } from "../../src/issuer/check/defaults.js";

const NOW = 1_800_000_000;
const FORMAT = { alphabet: "decimal", length: 9 } as const;
const POLICY: Policy = { format: FORMAT, maxTries: 5, minValidity: 600, maxValidity: 86_400 };

type Member = keyof typeof DEFAULTS;

/** Another value for each member, as a planted fault. */
const PLANTED: { readonly [M in Member]: Policy[M] } = {
  issuingAllowed: !DEFAULTS.issuingAllowed,
  mailConfigured: !DEFAULTS.mailConfigured,
  mailDomains: ["other.example"],
  maxLive: DEFAULTS.maxLive + 1,
  maxUses: DEFAULTS.maxUses + 1,
  revealable: !DEFAULTS.revealable,
};

const BODIES = [{}, { deliver: "mail" }, { deliver: { mail_to: "alice@example.com" } }].map((how) =>
  new TextEncoder().encode(JSON.stringify({ tenant: "acme", subjects: [{ id: "alice", ...how }] })),
);

function live(count: number): LiveCode[] {
  return Array.from({ length: count }, (_, n) => ({
    subject: 0,
    id: `018cc251-f400-7000-8000-00000000000${n}`,
    version: 1,
    state: "pending",
    notBefore: NOW - 1,
    notAfter: NOW + 100,
    format: 9,
  }));
}

/** The module's decisions under a policy, for several requests and numbers of live codes. */
function decisions(policy: Policy): unknown {
  const route = routes().findIndex(({ dialect, name }) => dialect === "native" && name === "issue");
  const call = { route, tenant: "acme", actor: "b", seesCodes: true, path: [], query: "" };
  const row = { standing: "active", purposeAllowed: true, hasMail: true } as const;
  const given = { now: NOW, seed: new Uint8Array(32).fill(7), policy, rows: [row] };
  return BODIES.map((body) =>
    [0, 1, 2, 3].map((count) => settle(call, body, { ...given, live: live(count) })),
  );
}

/** Whether the module decides alike with this value and without the member. */
function isDefault<M extends Member>(member: M, value: Policy[M]): boolean {
  const base = member === "mailConfigured" ? POLICY : { ...POLICY, mailConfigured: true };
  return isDeepStrictEqual(decisions({ ...base, [member]: value }), decisions(base));
}

const members = Object.keys(DEFAULTS) as Member[];

for (const member of members) {
  test(`the default of ${member} is the module's`, () => {
    assert.ok(isDefault(member, DEFAULTS[member]));
    assert.ok(!isDefault(member, PLANTED[member]), "another value is not detected");
  });
}

test("the default of check symbols is the module's", () => {
  const withCheck = (check: "none" | "damm") => decisions({ ...POLICY, format: { ...FORMAT, check } });
  assert.equal(DEFAULT_CHECK, "none");
  assert.deepEqual(withCheck("none"), decisions(POLICY));
  assert.notDeepEqual(withCheck("damm"), decisions(POLICY));
});
