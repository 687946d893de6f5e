// A stranger learns nothing: unknown tenants, purposes and subjects get the same answer after the same
// work. What is counted is the work: calls of the store and the directory, and of the cryptography.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Issuer,
  type IssuerOptions,
  KeyRing,
  MemoryDirectory,
  MemoryStore,
} from "../../src/entry/file.js";
import { options, policy } from "../handler/house.js";

/** The same object, whose calls are noted by name. */
function noting<T extends object>(target: T, called: string[]): T {
  return new Proxy(target, {
    get: (of, name) => {
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        called.push(String(name));
        return value.apply(of, given);
      };
    },
  });
}

/** Notes every call of the Web Cryptography API, by name, while something is done. */
async function withCryptography(called: string[], work: () => Promise<void>): Promise<void> {
  const { subtle } = crypto;
  Object.defineProperty(crypto, "subtle", { value: noting(subtle, called), configurable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true });
  }
}

interface House {
  readonly called: string[];
  readonly issuer: Issuer;
  readonly store: MemoryStore;
}

function house(more: Partial<IssuerOptions> = {}): House {
  const called: string[] = [];
  const store = new MemoryStore();
  const directory = new MemoryDirectory([
    { tenant: "acme", subjects: [{ subject: "alice@example.com", purposes: ["enrolment"] }] },
  ]);
  const issuer = new Issuer(
    options({ store: noting(store, called), directory: noting(directory, called), ...more }),
  );
  return { called, issuer, store };
}

/** What is answered to a presented code, and the work that was done for it. */
async function presented(
  { called, issuer }: House,
  name: string,
  tenant: string,
  subject: string,
  code: string,
  purpose?: string,
): Promise<{ answer: string; work: string[] }> {
  const route = issuer.routes.findIndex((one) => one.dialect === "native" && one.name === name);
  const body = new TextEncoder().encode(JSON.stringify({ tenant, subject, code, purpose }));
  called.length = 0;
  let answer = "";
  await withCryptography(called, async () => {
    const { reply } = await issuer.answer({ route, caller: { kind: "public" }, path: [], query: "", body });
    answer = `${reply.status} ${reply.contentType} ${new TextDecoder().decode(reply.body)}`;
  });
  return { answer, work: called.toSorted() };
}

async function issued({ issuer }: House): Promise<string> {
  const route = issuer.routes.findIndex((one) => one.dialect === "native" && one.name === "issue");
  const body = new TextEncoder().encode('{"tenant":"acme","subjects":[{"id":"alice@example.com"}]}');
  const caller = { kind: "operator", name: "desk", tenants: ["acme"], roles: ["issue"] } as const;
  const { reply } = await issuer.answer({ route, caller, path: [], query: "", body });
  const code = /"code":"([0-9]{9})"/u.exec(new TextDecoder().decode(reply.body))?.[1];
  return code ?? assert.fail("no code");
}

const wrongFor = (code: string): string => (code === "000000000" ? "000000001" : "000000000");

for (const keys of [options().keys, KeyRing.fromText(`${"0123456789abcdef".repeat(4)}\n${"fedcba9876543210".repeat(4)}`)]) {
  test(`wrong codes are answered alike after the same work, under ${keys.keys().length} keys`, async () => {
    const at = house({ keys });
    const wrong = wrongFor(await issued(at));
    for (const name of ["check", "redeem"]) {
      const expected = await presented(at, name, "acme", "alice@example.com", wrong);
      assert.match(expected.answer, /^403 /u);
      assert.ok(expected.work.includes("apply") && expected.work.includes("recordsOf"));
      for (const [what, tenant, subject, code, purpose] of [
        ["an unknown purpose", "acme", "alice@example.com", wrong, "activation"],
        ["both unknown", "nowhere", "alice@example.com", wrong, "activation"],
        ["an unknown subject", "acme", "nobody@example.com", wrong],
        ["an unknown tenant", "nowhere", "alice@example.com", wrong],
        ["a tenant of another spelling", "ACME", "alice@example.com", wrong],
      ] as const) {
        const { answer, work } = await presented(at, name, tenant, subject, code, purpose);
        assert.equal(answer, expected.answer, what);
        assert.deepEqual(work, expected.work, what);
      }
      // A text that may stand for several codes is more work, whichever tenant it is for.
      const short = await presented(at, name, "acme", "alice@example.com", "12");
      assert.deepEqual(await presented(at, name, "nowhere", "alice@example.com", "12"), short);
      assert.equal(short.answer, expected.answer);
    }
  });
}

test("check symbols reveal no tenant", async () => {
  const checked = { ...policy, format: { alphabet: "decimal", length: 8, check: "damm" } } as const;
  const at = house({ tenants: { acme: { purposes: { enrolment: { policy: checked } } } } });
  // Keys are derived when they are first needed.
  await presented(at, "check", "acme", "alice@example.com", "000000005");
  const known = await presented(at, "check", "acme", "alice@example.com", "000000005");
  const unknown = await presented(at, "check", "nowhere", "alice@example.com", "000000005");
  assert.deepEqual(unknown, known);
});

test("the control: what is answered without looking is seen as less work", async () => {
  const at = house();
  const expected = await presented(at, "check", "acme", "alice@example.com", "000000000");
  const route = at.issuer.routes.findIndex((one) => one.dialect === "native" && one.name === "check");
  at.called.length = 0;
  await withCryptography(at.called, async () => {
    const body = new TextEncoder().encode("{}");
    await at.issuer.answer({ route, caller: { kind: "public" }, path: [], query: "", body });
  });
  assert.notDeepEqual(at.called.toSorted(), expected.work);
});

test("a code is redeemed under its own tenant, and no tenant is without a name", async () => {
  const at = house();
  const code = await issued(at);
  const elsewhere = await presented(at, "redeem", "nowhere", "alice@example.com", code);
  assert.match(elsewhere.answer, /^403 /u);
  const right = await presented(at, "redeem", "acme", "alice@example.com", code);
  assert.match(right.answer, /^200 /u);
  const nameless = () => house({ tenants: { "": { purposes: {} } } });
  assert.throws(nameless, { code: "configuration" });
});

test("failures of public callers are counted when they flood", async () => {
  const at = house({ clock: { now: async () => 1_800_000_000 } });
  const wrong = wrongFor(await issued(at));
  const entries = async (): Promise<number> =>
    (await at.store.auditTrail("acme", { after: 0, limit: 999 })).length;
  const before = await entries();
  for (let n = 0; n < 50; n += 1) {
    await presented(at, "redeem", "acme", "nobody@example.com", wrong);
  }
  assert.equal(await entries(), before + 30, "entries of one kind in a minute");
  for (let n = 0; n < 40; n += 1) await issued(at);
  assert.equal(await entries(), before + 70, "what an operator asks for is recorded one by one");
});
