import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { AuditKeys } from "../../src/keys/audit.js";
import { ofRing } from "../../src/keys/derive.js";
import { Keys } from "../../src/keys/keys.js";
import { KeyRing } from "../../src/keys/ring.js";
import { RootKey } from "../../src/keys/root.js";

const key = (byte: number): string => byte.toString(16).padStart(2, "0") + "5a".repeat(31);
const id = async (text: string): Promise<string> =>
  (await Keys.of(KeyRing.of(RootKey.fromHex(text)))).current;

test("a key is 64 hexadecimal digits and not a placeholder", async () => {
  const good = "00112233445566778899aabbccddeeFF00112233445566778899aabbccddeeff";
  assert.equal(await id(` ${good}\r\n`), await id(good.toLowerCase()));
  // White space is what Unicode defines as such.
  assert.equal(await id(`\u0085\u3000${good}\u2028`), await id(good));
  const bad = ["", good.slice(1), `${good}0`, good.replace("8", "g"), "00".repeat(32)];
  for (const text of [...bad, "Ab".repeat(32), `\ufeff${good}`, `0x${good.slice(2)}`]) {
    assert.throws(() => RootKey.fromHex(text), { code: "key" }, JSON.stringify(text));
  }
});

test("a key is never shown", async () => {
  const text = key(1);
  const ring = KeyRing.fromText(text);
  const keys = await Keys.of(ring);
  const audit = await AuditKeys.of(ring);
  const source = await ring.current.source();
  for (const thing of [ring, ring.current, keys, audit, source]) {
    const options = { depth: 9, showHidden: true };
    const shown = `${inspect(thing, options)} ${JSON.stringify(thing)} ${String(thing)}`;
    assert.ok(!/5a5a|5A5A|90,\s*90/.test(shown), shown);
  }
  await assert.rejects(crypto.subtle.exportKey("raw", source));
  // The control: the search finds shown bytes.
  assert.match(inspect(new Uint8Array(8).fill(90)), /90,\s*90/);
  try {
    RootKey.fromHex(`${text}0`);
    assert.fail("it is not a key");
  } catch (thrown) {
    assert.ok(!inspect(thrown).includes("5a5a"));
  }
});

test("a ring is lines of keys and comments", async () => {
  const [one, two] = [key(1), key(2)];
  const ids = (text: string): Promise<string[]> => {
    const keys = KeyRing.fromText(text).keys();
    return Promise.all(keys.map(async (root) => (await Keys.of(KeyRing.of(root))).current));
  };
  assert.deepEqual(await ids(one), [await id(one)]);
  const text = `# current\r\n\n  ${two.toUpperCase()}\t\r\n  # earlier\n${one}`;
  assert.deepEqual(await ids(text), [await id(two), await id(one)]);
  const invalid = ["", "\n# only a comment\n", "key", `${one}\nkey`, `${one} # current`];
  for (const bad of [...invalid, `${one}\r${two}`, `${one}\n${two}\n${one.toUpperCase()}`]) {
    assert.throws(() => KeyRing.fromText(bad), { code: "key" }, JSON.stringify(bad));
  }
  const many = (count: number): string =>
    Array.from({ length: count }, (_, number) => `${key(number)}\n`).join("");
  assert.equal(KeyRing.fromText(many(32)).keys().length, 32);
  assert.throws(() => KeyRing.fromText(many(33)), { code: "key", message: /at most 32/ });
});

test("two keys with the same ID are rejected", async () => {
  const ring = KeyRing.fromText(`${key(1)}\n${key(2)}`);
  const head = new Uint8Array(5);
  await assert.rejects(ofRing(ring, async () => ({ id: "01020304", head })), { code: "key" });
  let number = 0;
  // The control: different IDs are accepted.
  const known = await ofRing(ring, async () => ({ id: `${(number += 1)}`, head }));
  assert.deepEqual(known.map((one) => one.id), ["1", "2"]);
});
