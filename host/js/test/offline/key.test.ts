import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { toHex } from "../../src/bytes.js";
import { Computer } from "../../src/offline/computer.js";
import { deviceKeyFromHex, deviceKeyToHex, OfflineKey } from "../../src/offline/key.js";
import { vectorsText } from "../vectors.js";

interface Derivation {
  readonly title: string;
  readonly tenant_key: string;
  readonly tenant: string;
  readonly computer: string;
  readonly domain: string;
  readonly device_id: string;
  readonly device_key: string;
}

const { derive } = JSON.parse(vectorsText("offline/vectors.json")) as {
  readonly derive: readonly Derivation[];
};

async function derived(vector: Derivation): Promise<string> {
  const { computer, domain, device_id: device } = vector;
  const key = OfflineKey.fromHex(vector.tenant_key);
  const of = Computer.of(computer, domain, device === "" ? undefined : device);
  return deviceKeyToHex(await key.deviceKey(vector.tenant, of));
}

test("the keys of all vectors are derived", async () => {
  assert.ok(derive.length >= 5);
  for (const vector of derive) assert.equal(await derived(vector), vector.device_key, vector.title);
});

test("a key depends on tenant, computer and device", async () => {
  const vector = derive.find((one) => one.device_id !== "");
  if (vector === undefined) throw new Error("no vector has a device");
  const others: readonly Derivation[] = [
    { ...vector, tenant: `${vector.tenant}x` },
    { ...vector, tenant_key: `ff${vector.tenant_key.slice(2)}` },
    { ...vector, computer: "OTHER" },
    { ...vector, domain: "other.ad" },
    { ...vector, device_id: "" },
    { ...vector, device_id: "00000000-0000-0000-0000-000000000000" },
  ];
  for (const other of others) assert.notEqual(await derived(other), vector.device_key);
  const spelt = {
    ...vector,
    computer: vector.computer.toLowerCase(),
    domain: vector.domain.toUpperCase(),
    device_id: vector.device_id.toUpperCase(),
  };
  assert.equal(await derived(spelt), vector.device_key);
});

const ID = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";

test("an invalid computer is rejected", () => {
  const good = Computer.of("cenl02", "Domain.AD", ID.toUpperCase());
  assert.deepEqual({ ...good }, { name: "CENL02", domain: "domain.ad", device: ID });
  assert.equal(Computer.of("ÄÖÜ456789012345", "WORKGROUP").name, "ÄÖÜ456789012345");
  assert.equal(Computer.of("äöüß", "ÄÖ").name, "äöüß", "only ASCII letters are case-folded");
  assert.ok(Computer.of("\u{1f511}".repeat(15), "d"), "characters are counted, not UTF-16 code units");
  const refused = (path: string, make: () => Computer) =>
    assert.throws(make, { code: "argument", path }, make.toString());
  for (const name of ["", "1234567890123456", ".a", " a", "a ", "a\\b", "a|b", "a\0", "a\u0085"]) {
    refused("name", () => Computer.of(name, "d"));
  }
  for (const domain of ["", " d", "d\n", "d".repeat(254), "ä".repeat(127)]) {
    refused("domain", () => Computer.of("C", domain));
  }
  const braced = `{${ID}}`;
  for (const id of ["", ID.slice(1), ID.replaceAll("-", ""), ID.replace("9", "g"), braced]) {
    refused("device", () => Computer.of("C", "d", id));
  }
});

test("a computer is parsed from its canonical key", () => {
  const computer = Computer.ofKey("domain.ad\\cenl02$", ID);
  assert.deepEqual(computer, Computer.of("CENL02", "domain.ad", ID));
  assert.equal(Computer.ofKey("a\\b\\c$").domain, "a\\b");
  const bad = ["", "$", "cenl02$", "domain.ad\\cenl02", "domain.ad\\$", "domain.ad\\cenl02$$ "];
  for (const key of bad) {
    assert.throws(() => Computer.ofKey(key), { code: "argument", path: "name" }, key);
  }
  assert.throws(() => Computer.ofKey("\\cenl02$"), { code: "argument", path: "name" });
  // Case folding may make a valid name longer than the limit.
  for (const key of ["domain.ad\\lab pc 7$", `d\\${"\u02bcn".repeat(15)}$`, `${"ΐ".repeat(120)}\\c$`]) {
    assert.ok(Computer.ofKey(key), key);
  }
});

test("a device key has a text form, and a tenant's key is never shown", async () => {
  const key = OfflineKey.fromHex("0123456789abcdef".repeat(4));
  const device = await key.deviceKey("demo", Computer.of("CENL02", "domain.ad"));
  const text = deviceKeyToHex(device);
  assert.deepEqual(deviceKeyFromHex(` ${text.toUpperCase()}\n`), device);
  assert.equal(toHex(device), text);
  for (const bad of ["", text.slice(1), `${text}00`, "00".repeat(32), text.replace(/^./, "g")]) {
    assert.throws(() => deviceKeyFromHex(bad), { code: "key" }, bad);
  }
  assert.throws(() => deviceKeyToHex(new Uint8Array(32)), { code: "key" });
  const shown = `${inspect(key, { depth: 9, showHidden: true })} ${JSON.stringify(key)}`;
  assert.ok(!/0123|1,\s*35/.test(shown), shown);
});
