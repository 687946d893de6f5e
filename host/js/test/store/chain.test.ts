/** Tests the audit trail's chain with the vectors that all hosts share. */

import { toHex } from "../../src/bytes.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beginning, linked } from "../../src/store/audit/chain.js";

interface Vector {
  readonly writer: string;
  readonly beginning: string;
  readonly entries: readonly {
    /** As text: the highest one is beyond the exact range of JavaScript numbers. */
    readonly seq: string;
    readonly at: number;
    readonly tenant: string;
    readonly actor: string;
    readonly purpose: string | null;
    readonly subject: string | null;
    readonly event: string;
    readonly record: string | null;
    readonly detail: string | null;
    readonly chain: string;
  }[];
}

const path = new URL("../../../../../tests/audit/vectors.json", import.meta.url);
const json = readFileSync(path, "utf8").replace(/"seq": (\d+)/g, '"seq": "$1"');
const vectors = JSON.parse(json) as readonly Vector[];
const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, "hex"));

/** The chain values of a vector, the beginning first. */
async function chains(vector: Vector): Promise<string[]> {
  let chain = await beginning(bytes(vector.writer));
  const all = [toHex(chain)];
  for (const { purpose, subject, record, detail, ...entry } of vector.entries) {
    chain = await linked(chain, {
      ...entry,
      seq: BigInt(entry.seq),
      purpose: purpose ?? undefined,
      subject: subject ?? undefined,
      record: record === null ? undefined : bytes(record),
      detail: detail ?? undefined,
    });
    all.push(toHex(chain));
  }
  return all;
}

for (const [n, vector] of vectors.entries()) {
  const expected = [vector.beginning, ...vector.entries.map(({ chain }) => chain)];
  test(`the chain of vector ${n}`, async () => {
    assert.ok(vector.entries.length > 0);
    assert.deepEqual(await chains(vector), expected);
  });

  test(`each change in vector ${n} changes the chain`, async () => {
    const [first, ...rest] = vector.entries;
    assert.ok(first);
    for (const change of [{ at: first.at + 1 }, { detail: "" }, { subject: null }, { seq: "9" }]) {
      const changed = { ...vector, entries: [{ ...first, ...change }, ...rest] };
      assert.notEqual((await chains(changed)).at(-1), expected.at(-1), JSON.stringify(change));
    }
  });
}
