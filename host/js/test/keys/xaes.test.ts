import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bytes, toHex } from "../../src/bytes.js";
import { Xaes } from "../../src/keys/xaes.js";
import { flipped } from "../vectors.js";

const text = (value: string): Bytes => new TextEncoder().encode(value);
const NONCE = text("ABCDEFGHIJKLMNOPQRSTUVWX");
const PLAIN = text("XAES-256-GCM");

async function cipher(byte: number): Promise<Xaes> {
  const raw = new Uint8Array(32).fill(byte);
  return Xaes.of(await crypto.subtle.importKey("raw", raw, "AES-CBC", false, ["encrypt"]));
}

/** The test vectors of c2sp.org/XAES-256-GCM: one for each case of the subkey K1. */
test("the test vectors of the specification match", async () => {
  const first = await (await cipher(1)).seal(NONCE, text(""), PLAIN);
  assert.equal(toHex(first), "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
  const second = await (await cipher(3)).seal(NONCE, text("c2sp.org/XAES-256-GCM"), PLAIN);
  assert.equal(toHex(second), "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
});

test("texts of every length up to some blocks are decrypted unchanged", async () => {
  const xaes = await cipher(7);
  for (let length = 0; length <= 50; length += 1) {
    const plain = Uint8Array.from({ length }, (_, at) => at);
    const sealed = await xaes.seal(NONCE, plain, plain);
    assert.equal(sealed.length, length + 16);
    assert.deepEqual(await xaes.unseal(NONCE, plain, sealed), plain);
  }
});

test("changed data is not decrypted", async () => {
  const [xaes, other] = await Promise.all([cipher(1), cipher(3)]);
  const associated = text("c2sp.org/XAES-256-GCM");
  const sealed = await xaes.seal(NONCE, associated, PLAIN);
  const refused = { code: "unsealable", message: /cannot be decrypted/ };
  for (let place = 0; place < sealed.length; place += 1) {
    const damaged = new Uint8Array(flipped(sealed, place));
    await assert.rejects(xaes.unseal(NONCE, associated, damaged), refused, `byte ${place}`);
    const cut = sealed.slice(0, place);
    await assert.rejects(xaes.unseal(NONCE, associated, cut), refused, `cut ${place}`);
  }
  for (let place = 0; place < NONCE.length; place += 1) {
    const nonce = new Uint8Array(flipped(NONCE, place));
    await assert.rejects(xaes.unseal(nonce, associated, sealed), refused, `nonce ${place}`);
  }
  await assert.rejects(xaes.unseal(NONCE, associated.slice(1), sealed), refused);
  await assert.rejects(other.unseal(NONCE, associated, sealed), refused);
  assert.deepEqual(await xaes.unseal(NONCE, associated, sealed), PLAIN);
});
