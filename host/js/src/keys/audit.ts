/**
 * What vouches for the chain of an audit trail: checkpoints, signed under a key that is not in the
 * store.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Bytes } from "../bytes.js";
import { type DerivedAudit, derivedAudit, type OfRing, ofRing, ofStored } from "./derive.js";
import { signed } from "./digest.js";
import { equal } from "./equal.js";
import type { Part } from "./parts.js";
import type { KeyRing } from "./ring.js";

/**
 * What a checkpoint is for: the `head` vouches for all entries up to its own; the entry of the
 * `cut` is the last one of those that were removed.
 */
export type CheckpointKind = "head" | "cut";

/** What a checkpoint says: what the chain was at an entry. */
export interface CheckpointTerms {
  readonly kind: CheckpointKind;
  /** The entry's number; 0 for the beginning, before any. At most 2^63 - 1. */
  readonly seq: number | bigint;
  /** The chain there: 32 bytes. */
  readonly chain: Uint8Array;
  /** When it was signed, in whole seconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
}

/** A signed checkpoint. */
export interface Checkpoint extends CheckpointTerms {
  /** The format byte 1, the id of the root key, and the HMAC. */
  readonly signature: Uint8Array;
}

/**
 * Whether a checkpoint is taken: `unknown-key` where it is under a key that is not in the ring, or
 * of another format; `forged` where nobody with the key has signed it for this store.
 */
export type Vouched = "good" | "unknown-key" | "forged";

/**
 * The keys for checkpoints of the audit trail that the root keys of a ring give. They are apart
 * from those for codes, so that whoever only keeps the trail has no key to a code.
 */
export class AuditKeys {
  readonly #known: OfRing<DerivedAudit>;

  private constructor(known: OfRing<DerivedAudit>) {
    this.#known = known;
  }

  /**
   * The keys of a ring: new checkpoints are signed under the current root key, and those under any
   * of them are known.
   *
   * @throws {CodemintError} `key` when two root keys have one id.
   */
  static async of(ring: KeyRing): Promise<AuditKeys> {
    return new AuditKeys(await ofRing(ring, derivedAudit));
  }

  /** The root key under which new checkpoints are signed: eight hexadecimal digits. No secret. */
  get current(): string {
    return this.#known[0].id;
  }

  /**
   * A checkpoint under the current key. Its signature has 37 bytes: the format byte 1, the key id
   * (4 bytes), and `HMAC-SHA-256(audit key, part(1) ‖ part(kind) ‖ part(writer) ‖ part(seq) ‖
   * part(chain) ‖ part(at))` with numbers as 8 bytes, most significant byte first.
   *
   * @param writer names the store: its 16 bytes.
   * @throws {CodemintError} `argument` for a writer, a number or a chain that is none.
   */
  async sign(writer: Uint8Array, terms: CheckpointTerms): Promise<Checkpoint> {
    const [{ head, key }] = this.#known;
    return { ...terms, signature: await signed(head, key, parts(writer, terms)) };
  }

  /**
   * Whether this is what {@link AuditKeys.sign} gives, now or under an earlier key. The time does
   * not depend on where they differ.
   *
   * @throws {CodemintError} `argument` for a writer, a number or a chain that is none.
   */
  async check(writer: Uint8Array, checkpoint: Checkpoint): Promise<Vouched> {
    const given = parts(writer, checkpoint);
    const known = ofStored(this.#known, checkpoint.signature);
    if (known === undefined) return "unknown-key";
    const expected: Bytes = await signed(known.head, known.key, given);
    return equal(expected, checkpoint.signature) ? "good" : "forged";
  }
}

function parts(writer: Uint8Array, { kind, seq, chain, at }: CheckpointTerms): Part[] {
  if (writer.length !== 16) throw none("writer", "a store's name has 16 bytes");
  if (chain.length !== 32) throw none("chain", "a chain has 32 bytes");
  return [kind, writer, number("seq", seq), chain, number("at", at)];
}

/** A number as 8 bytes, two's complement, most significant byte first. */
function number(path: string, value: number | bigint): Bytes {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw none(path, "not a whole number");
  }
  const wide = BigInt(value);
  if (BigInt.asIntN(64, wide) !== wide) throw none(path, "a number has at most 64 bits");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, wide);
  return bytes;
}

function none(path: string, message: string): CodemintError {
  return new CodemintError("argument", message, { path });
}
