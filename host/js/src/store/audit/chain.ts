/**
 * The links of the audit trail's chain, byte for byte as the Rust SDK has them.
 *
 * With `part(x)` for the length of `x` in bytes as a 32-bit number, most significant byte first,
 * and then `x`; with `maybe(x)` for the byte 0 where `x` is absent, else for the byte 1 and
 * `part(x)`; and with numbers as 8 bytes, most significant byte first:
 *
 * ```text
 * chain(0) = SHA-256(1 ‖ part("codemint/audit-chain") ‖ part(writer))
 * chain(n) = SHA-256(chain(n-1) ‖ 1
 *                    ‖ part(seq) ‖ part(at) ‖ part(tenant) ‖ part(actor)
 *                    ‖ maybe(purpose) ‖ maybe(subject) ‖ part(event)
 *                    ‖ maybe(record) ‖ maybe(detail))
 * ```
 *
 * The byte 1 is the version of the format; `writer` is 16 random bytes that the store drew when it
 * was made. CHECKPOINTS ARE NOT MADE HERE: nothing that this package writes is vouched for under a
 * key. A gateway that opens the same file with its keys vouches for what it finds; until then
 * whoever may write to the file can replace the end of the trail unseen.
 *
 * @module
 */

/** The version of the format, in every link. */
const VERSION = 1;

/** An entry as it is linked: the stored texts. */
export interface ChainEntry {
  /** Its number: a gateway may have counted further than a JavaScript number is exact. */
  readonly seq: number | bigint;
  /** When it was written, in seconds since 1970-01-01T00:00:00Z. */
  readonly at: number | bigint;
  readonly tenant: string;
  readonly actor: string;
  readonly purpose: string | undefined;
  readonly subject: string | undefined;
  readonly event: string;
  /** The 16 bytes of the record's name. */
  readonly record: Uint8Array | undefined;
  readonly detail: string | undefined;
}

/** A link: what the trail comes to at an entry; 32 bytes. No secret. */
export type Chain = Uint8Array<ArrayBuffer>;

/** The chain of a store in which nothing has happened. */
export function beginning(writer: Uint8Array): Promise<Chain> {
  return hashed([Uint8Array.of(VERSION), ...part("codemint/audit-chain"), ...part(writer)]);
}

/** The chain with one more entry. */
export function linked(chain: Uint8Array, entry: ChainEntry): Promise<Chain> {
  return hashed([
    chain,
    Uint8Array.of(VERSION),
    ...part(eight(entry.seq)),
    ...part(eight(entry.at)),
    ...part(entry.tenant),
    ...part(entry.actor),
    ...maybe(entry.purpose),
    ...maybe(entry.subject),
    ...part(entry.event),
    ...maybe(entry.record),
    ...maybe(entry.detail),
  ]);
}

const utf8 = new TextEncoder();

function part(value: string | Uint8Array): readonly Uint8Array[] {
  const bytes = typeof value === "string" ? utf8.encode(value) : value;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return [length, bytes];
}

/** Absent and empty are two things. */
function maybe(value: string | Uint8Array | undefined): readonly Uint8Array[] {
  return value === undefined ? [Uint8Array.of(0)] : [Uint8Array.of(1), ...part(value)];
}

/** Two's complement. */
function eight(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

async function hashed(parts: readonly Uint8Array[]): Promise<Chain> {
  const all = new Uint8Array(parts.reduce((length, one) => length + one.length, 0));
  let place = 0;
  for (const one of parts) {
    all.set(one, place);
    place += one.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}
