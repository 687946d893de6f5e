import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, fromHex, isUuid, recordBytes, toHex } from "../../src/bytes.js";
import { equal } from "../../src/keys/equal.js";
import { joined } from "../../src/keys/parts.js";
import { flipped } from "../vectors.js";

test("hexadecimal digits are read in either case and written in lower case", () => {
  assert.equal(toHex(Uint8Array.of(0, 0x0f, 0xf0, 0xff)), "000ff0ff");
  assert.deepEqual(fromHex("000FF0ff"), Uint8Array.of(0, 0x0f, 0xf0, 0xff));
  assert.deepEqual(fromHex(""), new Uint8Array(0));
  for (const bad of ["0", "0g", " 00", "0x", "-1", "00\n", "٠٠"]) {
    assert.equal(fromHex(bad), undefined, JSON.stringify(bad));
  }
});

test("a record ID is a UUID", () => {
  const id = "018cc251-f400-7000-8000-00000000002a";
  assert.equal(toHex(recordBytes(id)), "018cc251f4007000800000000000002a");
  assert.equal(toHex(recordBytes(id.toUpperCase())), toHex(recordBytes(id)));
  for (const bad of ["", id.slice(1), id.replaceAll("-", ""), `{${id}}`, `${id}\n`]) {
    assert.equal(isUuid(bad), false, JSON.stringify(bad));
    assert.throws(() => recordBytes(bad), { code: "argument", path: "record" });
  }
});

test("byte arrays are equal if all bytes are", () => {
  const one = Uint8Array.from({ length: 37 }, (_, at) => at * 7);
  assert.equal(equal(one, one.slice()), true);
  for (let place = 0; place < one.length; place += 1) {
    assert.equal(equal(one, flipped(one, place)), false, `byte ${place}`);
    assert.equal(equal(flipped(one, place), one), false, `byte ${place}`);
  }
  for (const other of [one.slice(1), one.slice(0, -1), concat([one, Uint8Array.of(0)])]) {
    assert.equal(equal(one, other), false);
  }
  assert.equal(equal(new Uint8Array(0), new Uint8Array(0)), true);
});

test("different lists of parts have different encodings", () => {
  assert.equal(toHex(joined(["ä", Uint8Array.of(1)])), "00000002c3a40000000101");
  const lists = [[], [""], ["", ""], ["ab"], ["a", "b"], ["", "ab"], ["ab", ""]];
  const seen = new Set(lists.map((list) => toHex(joined(list))));
  assert.equal(seen.size, lists.length);
  assert.equal(toHex(joined([new Uint8Array(70_000)]).subarray(0, 4)), "00011170");
});
