import assert from "node:assert/strict";
import { test } from "node:test";
import { CodemintError } from "../../src/errors.js";
import { toHex } from "../../src/bytes.js";
import { Keys } from "../../src/keys/keys.js";
import { KeyRing } from "../../src/keys/ring.js";
import type { Purpose } from "../../src/module/types.js";
import { bytes, flipped, uuid, vectorsText } from "../vectors.js";

interface Vector {
  readonly root_key: string;
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly subject: string;
  readonly code: string;
  readonly record: string;
  readonly nonce: string;
  readonly digest: string;
  readonly sealed: string;
  readonly request: readonly string[];
  readonly request_digest: string;
  readonly answer_name: string;
  readonly answer: string;
  readonly answer_nonce: string;
  readonly sealed_answer: string;
}

const vectors = JSON.parse(vectorsText("at-rest/vectors.json")) as readonly Vector[];
const first = ((): Vector => {
  const [vector] = vectors;
  if (vector === undefined) throw new Error("no vectors");
  return vector;
})();

const NEW = `f0${"0e".repeat(31)}`;
const unsealable = { code: "unsealable", message: /cannot be decrypted/ };
const keysOf = (...roots: readonly string[]): Promise<Keys> =>
  Keys.of(KeyRing.fromText(roots.join("\n")));

/** Reports whether decryption succeeds with this text. */
async function opens(opening: Promise<string | Uint8Array>, text: string): Promise<boolean> {
  try {
    const found = await opening;
    return (typeof found === "string" ? found : new TextDecoder().decode(found)) === text;
  } catch (thrown) {
    assert.ok(thrown instanceof CodemintError);
    assert.equal(thrown.code, "unsealable");
    return false;
  }
}

/** The operations whose result differs from the vector. */
async function differences(vector: Vector, keys: Keys): Promise<string[]> {
  const { tenant, code, request } = vector;
  const [record, name] = [uuid(vector.record), bytes(vector.answer_name)];
  const body = new TextEncoder().encode(vector.answer);
  const answer = bytes(vector.sealed_answer);
  const sealed = await keys.seal(tenant, record, code, bytes(vector.nonce));
  const ofAnswer = await keys.sealAnswer(tenant, name, body, bytes(vector.answer_nonce));
  const found = {
    digest: toHex(await keys.digest(vector, code)) === vector.digest,
    match: await keys.matches(bytes(vector.digest), vector, code),
    seal: toHex(sealed) === vector.sealed,
    unseal: await opens(keys.unseal(tenant, record, bytes(vector.sealed)), code),
    request: toHex(await keys.requestDigest(request)) === vector.request_digest,
    "same request": await keys.isSameRequest(bytes(vector.request_digest), request),
    answer: toHex(ofAnswer) === vector.sealed_answer,
    "answer opened": await opens(keys.unsealAnswer(tenant, name, answer), vector.answer),
  };
  return Object.entries(found).flatMap(([what, holds]) => (holds ? [] : [what]));
}

test("every vector matches", async () => {
  assert.ok(vectors.length >= 10);
  for (const [number, vector] of vectors.entries()) {
    const keys = await keysOf(vector.root_key);
    assert.deepEqual(await differences(vector, keys), [], `vector ${number}`);
    assert.equal(vector.digest.slice(2, 10), keys.current);
  }
});

test("a changed vector is detected", async () => {
  const keys = await keysOf(first.root_key);
  const last = first.digest.endsWith("0") ? "1" : "0";
  const digest = { ...first, digest: first.digest.slice(0, -1) + last };
  assert.deepEqual(await differences(digest, keys), ["digest", "match"]);
  const subject = { ...first, subject: `${first.subject}x` };
  assert.deepEqual(await differences(subject, keys), ["digest", "match"]);
  const request = { ...first, request: ["x", ...first.request] };
  assert.deepEqual(await differences(request, keys), ["request", "same request"]);
  const tenant = { ...first, tenant: `${first.tenant}x` };
  const all = ["digest", "match", "seal", "unseal", "answer", "answer opened"];
  assert.deepEqual(await differences(tenant, keys), all);
});

test("a vector is read with an earlier key, and new values use the current one", async () => {
  for (const vector of vectors) {
    const keys = await keysOf(NEW, vector.root_key);
    const made = ["digest", "seal", "request", "answer"];
    assert.deepEqual(await differences(vector, keys), made);
    const without = await keysOf(NEW);
    const known = ["match", "unseal", "same request", "answer opened"];
    const all = [...made, ...known].sort();
    assert.deepEqual((await differences(vector, without)).sort(), all);
  }
});

test("a digest is bound to its code, subject, purpose and tenant", async () => {
  const keys = await keysOf(first.root_key);
  const stored = bytes(first.digest);
  for (let place = 0; place < stored.length; place += 1) {
    assert.equal(await keys.matches(flipped(stored, place), first, first.code), false);
    assert.equal(await keys.matches(stored.slice(0, place), first, first.code), false);
  }
  const others = [
    { ...first, tenant: "demoe" },
    { ...first, purpose: "elevation" as const },
    { ...first, subject: "bob@example.com" },
    // The same letters, split elsewhere.
    { ...first, tenant: "dem", subject: `o${first.subject}` },
  ];
  for (const other of others) assert.equal(await keys.matches(stored, other, first.code), false);
  assert.equal(await keys.matches(stored, first, "629211157"), false);
  assert.equal(await keys.matches(stored, first, first.code), true);
});

test("a digest with another spelling matches its own subject only", async () => {
  const keys = await keysOf(first.root_key);
  const of = (subject: string) => ({ tenant: "demo", purpose: "activation" as const, subject });
  const [old, now] = ["mu\u0308ller", "m\u00fcller"];
  const utf8 = new TextEncoder();
  const withName = (digest: Uint8Array, name: string): Uint8Array =>
    Uint8Array.from([...digest, ...utf8.encode(name)]);
  const made = await keys.digest(of(old), "12345678");
  assert.equal(await keys.matches(made, of(now), "12345678"), false, "bound to the old spelling");
  const stored = withName(made, old);
  assert.equal(await keys.matches(stored, of(now), "12345678"), true);
  assert.equal(await keys.matches(stored, of(now), "12345679"), false);
  // Write access to the store does not allow using one subject's code for another.
  const others = [
    [stored, "moller"],
    [withName(await keys.digest(of("bob"), "12345678"), "bob"), now],
    [withName(made, now), now],
    [Uint8Array.from([...made, 0xff]), now],
  ] as const;
  for (const [stored, subject] of others) {
    assert.equal(await keys.matches(stored, of(subject), "12345678"), false, subject);
  }
});

test("an encrypted code is bound to its tenant and record", async () => {
  const keys = await keysOf(first.root_key);
  const [record, sealed] = [uuid(first.record), bytes(first.sealed)];
  for (let place = 0; place < sealed.length; place += 1) {
    const damaged = keys.unseal(first.tenant, record, flipped(sealed, place));
    await assert.rejects(damaged, unsealable, `byte ${place}`);
    const cut = keys.unseal(first.tenant, record, sealed.slice(0, place));
    await assert.rejects(cut, unsealable, `cut ${place}`);
  }
  const other = uuid("012b647c9ecebe12899252c777f4e164");
  await assert.rejects(keys.unseal("other", record, sealed), unsealable);
  await assert.rejects(keys.unseal(first.tenant, other, sealed), unsealable);
  // An encrypted answer is not a code, and vice versa.
  const name = bytes(first.answer_name);
  await assert.rejects(keys.unseal(first.tenant, record, bytes(first.sealed_answer)), unsealable);
  await assert.rejects(keys.unsealAnswer(first.tenant, name, sealed), unsealable);
});

test("an encrypted answer is bound to its tenant and name", async () => {
  const keys = await keysOf(first.root_key);
  const [name, sealed] = [bytes(first.answer_name), bytes(first.sealed_answer)];
  for (let place = 0; place < sealed.length; place += 1) {
    const damaged = keys.unsealAnswer(first.tenant, name, flipped(sealed, place));
    await assert.rejects(damaged, unsealable, `byte ${place}`);
  }
  await assert.rejects(keys.unsealAnswer("other", name, sealed), unsealable);
  await assert.rejects(keys.unsealAnswer(first.tenant, flipped(name, 0), sealed), unsealable);
  assert.ok(await keys.unsealAnswer(first.tenant, name, sealed));
});

test("a forged key ID is detected", async () => {
  const keys = await keysOf(NEW, first.root_key);
  for (const stored of [bytes(first.digest), bytes(first.sealed)]) {
    stored.set(bytes(keys.current), 1);
    assert.equal(await keys.matches(stored, first, first.code), false);
    await assert.rejects(keys.unseal(first.tenant, uuid(first.record), stored), unsealable);
  }
});

test("only a valid code, record and nonce are accepted for encryption", async () => {
  const keys = await keysOf(first.root_key);
  const [record, nonce] = [uuid(first.record), bytes(first.nonce)];
  for (const code of ["", "9".repeat(33), "ä", "12\n", "12\u007f"]) {
    const refused = keys.seal("demo", record, code, nonce);
    await assert.rejects(refused, { code: "argument", path: "code" }, JSON.stringify(code));
  }
  const invalid = keys.seal("demo", first.record, "1", nonce);
  await assert.rejects(invalid, { code: "argument", path: "record" });
  for (const length of [0, 12, 23, 25]) {
    const short = keys.seal("demo", record, "1", new Uint8Array(length));
    await assert.rejects(short, { code: "argument", path: "nonce" });
  }
  const named = keys.sealAnswer("demo", new Uint8Array(31), nonce, nonce);
  await assert.rejects(named, { code: "argument", path: "name" });
  const longest = "9".repeat(32);
  const sealed = await keys.seal("demo", record, longest, nonce);
  assert.equal(await keys.unseal("demo", record, sealed), longest);
});
