// Secrets that are not set and unusable keys are rejected at configuration time.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";

import {
  createHandler,
  hashPassword,
  Issuer,
  KeyRing,
  knownSecret,
  OfflineKey,
  type Site,
  type TenantSite,
} from "../../src/entry/file.js";
import { rsaPublicKey } from "../../src/handler/auth/rsa-public-key.js";
import { sha256 } from "../../src/handler/auth/known.js";
import { options } from "./fixture.js";

const baseUrl = "https://codes.example.com";

test("a secret has at least 16 bytes and is not blank", async () => {
  const unset = (process.env as { readonly NOT_SET?: string }).NOT_SET as string;
  for (const secret of [unset, "", " ", "\n", " ".repeat(32), "fifteen-bytes-1", null, 7]) {
    await assert.rejects(knownSecret("desk", secret as string), { code: "configuration" });
  }
  for (const secret of ["sixteen-bytes-16", "\u00e9".repeat(8)]) {
    assert.equal((await knownSecret("desk", secret)).sha256.length, 32);
  }
  // The error names the secret and does not contain it.
  const short = await knownSecret("desk", "short").catch((error: Error) => error);
  assert.ok(short instanceof Error && short.message.includes("desk"));
  assert.ok(!short.message.includes("short-"));
});

test("a root key that is not set is a key error, not a type error", () => {
  const unset = undefined as unknown as string;
  assert.throws(() => KeyRing.fromText(unset), { code: "key" });
  assert.throws(() => OfflineKey.fromHex(unset), { code: "key" });
});

function pem(type: "rsa" | "ec", modulusLength = 2048): string {
  const made =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return made.publicKey.export({ type: "spki", format: "pem" }).toString();
}

const GOOD = pem("rsa");

test("an unusable access key is rejected at configuration time", async () => {
  const damaged = GOOD.split("\n").toSpliced(3, 1).join("\n");
  for (const [what, publicKey] of [
    ["an empty text", ""],
    ["undefined", undefined as unknown as string],
    ["not PEM", "ssh-rsa AAAA"],
    ["a missing line", damaged],
    ["an EC key", pem("ec")],
    ["a short key", pem("rsa", 1024)],
    ["a certificate's label", GOOD.replaceAll("PUBLIC KEY", "CERTIFICATE")],
    ["not base64", GOOD.replace("MIIB", "!!!!")],
  ] as const) {
    const tenants = { acme: { baseUrl, accessKeys: [{ id: "desk", publicKey }] } };
    assert.throws(() => createHandler(new Issuer(options()), { tenants }), { code: "configuration" }, what);
  }
  const tenants = { acme: { baseUrl, accessKeys: [{ id: "desk", publicKey: GOOD }] } };
  createHandler(new Issuer(options()), { tenants });
});

test("an accepted key can be imported by the Web Cryptography API", async () => {
  const rs256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  for (const size of [2048, 3072]) {
    const der = rsaPublicKey(pem("rsa", size), "");
    await crypto.subtle.importKey("spki", der, rs256, false, ["verify"]);
  }
});

test("invalid credentials are rejected, and the error has their path", async () => {
  const desk = await knownSecret("desk", "secret-of-the-desk");
  const other = await knownSecret("other", "secret-of-another");
  const password = await hashPassword("correct horse", 10_000);
  const nothing = { name: "unset", sha256: await sha256("") };
  const roles = ["issue"] as const;
  const made = (tenant: Partial<TenantSite>, more: Partial<Site> = {}) => () =>
    createHandler(new Issuer(options()), { tenants: { acme: { baseUrl, ...tenant } }, ...more });
  const operator = (known: typeof desk) => ({ ...known, roles, tenants: ["acme"] });
  for (const [path, make] of [
    ["tenants.acme.keys[0].sha256", made({ keys: [nothing] })],
    ["tenants.acme.tokens[1].sha256", made({ tokens: [desk, nothing] })],
    ["operators[0].sha256", made({}, { operators: [operator(nothing)] })],
    ["tenants.acme.keys[0].sha256", made({ keys: [{ name: "a", sha256: new Uint8Array(31) }] })],
    ["tenants.acme.keys", made({ keys: [{ ...desk, name: " " }] })],
    ["tenants.acme.keys", made({ keys: [desk, { ...other, name: "desk" }] })],
    ["tenants.acme.tokens[1].sha256", made({ tokens: [desk, { ...desk, name: "other" }] })],
    ["operators[0].roles", made({}, { operators: [{ ...desk, roles: [], tenants: ["acme"] }] })],
    ["operators[0].tenants", made({}, { operators: [{ ...desk, roles, tenants: [] }] })],
    ["tenants.acme.accounts[0].password", made({ accounts: [{ name: "ann", password: "" }] })],
    ["tenants.acme.accounts[0].password", made({ accounts: [{ name: "ann", password: "horse" }] })],
    ["tenants.acme.accounts", made({ accounts: [{ name: "", password }] })],
  ] as const) {
    assert.throws(make, { code: "configuration", path }, path);
  }
  made({ keys: [desk, other], tokens: [desk], accounts: [{ name: "ann", password }] })();
});
