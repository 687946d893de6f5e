import assert from "node:assert/strict";
import { test } from "node:test";
import { AuditKeys, type Checkpoint, type CheckpointTerms } from "../../src/keys/audit.js";
import { toHex } from "../../src/bytes.js";
import { KeyRing } from "../../src/keys/ring.js";
import { bytes, flipped, vectorsText } from "../vectors.js";

interface Trail {
  readonly root_key: string;
  readonly writer: string;
  readonly signed_at: number;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly seq: string;
  readonly chain: string;
  readonly head: string;
  readonly cut: string;
}

// Entry numbers go up to 2^63 - 1, so they are parsed from text.
const text = vectorsText("audit/vectors.json").replace(/"seq": (\d+)/g, '"seq": "$1"');
const trails = JSON.parse(text) as readonly Trail[];

const keysOf = (...roots: readonly string[]): Promise<AuditKeys> =>
  AuditKeys.of(KeyRing.fromText(roots.join("\n")));

function* checkpoints(trail: Trail): Generator<Checkpoint> {
  for (const entry of trail.entries) {
    for (const kind of ["head", "cut"] as const) {
      const [chain, signature] = [bytes(entry.chain), bytes(entry[kind])];
      yield { kind, seq: BigInt(entry.seq), chain, at: trail.signed_at, signature };
    }
  }
}

test("every vector is signed and verified", async () => {
  let count = 0;
  for (const trail of trails) {
    const [keys, writer] = [await keysOf(trail.root_key), bytes(trail.writer)];
    for (const checkpoint of checkpoints(trail)) {
      const { signature, ...terms } = checkpoint;
      const signed = await keys.sign(writer, terms);
      assert.equal(toHex(signed.signature), toHex(signature));
      assert.equal(await keys.check(writer, checkpoint), "good");
      count += 1;
    }
  }
  assert.ok(count >= 28);
});

const WRITER = new Uint8Array(16).fill(7);
const TERMS: CheckpointTerms = {
  kind: "head",
  seq: 12,
  chain: new Uint8Array(32).fill(9),
  at: 1_704_070_000,
};
const [ONE, TWO] = [`01${"5a".repeat(31)}`, `02${"5a".repeat(31)}`];

test("any changed bit of a checkpoint is detected", async () => {
  const keys = await keysOf(ONE);
  const good = await keys.sign(WRITER, TERMS);
  const others: readonly Checkpoint[] = [
    { ...good, kind: "cut" },
    { ...good, seq: 13 },
    { ...good, at: good.at + 1 },
    ...Array.from(good.chain, (_, at) => ({ ...good, chain: flipped(good.chain, at) })),
    ...Array.from(good.signature.subarray(5), (_, at) => ({
      ...good,
      signature: flipped(good.signature, 5 + at),
    })),
    { ...good, signature: good.signature.slice(0, -1) },
  ];
  for (const other of others) assert.equal(await keys.check(WRITER, other), "forged");
  assert.equal(await keys.check(flipped(WRITER, 3), good), "forged");
  assert.equal(await keys.check(WRITER, { ...good, seq: 12n }), "good");
});

test("a checkpoint is verified with its own ring only", async () => {
  const old = await (await keysOf(ONE)).sign(WRITER, TERMS);
  const ring = await keysOf(TWO, ONE);
  assert.equal(await ring.check(WRITER, old), "good");
  const renewed = await ring.sign(WRITER, TERMS);
  assert.notDeepEqual(renewed.signature, old.signature);
  assert.equal(toHex(renewed.signature).slice(2, 10), ring.current);
  assert.equal(await (await keysOf(TWO)).check(WRITER, old), "unknown-key");
  const others = [new Uint8Array(0), flipped(old.signature, 0), flipped(old.signature, 4)];
  for (const signature of others) {
    assert.equal(await ring.check(WRITER, { ...old, signature }), "unknown-key");
  }
});

test("an invalid checkpoint is not signed", async () => {
  const keys = await keysOf(ONE);
  const refused = async (writer: Uint8Array, terms: CheckpointTerms, path: string) =>
    assert.rejects(keys.sign(writer, terms), { code: "argument", path });
  await refused(new Uint8Array(15), TERMS, "writer");
  await refused(WRITER, { ...TERMS, chain: new Uint8Array(31) }, "chain");
  for (const seq of [0.5, Number.NaN, 2 ** 53, 2n ** 63n]) {
    await refused(WRITER, { ...TERMS, seq }, "seq");
  }
  await refused(WRITER, { ...TERMS, at: Infinity }, "at");
});
