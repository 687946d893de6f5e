/**
 * Callers of each dialect, with credentials of every scheme.
 *
 * @module
 */

import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";

/** A key pair that signs tokens, with the public key in PEM. */
export function signer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey, publicPem: publicKey.export({ type: "spki", format: "pem" }) };
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token for that audience, valid for a minute. */
export function token(privateKey, sub, aud, alg = "RS256") {
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg, typ: "JWT" })}.${part({ sub, aud, iat: now, exp: now + 60 })}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}

/** Sends a request with a JSON body. */
export async function ask(base, method, path, body, headers = {}) {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(new URL(path, base), {
    method, headers: { ...type, ...headers }, ...json,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** Issues a code by the native API, checks it, redeems it once but not twice, and reads its record. */
export async function livesOnce(base, tenant, subject, key) {
  const operator = { authorization: `Bearer ${key}` };
  const wanted = { tenant, subjects: [{ id: subject }] };
  const without = await ask(base, "POST", "/v1/codes", wanted);
  assert.equal(without.status, 401, without.text);
  const issued = await ask(base, "POST", "/v1/codes", wanted, operator);
  assert.equal(issued.status, 200, issued.text);
  const [{ id, code }] = issued.json().results;
  assert.match(code, /^[0-9]+$/u);
  const presented = { tenant, subject, code };
  const last = Number(code.at(-1));
  const wrong = { ...presented, code: `${code.slice(0, -1)}${(last + 1) % 10}` };
  assert.notEqual((await ask(base, "POST", "/v1/redeem", wrong)).status, 200);
  assert.equal((await ask(base, "POST", "/v1/check", presented)).status, 200);
  assert.equal((await ask(base, "POST", "/v1/redeem", presented)).status, 200);
  assert.notEqual((await ask(base, "POST", "/v1/redeem", presented)).status, 200);
  const shown = await ask(base, "GET", `/v1/codes/${id}?tenant=${tenant}`, undefined, operator);
  assert.equal(shown.status, 200, shown.text);
  assert.match(shown.text, /redeemed/u);
}
