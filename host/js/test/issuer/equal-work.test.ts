// A public caller learns nothing: for unknown tenants, purposes and subjects the answer and the
// work are the same. The tests count calls of the store, the directory and the cryptography.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Issuer,
  type IssuerOptions,
  KeyRing,
  MemoryDirectory,
  MemoryStore,
} from "../../src/entry/file.js";
import { options, policy } from "../handler/fixture.js";

/** A proxy that records the names of called methods. */
function recording<T extends object>(target: T, called: string[]): T {
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

/** Records the calls of the Web Cryptography API during `work`. */
async function withCryptography(called: string[], work: () => Promise<void>): Promise<void> {
  const { subtle } = crypto;
  Object.defineProperty(crypto, "subtle", { value: recording(subtle, called), configurable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true });
  }
}

interface Fixture {
  readonly called: string[];
  readonly issuer: Issuer;
  readonly store: MemoryStore;
}

function fixture(more: Partial<IssuerOptions> = {}): Fixture {
  const called: string[] = [];
  const store = new MemoryStore();
  const directory = new MemoryDirectory([
    { tenant: "acme", subjects: [{ subject: "alice@example.com", purposes: ["enrolment"] }] },
  ]);
  const issuer = new Issuer(
    options({ store: recording(store, called), directory: recording(directory, called), ...more }),
  );
  return { called, issuer, store };
}

/** Presents a code. Returns the answer, and the work for it. */
async function presented(
  { called, issuer }: Fixture,
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

async function issued({ issuer }: Fixture): Promise<string> {
  const route = issuer.routes.findIndex((one) => one.dialect === "native" && one.name === "issue");
  const body = new TextEncoder().encode('{"tenant":"acme","subjects":[{"id":"alice@example.com"}]}');
  const caller = { kind: "operator", name: "desk", tenants: ["acme"], roles: ["issue"] } as const;
  const { reply } = await issuer.answer({ route, caller, path: [], query: "", body });
  const code = /"code":"([0-9]{9})"/u.exec(new TextDecoder().decode(reply.body))?.[1];
  return code ?? assert.fail("no code");
}

const wrongFor = (code: string): string => (code === "000000000" ? "000000001" : "000000000");

const TWO_KEYS = `${"0123456789abcdef".repeat(4)}\n${"fedcba9876543210".repeat(4)}`;

for (const keys of [options().keys, KeyRing.fromText(TWO_KEYS)]) {
  test(`wrong codes get the same answer after the same work, with ${keys.keys().length} keys`, async () => {
    const at = fixture({ keys });
    const wrong = wrongFor(await issued(at));
    for (const name of ["check", "redeem"]) {
      const expected = await presented(at, name, "acme", "alice@example.com", wrong);
      assert.match(expected.answer, /^403 /u);
      assert.ok(expected.work.includes("apply") && expected.work.includes("recordsOf"));
      for (const [what, tenant, subject, code, purpose] of [
        ["an unknown purpose", "acme", "alice@example.com", wrong, "activation"],
        ["both unknown", "nowhere", "alice@example.com", wrong, "activation"],
        ["an unknown subject", "acme", "unknown@example.com", wrong],
        ["an unknown tenant", "nowhere", "alice@example.com", wrong],
        ["a tenant of another spelling", "ACME", "alice@example.com", wrong],
      ] as const) {
        const { answer, work } = await presented(at, name, tenant, subject, code, purpose);
        assert.equal(answer, expected.answer, what);
        assert.deepEqual(work, expected.work, what);
      }
      // A text that may mean several codes is more work, for any tenant.
      const short = await presented(at, name, "acme", "alice@example.com", "12");
      assert.deepEqual(await presented(at, name, "nowhere", "alice@example.com", "12"), short);
      assert.equal(short.answer, expected.answer);
    }
  });
}

test("a wrong check symbol does not reveal whether a tenant exists", async () => {
  const checked = { ...policy, format: { alphabet: "decimal", length: 8, check: "damm" } } as const;
  const at = fixture({ tenants: { acme: { purposes: { enrolment: { policy: checked } } } } });
  // Keys are derived when they are first needed.
  await presented(at, "check", "acme", "alice@example.com", "000000005");
  const known = await presented(at, "check", "acme", "alice@example.com", "000000005");
  const unknown = await presented(at, "check", "nowhere", "alice@example.com", "000000005");
  assert.deepEqual(unknown, known);
});

test("the control: an answer without look-ups is less work", async () => {
  const at = fixture();
  const expected = await presented(at, "check", "acme", "alice@example.com", "000000000");
  const route = at.issuer.routes.findIndex((one) => one.dialect === "native" && one.name === "check");
  at.called.length = 0;
  await withCryptography(at.called, async () => {
    const body = new TextEncoder().encode("{}");
    await at.issuer.answer({ route, caller: { kind: "public" }, path: [], query: "", body });
  });
  assert.notDeepEqual(at.called.toSorted(), expected.work);
});

test("a code is redeemed only for its own tenant, and no tenant has an empty ID", async () => {
  const at = fixture();
  const code = await issued(at);
  const elsewhere = await presented(at, "redeem", "nowhere", "alice@example.com", code);
  assert.match(elsewhere.answer, /^403 /u);
  const right = await presented(at, "redeem", "acme", "alice@example.com", code);
  assert.match(right.answer, /^200 /u);
  const nameless = () => fixture({ tenants: { "": { purposes: {} } } });
  assert.throws(nameless, { code: "configuration" });
});

test("failures of public callers are counted after the first thirty", async () => {
  const at = fixture({ clock: { now: async () => 1_800_000_000 } });
  const wrong = wrongFor(await issued(at));
  const entries = async (): Promise<number> =>
    (await at.store.auditTrail("acme", { after: 0, limit: 999 })).length;
  const before = await entries();
  for (let n = 0; n < 50; n += 1) {
    await presented(at, "redeem", "acme", "unknown@example.com", wrong);
  }
  assert.equal(await entries(), before + 30, "entries of one kind in a minute");
  for (let n = 0; n < 40; n += 1) await issued(at);
  assert.equal(await entries(), before + 70, "every request of an operator gets an entry");
});
