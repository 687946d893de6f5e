/**
 * The hash chain of the audit trail, byte for byte as in the Rust SDK.
 *
 * `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte first, followed
 * by `x`. `maybe(x)` is the byte 0 if `x` is absent, otherwise the byte 1 followed by `part(x)`.
 * Numbers have 8 bytes, most significant byte first.
 *
 * ```text
 * chain(0) = SHA-256(1 ‖ part("codemint/audit-chain") ‖ part(writer))
 * chain(n) = SHA-256(chain(n-1) ‖ 1
 *                    ‖ part(seq) ‖ part(at) ‖ part(tenant) ‖ part(actor)
 *                    ‖ maybe(purpose) ‖ maybe(subject) ‖ part(event)
 *                    ‖ maybe(record) ‖ maybe(detail))
 * ```
 *
 * The byte 1 is the version of the format; `writer` is 16 random bytes that were drawn when the
 * store was created. Checkpoints are not made here: nothing that this package writes is
 * authenticated with a key. A gateway that opens the same file with its keys signs a checkpoint
 * over what it finds; until then a process with write access to the file can replace the end of the
 * trail without detection.
 *
 * @module
 */

import { concat } from "../../bytes.js";
import { joined, type Part } from "../../keys/parts.js";

/** The version of the format, in every chain value. */
const VERSION = 1;

/** An entry as input of the chain, with its stored texts. */
export interface ChainEntry {
  /** Its number: a gateway may have counted beyond the exact range of JavaScript numbers. */
  readonly seq: number | bigint;
  /** When it was written, in seconds since 1970-01-01T00:00:00Z. */
  readonly at: number | bigint;
  readonly tenant: string;
  readonly actor: string;
  readonly purpose: string | undefined;
  readonly subject: string | undefined;
  readonly event: string;
  /** The 16 bytes of the record ID. */
  readonly record: Uint8Array | undefined;
  readonly detail: string | undefined;
}

/** The chain value at an entry: 32 bytes. Not secret. */
export type Chain = Uint8Array<ArrayBuffer>;

/** The chain value of an empty trail. */
export function beginning(writer: Uint8Array): Promise<Chain> {
  return hashed([Uint8Array.of(VERSION), joined(["codemint/audit-chain", writer])]);
}

/** The chain value after one more entry. */
export function linked(chain: Uint8Array, entry: ChainEntry): Promise<Chain> {
  const { seq, at, tenant, actor, purpose, subject, event, record, detail } = entry;
  return hashed([
    ...[chain, Uint8Array.of(VERSION), joined([eight(seq), eight(at), tenant, actor])],
    ...[maybe(purpose), maybe(subject), joined([event]), maybe(record), maybe(detail)],
  ]);
}

/** Distinguishes an absent value from an empty one. */
function maybe(value: Part | undefined): Uint8Array {
  return value === undefined ? Uint8Array.of(0) : concat([Uint8Array.of(1), joined([value])]);
}

/** A number as 8 bytes, in two's complement. */
function eight(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

async function hashed(parts: readonly Uint8Array[]): Promise<Chain> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(parts)));
}
