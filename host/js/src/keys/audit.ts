/**
 * Checkpoints, which authenticate the chain of an audit trail with a key that is not in the store.
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
 * The kind of a checkpoint: the `head` authenticates all entries up to its own; the entry of the
 * `cut` is the last one that was removed.
 */
export type CheckpointKind = "head" | "cut";

/** The content of a checkpoint: the chain value at an entry. */
export interface CheckpointTerms {
  readonly kind: CheckpointKind;
  /** The entry's number; 0 before the first. At most 2^63 - 1. */
  readonly seq: number | bigint;
  /** The chain value: 32 bytes. */
  readonly chain: Uint8Array;
  /** When it was signed, in whole seconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
}

/** A signed checkpoint. */
export interface Checkpoint extends CheckpointTerms {
  /** The format byte 1, the ID of the root key, and the HMAC. */
  readonly signature: Uint8Array;
}

/**
 * The result of checking a checkpoint: `unknown-key` if its key is not in the ring, or its format
 * is unknown; `forged` if the signature is not valid for this store.
 */
export type Vouched = "good" | "unknown-key" | "forged";

/**
 * The keys for checkpoints of the audit trail, derived from the root keys of a ring. They are
 * separate from those for codes, so that a system which only verifies the trail has no keys for
 * codes.
 */
export class AuditKeys {
  readonly #known: OfRing<DerivedAudit>;

  private constructor(known: OfRing<DerivedAudit>) {
    this.#known = known;
  }

  /**
   * Derives the keys of a ring: new checkpoints are signed with the current root key, existing ones
   * are verified with any of them.
   *
   * @throws {CodemintError} `key` if two root keys have the same ID.
   */
  static async of(ring: KeyRing): Promise<AuditKeys> {
    return new AuditKeys(await ofRing(ring, derivedAudit));
  }

  /** The ID of the root key for new checkpoints: eight hexadecimal digits. Not secret. */
  get current(): string {
    return this.#known[0].id;
  }

  /**
   * Signs a checkpoint with the current key. The signature has 37 bytes: the format byte 1, the key
   * ID (4 bytes), and `HMAC-SHA-256(audit key, part(1) ‖ part(kind) ‖ part(writer) ‖ part(seq) ‖
   * part(chain) ‖ part(at))` with numbers as 8 bytes, most significant byte first.
   *
   * @param writer the store's ID: 16 bytes.
   * @throws {CodemintError} `argument` if the writer, a number or the chain is not valid.
   */
  async sign(writer: Uint8Array, terms: CheckpointTerms): Promise<Checkpoint> {
    const [{ head, key }] = this.#known;
    return { ...terms, signature: await signed(head, key, parts(writer, terms)) };
  }

  /**
   * Verifies the signature of {@link AuditKeys.sign} with the current or an earlier key. The time
   * does not depend on where signatures differ.
   *
   * @throws {CodemintError} `argument` if the writer, a number or the chain is not valid.
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
  if (writer.length !== 16) throw notValid("writer", "a store's ID must have 16 bytes");
  if (chain.length !== 32) throw notValid("chain", "a chain value must have 32 bytes");
  return [kind, writer, number("seq", seq), chain, number("at", at)];
}

/** A number as 8 bytes, two's complement, most significant byte first. */
function number(path: string, value: number | bigint): Bytes {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw notValid(path, "a number must be whole");
  }
  const wide = BigInt(value);
  if (BigInt.asIntN(64, wide) !== wide) throw notValid(path, "a number must have at most 64 bits");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, wide);
  return bytes;
}

function notValid(path: string, message: string): CodemintError {
  return new CodemintError("argument", message, { path });
}
